"""Business hours: is a team there, when does it open, how much of its time lies between two moments. Pure functions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import jpholiday

from agents import holidays
from agents.models import Calendar

# A calendar without one opening in so many days is closed for good.
HORIZON_DAYS = 400
MIDNIGHT = time(23, 59)

type Hours = tuple[time, time]
type Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Difference:
    """A date that differs: closed without hours, else open at these."""

    name: str = ""
    hours: Hours | None = None


@dataclass(frozen=True)
class Schedule:
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Tokyo"))
    weekly: Mapping[int, tuple[Hours, ...]] = field(default_factory=dict)
    exceptions: Mapping[date, Difference] = field(default_factory=dict)
    japanese_holidays: bool = True
    year_end: bool = True


@dataclass(frozen=True)
class Day:
    date: date
    hours: tuple[Hours, ...]
    # Why it differs from the week: the exception's or holiday's name, "year-end", or nothing.
    reason: str = ""
    is_exception: bool = False

    @property
    def why(self) -> str:
        """The reason in the reader's language; exceptions keep the name that they were given."""
        return self.reason if self.is_exception else holidays.said(self.reason)


def schedule_of(calendar: Calendar) -> Schedule:
    """Two queries; callers with many calendars prefetch `hours` and `exceptions`."""
    weekly: dict[int, tuple[Hours, ...]] = {}
    for span in calendar.hours.all():
        weekly[span.weekday] = (*weekly.get(span.weekday, ()), (span.opens, span.closes))
    exceptions = {
        row.date: Difference(row.name, (row.opens, row.closes) if row.opens and row.closes else None)
        for row in calendar.exceptions.all()
    }
    return Schedule(
        ZoneInfo(calendar.time_zone), weekly, exceptions, calendar.japanese_holidays, calendar.year_end_holidays
    )


def day(schedule: Schedule, on: date) -> Day:
    """What holds on this date: an exception beats a holiday, a holiday beats the week."""
    if on in schedule.exceptions:
        exception = schedule.exceptions[on]
        return Day(on, (exception.hours,) if exception.hours else (), exception.name, is_exception=True)
    if schedule.year_end and is_year_end(on):
        return Day(on, (), "year-end")
    if schedule.japanese_holidays and (name := holiday(on)):
        return Day(on, (), name)
    return Day(on, tuple(sorted(schedule.weekly.get(on.weekday(), ()))))


def days(schedule: Schedule, start: date, count: int) -> list[Day]:
    return [day(schedule, start + timedelta(days=number)) for number in range(count)]


def is_open(schedule: Schedule, at: datetime) -> bool:
    return any(opens <= at < closes for opens, closes in spans(schedule, at, at))


def next_opening(schedule: Schedule, at: datetime) -> datetime | None:
    """The next moment somebody is there; `at` itself while open; None when no day of the next year opens."""
    for opens, closes in spans(schedule, at, at + timedelta(days=HORIZON_DAYS)):
        if closes > at:
            return max(opens, at)
    return None


def closing(schedule: Schedule, at: datetime) -> datetime | None:
    """When the present opening ends; spans that meet (a night shift over midnight) count as one."""
    end: datetime | None = None
    for opens, closes in spans(schedule, at, at + timedelta(days=8)):
        if (end is None and opens <= at < closes) or end == opens:
            end = closes
        elif end is not None:
            break
    return end


def business_time(schedule: Schedule, start: datetime, end: datetime) -> timedelta:
    """Open time between two moments; nothing when they are out of order."""
    total = timedelta()
    for opens, closes in spans(schedule, start, end):
        total += max(min(closes, end) - max(opens, start), timedelta())
    return total


def spans(schedule: Schedule, start: datetime, end: datetime) -> Iterator[Span]:
    """Every opening on the dates touched by start…end, in order, in UTC, so that clock changes cannot bend lengths."""
    on, last = start.astimezone(schedule.zone).date(), end.astimezone(schedule.zone).date()
    while on <= last:
        for opens, closes in day(schedule, on).hours:
            until = on + timedelta(days=1) if closes >= MIDNIGHT else on
            yield moment(schedule, on, opens), moment(schedule, until, time() if closes >= MIDNIGHT else closes)
        on += timedelta(days=1)


def moment(schedule: Schedule, on: date, clock: time) -> datetime:
    return datetime.combine(on, clock, schedule.zone).astimezone(UTC)


def is_year_end(on: date) -> bool:
    return (on.month, on.day) >= (12, 29) or (on.month, on.day) <= (1, 3)


@lru_cache(maxsize=4096)
def holiday(on: date) -> str:
    return jpholiday.is_holiday_name(on) or ""
