"""Troubles an admin can ask for, one channel at a time. Each runs down by itself, so that none is forgotten."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conversations.models import Channel
from simulator.models import SimulatorFault

DOUBLED, UNSIGNED, REORDERED, BATCHED = "doubled", "unsigned", "reordered", "batched"
BROKEN, THROTTLED, SLOW, SILENT, UNDELIVERED = "broken", "throttled", "slow", "silent", "undelivered"
# What waits for its turn, after "reordered" or "batched".
HELD = "held"
MOST = 50


@dataclass(frozen=True)
class Fault:
    kind: str
    word: str | Promise
    # What the desk does about it.
    effect: str | Promise
    # How many calls it meets when it is switched on.
    count: int = 1


FAULTS = (
    Fault(DOUBLED, _("Send each notice twice"), _("It should stay one message"), 3),
    Fault(UNSIGNED, _("Break the signature"), _("Nothing is taken in; the refusal is counted")),
    Fault(REORDERED, _("Swap the order"), _("The next one waits for the one after it")),
    Fault(BATCHED, _("Collect notices"), _("Several arrive in one request"), 3),
    Fault(BROKEN, _("Answer 500 when we send"), _("It never arrives twice"), 2),
    Fault(THROTTLED, _("Answer 429 when we send"), _("It waits as long as the provider asks")),
    Fault(SLOW, _("Answer after 20 seconds"), _("It stays open whether it arrived")),
    Fault(SILENT, _("Give no delivery receipt"), _("It stays at sent")),
    Fault(UNDELIVERED, _("Report that delivery failed"), _("The message is shown as failed")),
)
KINDS = frozenset(fault.kind for fault in FAULTS)


def take(channel: Channel, kind: str) -> bool:
    """One of what is left; False = this trouble is not wanted now."""
    left = SimulatorFault.objects.filter(channel=channel, kind=kind, left__gt=0)
    return bool(left.update(left=F("left") - 1))


def left(channel: Channel) -> dict[str, int]:
    return dict(SimulatorFault.objects.filter(channel=channel, left__gt=0).values_list("kind", "left"))


def plan(channel: Channel, kind: str, count: int) -> None:
    """0 = no more of it."""
    count = max(0, min(count, MOST))
    SimulatorFault.objects.update_or_create(channel=channel, kind=kind, defaults={"left": count})


def stop(channel: Channel) -> None:
    SimulatorFault.objects.filter(channel=channel).delete()
