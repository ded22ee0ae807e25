"""Events of a connected system as what they mean to a desk.

Their writer is a SOCIAL identity in the scope of the channel, as at a messenger: the id is the connected system's own,
reaches its owner through this channel only, and says nothing to any other. ACCOUNT would claim that it is the company's
member number, which only a signed token may say, because records are joined by it.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest.adapters.base import Event, Later, Receipt, Unreadable, Unsent
from channels_ingest.api_channel import body, files, naming
from channels_ingest.mail.people import parts
from channels_ingest.models import RawDelivery
from conversations.inbound import Inbound
from conversations.models import Message
from customers.identifying import Claim, Sender
from customers.models import Assurance, IdentityKind
from omnidesk import cleaning
from omnidesk.cleaning import clean_message, clean_words
from omnidesk.redaction import redact

KIND = "api"
# What is taken back may still be on its way; after about three minutes it is nobody's.
TRIES_FOR_UNSENT = 4
FIRST_YEAR = 2000


def events(raw: RawDelivery) -> Iterator[Event]:
    try:
        said = body.read(raw.content)
    except cleaning.Unreadable as error:
        # Whoever builds the other side has to know which field it was.
        yield Unreadable(str(error))
        return
    if isinstance(said, body.Said):
        yield message(said, raw)
    elif isinstance(said, body.Receipt):
        yield receipt(said, raw)
    else:
        yield unsent(said, raw)


def message(said: body.Said, raw: RawDelivery) -> Inbound:
    text = clean_message(said.text)
    raw.meta["unkept"] = redact(text) != text
    lines, attached = files.taken(said, raw)
    return Inbound(
        channel=raw.channel,
        external_id=said.id,
        sender=sender(said.sender, raw),
        text=f"{text}\n{lines}".strip() or ("" if attached else empty(raw.channel.language)),
        received_at=raw.received_at,
        shown_at=believable(said.at),
        attachment_ids=attached,
    )


def empty(language: str) -> str:
    with override(language):
        return _("[A message without words]")


def sender(who: body.Who, raw: RawDelivery) -> Sender:
    """The system vouches for its own id, and for nothing else that it says of them."""
    name = clean_words(who.name, 120)
    family, given = parts(name)
    told = ((IdentityKind.EMAIL, who.email), (IdentityKind.PHONE, who.phone))
    return Sender(
        kind=IdentityKind.SOCIAL,
        scope=raw.channel.public_id,
        value=who.id,
        display=name or who.id,
        assurance=Assurance.ATTESTED,
        assured_by=KIND,
        family_name=family,
        given_name=given,
        language=who.language if who.language in dict(settings.LANGUAGES) else raw.channel.language,
        claims=tuple(Claim(kind, value) for kind, value in told if value.strip()),
    )


def receipt(said: body.Receipt, raw: RawDelivery) -> Receipt:
    pk, at = naming.pk_of(said.message, raw.channel), believable(said.at)
    reason = redact(clean_words(said.reason, 200)) if said.status == "failed" else ""
    return Receipt(raw.channel, said.message, said.status, at, reason, message=pk)


def unsent(said: body.Unsent, raw: RawDelivery) -> Unsent:
    is_here = Message.objects.filter(channel=raw.channel, external_id=said.message).exists()
    if not is_here and raw.attempts <= TRIES_FOR_UNSENT:
        raise Later("a message that was taken back is not here yet")
    return Unsent(raw.channel, said.message, believable(said.at))


def believable(at: datetime | None) -> datetime | None:
    """A clock that was never set tells nothing."""
    return at if at is not None and at.year >= FIRST_YEAR else None
