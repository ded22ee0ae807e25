"""The times that can be booked: cut from the team's business calendar, and taken so that none is ever given twice."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agents import hours
from agents.models import Team
from callbacks.models import CallbackSettings, Slot

# For a team without a calendar: as most are there, and never on a holiday.
USUAL = hours.Schedule(weekly={weekday: ((time(9), time(18)),) for weekday in range(5)})
# Nobody can be called in the minute in which they ask.
LEAD = timedelta(minutes=10)
MOST = 500


class Full(Exception):
    """The time is not offered, or somebody was faster."""


def settings_of(team: Team | None) -> CallbackSettings:
    """What the team has set, or what holds until it sets anything."""
    return (team and CallbackSettings.objects.filter(team=team).first()) or CallbackSettings(team=team)


def schedule_of(team: Team | None) -> hours.Schedule:
    return hours.schedule_of(team.calendar) if team and team.calendar else USUAL


def free(team: Team, now: datetime | None = None, own: CallbackSettings | None = None) -> list[datetime]:
    """Every time that can still be booked, in order."""
    own, now = own or settings_of(team), now or timezone.now()
    times = list(offered(own, schedule_of(team), now))
    if not times:
        return []
    between = Slot.objects.filter(team=team, starts_at__range=(times[0], times[-1]), taken__gte=own.capacity)
    full = set(between.values_list("starts_at", flat=True))
    return [at for at in times if at not in full]


def offered(own: CallbackSettings, schedule: hours.Schedule, now: datetime) -> Iterator[datetime]:
    length, number = timedelta(minutes=own.slot_minutes), 0
    for opens, closes in hours.spans(schedule, now, now + timedelta(days=own.days_ahead)):
        at = opens
        while at + length <= closes and number < MOST:
            if at >= now + LEAD:
                yield at
                number += 1
            at += length


def book(team: Team | None, at: datetime, instead: Slot | None = None) -> Slot:
    """One place in this slot; raises Full. Twenty at once get exactly the capacity: the row itself counts."""
    if team is None:
        raise Full
    own = settings_of(team)
    if at not in set(offered(own, schedule_of(team), timezone.now())):
        raise Full
    with transaction.atomic():
        slot, _made = Slot.objects.get_or_create(team=team, starts_at=at)
        in_order(slot, instead)
        if not Slot.objects.filter(pk=slot.pk, taken__lt=own.capacity).update(taken=F("taken") + 1):
            raise Full
    return slot


def in_order(one: Slot | None, other: Slot | None) -> None:
    """Two who swap their times wait for each other in a row, never in a circle."""
    if one is not None and other is not None:
        list(Slot.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk"))


def take_again(slot: Slot) -> None:
    """A booking that was given back is wanted after all, if there is room."""
    room = settings_of(slot.team).capacity
    if not Slot.objects.filter(pk=slot.pk, taken__lt=room).update(taken=F("taken") + 1):
        raise Full


def give_back(slot: Slot | None) -> None:
    if slot is not None:
        Slot.objects.filter(pk=slot.pk, taken__gt=0).update(taken=F("taken") - 1)


def next_open(team: Team | None, at: datetime) -> datetime:
    """The next moment somebody is there to call."""
    return hours.next_opening(schedule_of(team), at) or at
