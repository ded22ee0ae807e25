"""When people of the demo work and when customers write (story.md §2 and §9). Times are aware, in Tokyo's zone."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agents.hours import holiday
from demo.dice import Dice
from demo.story.cast import Group, Person

TOKYO = ZoneInfo("Asia/Tokyo")

# Per cent of a day's first contacts, by hour.
BY_HOUR = (
    0.6, 0.3, 0.2, 0.1, 0.1, 0.3, 0.8, 1.9, 3.8, 9.6, 11.2, 8.9,
    6.1, 7.0, 7.4, 6.8, 6.3, 6.0, 5.4, 5.1, 4.6, 3.6, 2.5, 1.4,
)  # fmt: skip
BY_WEEKDAY = (18.6, 15.1, 13.9, 13.4, 13.2, 14.0, 11.8)
BY_MONTH = {6: 1.25, 7: 1.45, 12: 1.2, 3: 1.15, 2: 0.8}
ON_HOLIDAY, AFTER_HOLIDAY = 0.7, 1.5


def busyness(on: date) -> float:
    share = BY_WEEKDAY[on.weekday()] * BY_MONTH.get(on.month, 1.0)
    if holiday(on):
        return share * ON_HOLIDAY
    return share * AFTER_HOLIDAY if holiday(on - timedelta(days=1)) else share


def arrivals(now: datetime, days: int, count: int, dice: Dice) -> list[datetime]:
    """`count` first contacts in the days before now, as busy as the weekday, the season and the hour make them."""
    today = now.astimezone(TOKYO).date()
    dates = [today - timedelta(days=back) for back in range(1, days + 1)]
    chosen = dice.choices(dates, [busyness(on) for on in dates], k=count)
    return sorted(at_random_minute(on, dice) for on in chosen)


def at_random_minute(on: date, dice: Dice) -> datetime:
    hour = dice.choices(range(24), BY_HOUR)[0]
    return datetime.combine(on, time(hour, dice.randrange(60), dice.randrange(60)), TOKYO)


def works(person: Person, at: datetime) -> bool:
    local = at.astimezone(TOKYO)
    return local.weekday() in person.shift.days and person.shift.opens <= local.time() < person.shift.closes


def next_work(person: Person, at: datetime) -> datetime:
    """`at` itself within their shift, else when the next one begins."""
    if works(person, at):
        return at
    local = at.astimezone(TOKYO)
    for ahead in range(8):
        on = local.date() + timedelta(days=ahead)
        begins = datetime.combine(on, person.shift.opens, TOKYO)
        if on.weekday() in person.shift.days and begins > at:
            return begins
    raise ValueError(f"{person.id} never works")


def is_open(group: Group, at: datetime) -> bool:
    return group.opens <= at.astimezone(TOKYO).time() < group.closes


def next_opening(group: Group, at: datetime) -> datetime:
    local = at.astimezone(TOKYO)
    today = datetime.combine(local.date(), group.opens, TOKYO)
    return today if today > at else today + timedelta(days=1)


def first_free(people: Sequence[Person], at: datetime, dice: Dice) -> tuple[Person, datetime]:
    """Somebody who is at work, or whoever comes in next."""
    there = [person for person in people if works(person, at)]
    if there:
        return dice.choice(there), at
    soonest = min(people, key=lambda person: next_work(person, at))
    return soonest, next_work(soonest, at)
