"""Who has a part in an outcome that several channels touched, and whether one channel only takes from another.

A rule of division, agreed on beforehand; it measures no cause. Every outcome is 1, whoever touched it: fractions keep
each split exactly whole, and percentages() keeps it whole in print.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import comb, floor

from kpis.statistics import Change, mean_change

type Channel = Hashable
type Split = dict[Channel, Fraction]
type Worth = Callable[[frozenset[Channel]], Fraction]

# Shapley looks at every set of the channels that touched: 2 ** 12 of them at most.
MOST = 12
# What is compared has at least so many days on each side; whole weeks are fair to weekdays.
LEAST_DAYS = 14


@dataclass(frozen=True)
class Journey:
    """The channels that a customer met, in order, one for each touch; whether it led to the outcome; and how many went
    this very way."""

    touches: tuple[Channel, ...]
    reached: bool = True
    times: int = 1


@dataclass(frozen=True)
class Contributions:
    """outcomes: how many each channel is credited with; together they are exactly `total`. untouched: left out."""

    rule: str
    outcomes: Split
    total: int
    untouched: int

    @property
    def shares(self) -> Split:
        return {channel: part / self.total for channel, part in self.outcomes.items()}


@dataclass(frozen=True)
class Substitution:
    """Did some channels rise and others fall while the whole did not grow?"""

    risen: dict[Channel, Change]
    fallen: dict[Channel, Change]
    total: Change

    @property
    def is_flagged(self) -> bool:
        """One takes from another: the interval of the whole holds 0, or lies below it."""
        grew = self.total.low is not None and self.total.low > 0
        return bool(self.risen and self.fallen) and not grew


def contributions(journeys: Sequence[Journey], rule: str = "equal") -> Contributions:
    """By one of RULES, over all journeys that reached the outcome. KeyError for an unknown rule."""
    split = RULES[rule](journeys)
    credited: dict[Channel, Fraction] = defaultdict(Fraction)
    reached = [journey for journey in journeys if journey.reached]
    touched = [journey for journey in reached if journey.touches]
    for journey in touched:
        for channel, part in split(journey.touches).items():
            credited[channel] += part * journey.times
    total = sum(journey.times for journey in touched)
    return Contributions(rule, dict(credited), total, sum(journey.times for journey in reached) - total)


def equally(touches: Sequence[Channel]) -> Split:
    """The same to each channel, however often it was met."""
    channels = set(touches)
    return {channel: Fraction(1, len(channels)) for channel in channels}


def by_position(touches: Sequence[Channel]) -> Split:
    """40% to the first touch, 40% to the last, 20% shared by those between; of two, half to each; of one, all."""
    parts: dict[Channel, Fraction] = defaultdict(Fraction)
    between = len(touches) - 2
    ends = Fraction(2, 5) if between > 0 else Fraction(1, min(2, len(touches)))
    for place, channel in enumerate(touches):
        is_end = place in (0, len(touches) - 1)
        parts[channel] += ends if is_end else Fraction(1, 5) / between
    return dict(parts)


def by_shapley(touches: Sequence[Channel], worth: Worth) -> Split:
    """What each channel adds to a set of the others, averaged over every order in which they could have come.

    worth(set): the share of journeys within those channels that reached the outcome. A channel that adds less than
    nothing gets nothing, and the rest is scaled to one whole; where none adds anything, all get the same.
    Shapley 1953. Raises ValueError above MOST channels.
    """
    channels = sorted(set(touches), key=str)
    if len(channels) > MOST:
        raise ValueError(f"{len(channels)} channels touched one outcome; at most {MOST} can be weighed.")
    added = {channel: max(Fraction(0), marginal(channel, channels, worth)) for channel in channels}
    whole = sum(added.values(), Fraction(0))
    return {channel: part / whole for channel, part in added.items()} if whole else equally(touches)


def marginal(channel: Channel, channels: Sequence[Channel], worth: Worth) -> Fraction:
    others = [other for other in channels if other != channel]
    value = Fraction(0)
    for size in range(len(others) + 1):
        weight = Fraction(1, len(channels) * comb(len(others), size))
        for group in combinations(others, size):
            without = frozenset(group)
            value += weight * (worth(without | {channel}) - worth(without))
    return value


def worth_in(journeys: Iterable[Journey]) -> Worth:
    """How often those who met these channels and no others got there. Nobody who met none does."""
    counts: dict[frozenset[Channel], tuple[int, int]] = {}
    for journey in journeys:
        reached, every = counts.get(frozenset(journey.touches), (0, 0))
        counts[frozenset(journey.touches)] = (reached + journey.reached * journey.times, every + journey.times)

    @cache
    def worth(group: frozenset[Channel]) -> Fraction:
        within = [pair for channels, pair in counts.items() if channels and channels <= group]
        every = sum(pair[1] for pair in within)
        return Fraction(sum(pair[0] for pair in within), every) if every else Fraction(0)

    return worth


def shapley_of(journeys: Sequence[Journey]) -> Callable[[Sequence[Channel]], Split]:
    worth = worth_in(journeys)
    known: dict[frozenset[Channel], Split] = {}

    def split(touches: Sequence[Channel]) -> Split:
        met = frozenset(touches)
        if met not in known:
            known[met] = by_shapley(touches, worth)
        return known[met]

    return split


RULES: dict[str, Callable[[Sequence[Journey]], Callable[[Sequence[Channel]], Split]]] = {
    "equal": lambda journeys: equally,
    "position": lambda journeys: by_position,
    "shapley": shapley_of,
}


def percentages(shares: Split, places: int = 1) -> dict[Channel, float]:
    """Rounded so that what is printed still sums to 100: the largest remainders are rounded up (Hamilton's method)."""
    unit = 10**places
    exact = {channel: part * 100 * unit for channel, part in shares.items()}
    whole = {channel: floor(part) for channel, part in exact.items()}
    missing = round(sum(exact.values(), Fraction(0))) - sum(whole.values())
    for channel in sorted(exact, key=lambda one: (whole[one] - exact[one], str(one)))[:missing]:
        whole[channel] += 1
    return {channel: part / unit for channel, part in whole.items()}


def substitution(
    before: Mapping[Channel, Sequence[float]], after: Mapping[Channel, Sequence[float]]
) -> Substitution | None:
    """From each channel's outcomes day by day, before and after: de-duplicated, so that a day's sum is the whole.

    A channel rose or fell when the 95% interval of the change of its mean day leaves out 0. None below LEAST_DAYS.
    """
    then, now = by_day(before), by_day(after)
    if min(len(then), len(now)) < LEAST_DAYS:
        return None
    none_before, none_after = [0.0] * len(then), [0.0] * len(now)
    changes = {
        channel: mean_change(after.get(channel, none_after), before.get(channel, none_before))
        for channel in {*before, *after}
    }
    clear = {channel: change for channel, change in changes.items() if change.is_clear}
    return Substitution(
        {channel: change for channel, change in clear.items() if (change.value or 0) > 0},
        {channel: change for channel, change in clear.items() if (change.value or 0) < 0},
        mean_change(now, then),
    )


def by_day(channels: Mapping[Channel, Sequence[float]]) -> list[float]:
    """The whole of each day. ValueError where the channels do not tell of the same days."""
    return [float(sum(day)) for day in zip(*channels.values(), strict=True)]
