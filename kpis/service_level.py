"""Service level X/Y: how many were answered within Y seconds, and of whom.

There is no industry standard, so the formula is chosen by id and stored with the number.

Sources: icmi.com/Resources/QueueTips/2005/March/Service-Level-Calculations.aspx and
callcentrehelper.com/service-level-threshold-calculations-206890.htm give the same five; with 1,000 answered (860 within
20 s) and 60 abandoned (20 within 20 s, 10 of them within 5 s) they are 83.0, 86.0, 81.1, 82.7 and 82.1%.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kpis.statistics import Score, Share, mean, share

WITHIN = 20
SHORT = 5


@dataclass(frozen=True)
class Offered:
    """What was offered on a live channel. Later fields are parts of the first two: within Y seconds, or left at once.

    abandoned holds the short ones. A callback taken instead of waiting on is neither answered nor abandoned.
    """

    answered: int
    abandoned: int
    answered_within: int
    abandoned_within: int
    abandoned_short: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.answered_within <= self.answered:
            raise ValueError("More were answered in time than were answered.")
        if not 0 <= self.abandoned_within <= self.abandoned or not 0 <= self.abandoned_short <= self.abandoned:
            raise ValueError("More were abandoned early than were abandoned.")

    @property
    def total(self) -> int:
        return self.answered + self.abandoned


def offered(offers: Iterable[tuple[int, int]], within: int = WITHIN, short: int = SHORT) -> Offered:
    """From (seconds waited, 1 answered / 0 abandoned). Within Y is up to and including Y; short is under the limit."""
    answered: list[int] = []
    abandoned: list[int] = []
    for seconds, value in offers:
        (answered if value else abandoned).append(seconds)
    return Offered(
        answered=len(answered),
        abandoned=len(abandoned),
        answered_within=len([seconds for seconds in answered if seconds <= within]),
        abandoned_within=len([seconds for seconds in abandoned if seconds <= within]),
        abandoned_short=len([seconds for seconds in abandoned if seconds < short]),
    )


# id → (counted as served, of how many). f1 to f5 are the five of the sources, in their order.
Parts = Callable[[Offered], tuple[int, int]]
FORMULAS: dict[str, Parts] = {
    # Who left at once gave nobody a chance to answer; who waited longer counts, in whatever second they left.
    "standard": lambda o: (o.answered_within, o.total - o.abandoned_short),
    # Everybody; leaving early counts as served.
    "f1": lambda o: (o.answered_within + o.abandoned_within, o.total),
    # Only the answered: who left is forgotten.
    "f2": lambda o: (o.answered_within, o.answered),
    # Everybody; leaving counts against, whenever.
    "f3": lambda o: (o.answered_within, o.total),
    # Who left within Y is left out.
    "f4": lambda o: (o.answered_within, o.total - o.abandoned_within),
    # As f1, but only those who left at once count as served.
    "f5": lambda o: (o.answered_within + o.abandoned_short, o.total),
}
DEFAULT = "standard"


def service_level(counts: Offered, formula: str = DEFAULT) -> Share:
    """By one of FORMULAS; KeyError for an unknown id, which must never be read as the default."""
    return share(*FORMULAS[formula](counts))


def abandonment(counts: Offered) -> Share:
    """放棄率: abandoned / offered, both without those who left at once."""
    return share(counts.abandoned - counts.abandoned_short, counts.total - counts.abandoned_short)


def answer_rate(counts: Offered) -> Share:
    """応答率: answered / offered, whatever the wait; what is missing to 100% is the abandonment."""
    return share(counts.answered, counts.total - counts.abandoned_short)


def speed_of_answer(waits: Iterable[int | None]) -> Score:
    """ASA: the sum of the waits of the answered / answered. A mean by its name; percentiles stand beside it."""
    return mean(waits)
