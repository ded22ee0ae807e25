"""Business calendars and teams: the deeds of their settings pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Count

from agents import hours, kept_hours, zones
from agents.audit import audit
from agents.hours import Hours
from agents.models import Agent, BusinessHours, Calendar, CalendarException

NINE, SIX = time(9), time(18)


class InUse(Exception):
    """Teams still keep this calendar."""


@dataclass(frozen=True)
class Listed:
    """A calendar as the lists show it: open until, or closed until."""

    calendar: Calendar
    team_count: int
    closes_at: datetime | None
    opens_at: datetime | None
    opens_today: bool = False

    @property
    def zone(self) -> str:
        return zones.said(self.calendar.time_zone)


def listed(now: datetime) -> list[Listed]:
    rows = Calendar.objects.prefetch_related("hours", "exceptions").annotate(team_count=Count("teams")).order_by("name")
    return [listed_one(row, row.team_count, now) for row in rows]


def listed_one(calendar: Calendar, team_count: int, now: datetime) -> Listed:
    schedule = hours.schedule_of(calendar)
    if hours.is_open(schedule, now):
        return Listed(calendar, team_count, hours.closing(schedule, now), None)
    opens = hours.next_opening(schedule, now)
    today = opens is not None and opens.astimezone(schedule.zone).date() == now.astimezone(schedule.zone).date()
    return Listed(calendar, team_count, None, opens, today)


@transaction.atomic
def make_default(name: str, time_zone: str) -> Calendar:
    """Monday to Friday, nine to six."""
    calendar = Calendar.objects.create(name=name, time_zone=time_zone)
    set_week(calendar, {weekday: [(NINE, SIX)] for weekday in range(5)})
    return calendar


def set_week(calendar: Calendar, week: Mapping[int, Iterable[Hours]]) -> None:
    BusinessHours.objects.filter(calendar=calendar).delete()
    BusinessHours.objects.bulk_create(
        BusinessHours(calendar=calendar, weekday=weekday, opens=opens, closes=closes)
        for weekday, spans in week.items()
        for opens, closes in spans
    )


@transaction.atomic
def save(calendar: Calendar, week: Mapping[int, Iterable[Hours]], by: Agent, ip: str | None, **about: Any) -> None:
    is_new = calendar.pk is None
    with kept_hours.noted([] if is_new else calendar.teams.values_list("pk", flat=True)):
        calendar.save()
        set_week(calendar, week)
    audit(by, "calendar.made" if is_new else "calendar.changed", calendar, ip, name=calendar.name, **about)


@transaction.atomic
def set_exception(
    calendar: Calendar, on: date, name: str, hours: Hours | None, by: Agent, ip: str | None = None
) -> CalendarException:
    """The last word on a date counts."""
    opens, closes = hours or (None, None)
    row, _made = CalendarException.objects.update_or_create(
        calendar=calendar, date=on, defaults={"name": name, "opens": opens, "closes": closes}
    )
    audit(by, "calendar.exception", calendar, ip, name=calendar.name, date=on.isoformat(), open=hours is not None)
    return row


@transaction.atomic
def remove_exception(row: CalendarException, by: Agent, ip: str | None = None) -> None:
    audit(by, "calendar.exception_removed", row.calendar, ip, name=row.calendar.name, date=row.date.isoformat())
    row.delete()


@transaction.atomic
def remove(calendar: Calendar, by: Agent, ip: str | None = None) -> None:
    if calendar.teams.exists():
        raise InUse
    audit(by, "calendar.removed", calendar, ip, name=calendar.name)
    calendar.delete()
