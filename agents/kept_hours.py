"""Which hours a team kept when: noted with every change, so that what was measured before it stays as it was."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from agents import hours
from agents.hours import Schedule
from agents.models import Calendar, KeptHours, Team

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)

# What a team kept, oldest first; None = it has no calendar, and every hour counts.
type Kept = list[tuple[datetime, Schedule | None]]


@contextmanager
def noted(team_ids: Iterable[int]) -> Iterator[None]:
    """Around a change of these teams' hours, in its transaction."""
    ids = sorted(team_ids)
    note(ids, ALWAYS, only_first=True)
    yield
    note(ids, timezone.now())


def note(team_ids: list[int], since: datetime, *, only_first: bool = False) -> None:
    latest = {row.team_id: row for row in KeptHours.objects.filter(team__in=team_ids)}
    for team in Team.objects.filter(pk__in=team_ids).select_related("calendar"):
        held = told(team.calendar)
        last = latest.get(team.pk)
        if last is None or (not only_first and held != {name: getattr(last, name) for name in held}):
            KeptHours.objects.create(team=team, since=since if last else ALWAYS, **held)


def told(calendar: Calendar | None) -> dict[str, Any]:
    """The fields of KeptHours."""
    spans = calendar.hours.order_by("weekday", "opens") if calendar else []
    return {
        "calendar_id": calendar.pk if calendar else None,
        "time_zone": calendar.time_zone if calendar else "UTC",
        "weekly": [[span.weekday, f"{span.opens:%H:%M}", f"{span.closes:%H:%M}"] for span in spans],
        "japanese_holidays": bool(calendar and calendar.japanese_holidays),
        "year_end_holidays": bool(calendar and calendar.year_end_holidays),
    }


def of_all_teams() -> dict[int, Kept]:
    """For each team what it kept; five queries, however many teams there are."""
    calendars = {row.pk: row for row in Calendar.objects.prefetch_related("hours", "exceptions")}
    differing = {pk: hours.schedule_of(row) for pk, row in calendars.items()}
    kept: dict[int, Kept] = {}
    for row in KeptHours.objects.order_by("since", "id"):
        kept.setdefault(row.team_id, []).append((row.since, as_it_was(row, differing)))
    for team in Team.objects.exclude(pk__in=kept):
        kept[team.pk] = [(ALWAYS, differing[team.calendar_id] if team.calendar_id else None)]
    return kept


def as_it_was(row: KeptHours, calendars: dict[int, Schedule]) -> Schedule | None:
    """None = no calendar. Where the calendar was removed since, its dates that differed went with it."""
    if not row.weekly and row.calendar_id is None:
        return None
    weekly: dict[int, tuple[hours.Hours, ...]] = {}
    for weekday, opens, closes in row.weekly:
        weekly[weekday] = (*weekly.get(weekday, ()), (time.fromisoformat(opens), time.fromisoformat(closes)))
    of_now = calendars.get(row.calendar_id or 0)
    exceptions = of_now.exceptions if of_now else {}
    return Schedule(ZoneInfo(row.time_zone), weekly, exceptions, row.japanese_holidays, row.year_end_holidays)


def business_time(kept: Kept, start: datetime, end: datetime) -> timedelta:
    """Open time between two moments, each part of it by the hours that were kept then."""
    total = timedelta()
    for number, (since, schedule) in enumerate(kept):
        until = kept[number + 1][0] if number + 1 < len(kept) else end
        first, last = max(start, since), min(end, until)
        if first < last:
            total += last - first if schedule is None else hours.business_time(schedule, first, last)
    return total
