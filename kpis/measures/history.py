"""What is known of a customer when their measures are derived: plain values, so that the rules need no database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

# (team, from, to) → open time of that team between two moments.
type Clock = Callable[[int | None, datetime, datetime], timedelta]


@dataclass(frozen=True)
class Deed:
    """One entry. message and channel: of the message it tells of, wherever that lies now."""

    id: int
    kind: str
    at: datetime
    actor: int | None = None
    message: int | None = None
    channel: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Phoned:
    """One call. incoming: the customer rang; came_at: when their ringing reached us."""

    message: int
    channel: int | None
    agent: int | None
    incoming: bool
    came_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    wrapped_up_at: datetime | None = None


@dataclass(frozen=True)
class Promised:
    owner: int
    made_at: datetime
    due_at: datetime
    kept_at: datetime | None = None
    message: int | None = None


@dataclass(frozen=True)
class Matter:
    """A matter with all that was done to it. excluded: why it counts in no figure ('' = it counts)."""

    id: int
    opened_at: datetime
    status: str
    team: int | None = None
    assignee: int | None = None
    excluded: str = ""
    deeds: tuple[Deed, ...] = ()
    calls: tuple[Phoned, ...] = ()
    # Somebody had it before them: (agent, from, to).
    focus: tuple[tuple[int, datetime, datetime], ...] = ()
    promises: tuple[Promised, ...] = ()
    # Of each time that somebody had to say something twice, unless a lead found otherwise: the message it was in.
    asked_again: frozenset[int] = frozenset()
    # When a hand-over card went along with the customer's change of channel.
    cards: tuple[datetime, ...] = ()
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """A step of a self-service flow; outcome: ok, fail, left."""

    flow: str
    step: str
    outcome: str
    at: datetime
    # Why it counts in no figure.
    excluded: str = ""


@dataclass(frozen=True)
class History:
    """Everything of one customer that measures are made of."""

    customer: int
    matters: tuple[Matter, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class World:
    """What is the same for all: the clock of each team, the company's zone, which channels are live, and now."""

    now: datetime
    zone: ZoneInfo
    clock: Clock
    # Channels where somebody holds a line open and waits: chat and telephone.
    live: frozenset[int] = frozenset()

    def place(self, at: datetime) -> tuple[date, int]:
        """The company's day, and the minute of it."""
        here = at.astimezone(self.zone)
        return here.date(), here.hour * 60 + here.minute


@dataclass(frozen=True)
class Row:
    """One row of kpis.models.Measured before it has one."""

    measure: str
    at: datetime
    began_at: datetime
    matter: int | None = None
    message: int | None = None
    channel: int | None = None
    team: int | None = None
    agent: int | None = None
    seconds: int | None = None
    business_seconds: int | None = None
    value: int | None = None
    detail: str = ""
    excluded: str = ""


@dataclass(frozen=True)
class Spell:
    """A stretch of time in which a matter lay open with one team; ended_at None = it lies there still."""

    matter: int
    opened_at: datetime
    began_at: datetime
    ended_at: datetime | None
    channel: int | None
    team: int | None
    excluded: str = ""


def whole(length: timedelta) -> int:
    """Whole seconds; what is out of order took no time."""
    return max(0, int(length.total_seconds()))


EVER = datetime(1970, 1, 1, tzinfo=UTC)
