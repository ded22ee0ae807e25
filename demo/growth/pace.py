"""How long it takes until the next word: seconds, in the measures of story.md §9."""

from datetime import datetime, timedelta

from demo.dice import Dice
from demo.hours import next_work, works
from demo.story.cast import Person

# pause → (median, p90) in seconds.
LIVE = {
    "burst": (14, 40),
    "first": (38, 160),
    "agent": (55, 150),
    "customer": (75, 420),
    "long": (5400, 14400),
    "evening": (24000, 34000),
    "promised": (3000, 5400),
    "back": (150000, 330000),
}
# Who writes and comes back later, as most do who are at work themselves.
SLOW = LIVE | {"first": (300, 2400), "agent": (600, 4200), "customer": (2400, 14400), "long": (14400, 36000)}


# By mail: hours, on both sides.
MAIL = LIVE | {
    "first": (5400, 17000),
    "agent": (4800, 15000),
    "customer": (9000, 60000),
    "promised": (7200, 20000),
    "long": (40000, 90000),
}


# Nobody reads and types faster than this.
FASTEST = {"burst": 7, "first": 15, "agent": 20, "customer": 12}


def pause(kind: str, tempo: dict[str, tuple[int, int]], dice: Dice) -> timedelta:
    median, p90 = tempo[kind]
    return timedelta(seconds=max(FASTEST.get(kind, 60), round(dice.around(median, p90))))


def reply_at(person: Person, at: datetime, dice: Dice) -> datetime:
    """Agents answer in their hours; what fell outside waits for the next shift and a few minutes of its queue."""
    if works(person, at):
        return at
    return next_work(person, at) + timedelta(seconds=dice.randint(60, 2700))
