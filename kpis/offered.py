"""Live lines of a slice: how many calls and chats were answered or abandoned and how long each waited, from rollups.

Who left at once is read too (the lists of those rows are kept), so that every formula and any limit can be asked for.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from kpis import figures, service_level, statistics
from kpis.figures import GROUPS, Group
from kpis.service_level import Offered
from kpis.slices import Slice
from kpis.statistics import Quantile, Score, Share

MEASURE = "offer"
# {(seconds waited, 1 answered / 0 abandoned): how many}
type Waits = Counter[tuple[int, int]]


@dataclass(frozen=True)
class Limits:
    """In seconds. Answered in time is up to and including `within`, left at once is under `short`, never above it."""

    within: int = service_level.WITHIN
    short: int = service_level.SHORT

    def __post_init__(self) -> None:
        if not 0 <= self.short <= self.within:
            raise ValueError("Who leaves at once leaves before the limit.")


@dataclass(frozen=True)
class Line:
    """What was offered in one group, and every figure of it."""

    counts: Offered
    answered: Waits = field(default_factory=Counter)

    def level(self, formula: str) -> Share:
        return service_level.service_level(self.counts, formula)

    @property
    def abandonment(self) -> Share:
        return service_level.abandonment(self.counts)

    @property
    def answer_rate(self) -> Share:
        return service_level.answer_rate(self.counts)

    @property
    def speed(self) -> Score:
        """ASA, in seconds."""
        return service_level.speed_of_answer(self.waits())

    def quantiles(self) -> tuple[Quantile, Quantile]:
        """p50 and p90 of the waits of who was answered, in seconds."""
        p50, p90 = statistics.quantiles(self.waits(), (50, 90))
        return p50, p90

    def waits(self) -> chain[int]:
        return chain.from_iterable(repeat(seconds, n) for (seconds, _value), n in sorted(self.answered.items()))


def line(waits: Waits, limits: Limits) -> Line:
    one_by_one = chain.from_iterable(repeat(wait, n) for wait, n in waits.items())
    counts = service_level.offered(one_by_one, limits.within, limits.short)
    return Line(counts, Counter({wait: n for wait, n in waits.items() if wait[1]}))


def whole(asked: Slice, limits: Limits) -> Line:
    return line(Counter({(seconds, value): n for seconds, value, n in read(asked)}), limits)


def by(asked: Slice, limits: Limits, group: Group) -> dict[Any, Line]:
    """{group: its line}, in the order of their keys; one query. A group without rows is not there."""
    found: dict[Any, Waits] = {}
    for key, seconds, value, n in read(asked, GROUPS[group]):
        found.setdefault(key, Counter())[seconds, value] = n
    return {key: line(waits, limits) for key, waits in found.items()}


def read(asked: Slice, *columns: str) -> list[tuple[Any, ...]]:
    """The columns, the seconds, 1 or 0, and how many."""
    every = [*columns, "u.seconds", "u.value"]
    known = "u.seconds IS NOT NULL AND u.value IS NOT NULL"
    sql, about = figures.picked(f"{', '.join(every)}, count(*)", asked, known, counting="r.excluded IN ('', 'short')")
    places = ", ".join(str(number) for number in range(1, len(every) + 1))
    return figures.run(f"{sql} GROUP BY {places} ORDER BY 1", {**about, "measure": MEASURE})
