"""Is this day unlike others of its kind? Against the same weekday of the eight weeks before, and silent when unsure."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

from kpis.definitions.definition import Unit

WEEKS = 8
# Of the eight, at least so many must be known.
FEWEST = 5
# Iglewicz and Hoaglin 1993 call a modified z-score above 3.5 an outlier.
LIMIT = 3.5

# A history without any spread makes a trifle look enormous: the least spread that is believed, from its median.
# Counts spread by their root (Poisson); times by a tenth, 5 s at least; shares by two points; money by a tenth.
LEAST: dict[Unit, Callable[[float], float]] = {
    "count": lambda middle: math.sqrt(max(middle, 1)),
    "seconds": lambda middle: max(5.0, middle / 10),
    "share": lambda middle: 0.02,
    "score": lambda middle: 5.0,
    "yen": lambda middle: max(1.0, abs(middle) / 10),
}


@dataclass(frozen=True)
class Unusual:
    """times: how many usual spreads it is away. one_in: a change this large comes once in so many such days by chance.

    low and high: where it would still have been usual. n: how many days it was held against.
    """

    direction: Literal["up", "down"]
    value: float
    expected: float
    low: float
    high: float
    times: float
    one_in: int
    n: int


def unusual_day(
    series: Mapping[date, float | None], day: date, unit: Unit, closed: Collection[date] = ()
) -> Unusual | None:
    """A day of a series. Closed days (holidays) are like no weekday: never judged, and never judged by."""
    value = series.get(day)
    if value is None or day in closed:
        return None
    return unusual(value, same_weekdays(series, day, closed), unit)


def same_weekdays(series: Mapping[date, float | None], day: date, closed: Collection[date] = ()) -> list[float]:
    """What was measured on that weekday in the WEEKS before; a day without a figure is missing, and not 0."""
    days = [day - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    found = [series.get(one) for one in days if one not in closed]
    return [value for value in found if value is not None]


def unusual(value: float, before: Sequence[float], unit: Unit) -> Unusual | None:
    """None where it is usual, or where fewer than FEWEST days are known.

    Distance from the median in units of the median absolute deviation, scaled to be a standard deviation where things
    are normal (as scipy.stats.median_abs_deviation, which takes seconds to load): one mad day among the eight moves
    neither. one_in is read from Student's distribution with n - 1 degrees of freedom: eight days are little.
    """
    if len(before) < FEWEST:
        return None
    from scipy import special

    middle = median(before)
    deviation = median(abs(one - middle) for one in before) / float(special.ndtri(0.75))
    spread = max(deviation, LEAST[unit](middle))
    times = abs(value - middle) / spread
    if times < LIMIT:
        return None
    chance = 2 * float(special.stdtr(len(before) - 1, -times))
    return Unusual(
        "up" if value > middle else "down", value, middle, middle - LIMIT * spread, middle + LIMIT * spread, times,
        round(1 / chance), len(before),
    )  # fmt: skip
