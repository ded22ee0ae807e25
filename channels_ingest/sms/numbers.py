"""Numbers as networks write them, and who can be written to at one.

The number of an SMS is vouched for by the network that handed it over, as a mail's From is by its domain: *attested*.
It can be forged through careless networks abroad; then our answer still goes to the number's owner and to nobody else,
and what must be certain asks for *proven* (a code). What no customer's phone sends from (a name, a short code, a
Japanese landline) stays *claimed*, and cannot be answered.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest import fields
from conversations.models import Channel
from customers.identifying import Sender
from customers.identities import NotAnAddress, normalise, takes_sms
from customers.models import Assurance, Identity, IdentityKind
from omnidesk.cleaning import clean_words

KIND = "sms"
LONGEST_NAME = 40
CANNOT = _("This number cannot receive SMS")


def why_not(identity: Identity) -> str | Promise:
    """ "" = it can be written to."""
    return "" if takes_sms(identity.value) else CANNOT


def sender(said: str, channel: Channel) -> Sender:
    number = fields.e164(said)
    vouched = bool(number) and takes_sms(number)
    return Sender(
        kind=IdentityKind.PHONE,
        scope=channel.public_id if channel.is_practice else "",
        value=number or clean_words(said, LONGEST_NAME),
        assurance=Assurance.ATTESTED if vouched else Assurance.CLAIMED,
        assured_by=KIND,
        language=channel.language,
    )


def own(channel: Channel) -> str:
    """From which we send: a number, a short code, or a name that nobody can answer."""
    entered = str(channel.settings.get("number") or "").strip()
    try:
        return normalise(IdentityKind.PHONE, entered)
    except NotAnAddress:
        return entered


def is_own(channel: Channel, said: str) -> bool:
    return bool(said) and said.removeprefix("+") == own(channel).removeprefix("+")
