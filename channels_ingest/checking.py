"""What the lines of a connection test share, whoever the provider is."""

from collections.abc import Mapping
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest import credentials, refusals
from channels_ingest.adapters.webhook import Check
from conversations.models import Channel
from omnidesk.calling import Answer, call, timed

SETTINGS, ACCOUNT, CALLS_US = _("Settings"), _("Account at the provider"), _("What comes in")
AWAY = _("The provider did not answer. Try again in a moment.")
WHY = {
    "get": _("The provider calls by GET, which would put customers' words into logs. Choose POST there."),
    "signature": _("The signature is another one. Enter the secret again, and the method that is chosen there."),
    "recipient": _("They were for another number or account. Compare the number and the account with the provider's."),
    "time": _("They were older than a day, or from a clock that is wrong."),
    "no_secret": _("No secret is entered here yet."),
}


type Labels = Mapping[str, str | Promise]


def missing(channel: Channel, wanted: Labels, secrets: Labels) -> list[Check]:
    """wanted, secrets: what this provider needs, by its name in the settings. Without it nothing can be asked."""
    absent = [str(label) for name, label in wanted.items() if not channel.settings.get(name)]
    absent += [str(label) for name, label in secrets.items() if not credentials.secret(channel, name)]
    words = _("Still to be entered: %(names)s")
    return [Check(SETTINGS, "failed", words % {"names": ", ".join(absent)})] if absent else []


def asked(url: str, headers: dict[str, str]) -> tuple[Answer | None, int]:
    """None = they cannot be reached."""
    return timed(partial(call, "GET", url, headers=headers))


def refused(channel: Channel) -> list[Check]:
    """What was turned away at our door since yesterday, and what to do about it."""
    last = refusals.recent(channel).first()
    if last is None:
        return []
    number = refusals.of_a_day(channel)
    words = _("%(number)s were refused in 24 hours. %(why)s")
    why = WHY.get(last.reason, last.reason)
    return [Check(CALLS_US, "warned", words % {"number": number, "why": why})]
