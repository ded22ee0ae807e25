"""Who calls, and who is rung.

A caller's number can be set to anything, so it is *claimed*: the call is filed with whoever holds the number, marked as
unverified, and raises nothing.
"""

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from agents import hours
from agents.models import Agent
from agents.models.agent import Presence
from channels_ingest.fields import e164
from conversations import calls
from conversations.models import CallState, Channel
from customers.identifying import Sender, held
from customers.identities import NotAnAddress, normalise
from customers.models import Assurance, Identity, IdentityKind

KIND = "phone"
CANNOT = gettext_lazy("This number cannot be called")
# What Twilio writes where a number is withheld, unknown or unavailable.
WITHHELD = {"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"}
MOST_RUNG = 10


def caller(said: str, call: str, channel: Channel) -> Sender:
    number = "" if said in WITHHELD else e164(said)
    with override(channel.language):
        shown = "" if number else _("Number withheld")
    return Sender(
        kind=IdentityKind.PHONE,
        scope=channel.public_id if channel.is_practice else "",
        # Those who withhold theirs are not one person.
        value=number or f"withheld-{call[-12:]}",
        display=shown,
        assurance=Assurance.CLAIMED,
        assured_by=KIND,
        language=channel.language,
    )


def language_for(said: str, channel: Channel) -> str:
    """In which we greet: the caller's, where the number is surely somebody's."""
    scope = channel.public_id if channel.is_practice else ""
    known = held(IdentityKind.PHONE, scope, e164(said)) if e164(said) else None
    return (known.customer.language if known else "") or channel.language


def why_not(identity: Identity) -> str | Promise:
    """ "" = it can be called."""
    return "" if e164(identity.value) else CANNOT


def own(channel: Channel, name: str = "number") -> str:
    try:
        return normalise(IdentityKind.PHONE, str(channel.settings.get(name) or ""))
    except NotAnAddress:
        return ""


def is_staffed(channel: Channel) -> bool:
    """By the team's calendar; a team without one is always there."""
    calendar = channel.team.calendar if channel.team else None
    return calendar is None or hours.is_open(hours.schedule_of(calendar), timezone.now())


def rung(channel: Channel) -> list[str]:
    """The team's own number, or the telephones of all who are available and not on theirs. No team = everybody."""
    forward = own(channel, "forward_to")
    if forward:
        return [forward]
    # Who dials by hand and never said more may have hung up long ago.
    busy = calls.under_way().filter(agent__isnull=False).exclude(state=CallState.DIALLING, by_hand=True)
    free = Agent.objects.filter(is_active=True, presence=Presence.AVAILABLE).exclude(telephone="")
    if channel.team_id is not None:
        free = free.filter(teams=channel.team_id)
    found = free.exclude(pk__in=busy.values("agent")).order_by("presence_since", "pk")
    return list(dict.fromkeys(found.values_list("telephone", flat=True)[:MOST_RUNG]))


def agent_at(said: str) -> Agent | None:
    number = e164(said)
    return Agent.objects.filter(telephone=number, is_active=True).order_by("pk").first() if number else None
