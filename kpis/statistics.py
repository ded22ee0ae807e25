"""Figures with their doubt: shares, scores and percentiles, each with n and a 95% interval.

Nothing to count gives None, shown as a dash, and never 0. scipy is imported where it is used, and of it the
distributions alone (scipy.special): scipy.stats takes seconds to load, which the first viewer of a page would wait for.
The tests hold what is written here to scipy.stats.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

SMALL = 30
LEVEL = 0.95
SEED = 20261101


class Estimate(Protocol):
    """What can be compared: a figure, and how far off it may be."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


class Counted:
    """Below SMALL a figure is for reference only (参考値): shown with its n, given no rank and no colour."""

    n: int

    @property
    def is_small(self) -> bool:
        return self.n < SMALL


@dataclass(frozen=True)
class Share(Counted):
    """hits of n. value, low and high are fractions from 0 to 1; None where there was nothing to count."""

    hits: int
    n: int
    low: float | None
    high: float | None

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None


@dataclass(frozen=True)
class Score(Counted):
    """A figure that is no share: an NPS from -100 to 100, a mean of marks."""

    value: float | None
    n: int
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Quantile(Counted):
    """A percentile: always one of the values measured. low or high is None where n is too small to bound that side."""

    value: int | None
    n: int
    low: int | None
    high: int | None
    percent: int = 50


@dataclass(frozen=True)
class Change:
    """From one figure to another. It is clear when its interval does not hold 0."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def is_clear(self) -> bool:
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def share(hits: int, n: int) -> Share:
    """hits / n with Wilson's interval, without continuity correction.

    74 of 107 → 69.2% [59.9, 77.1]. Raises ValueError unless 0 ≤ hits ≤ n.
    Wilson 1927; as scipy.stats.binomtest(…).proportion_ci(method="wilson").
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share.")
    if n == 0:
        return Share(0, 0, None, None)
    z, p = normal_quantile(), hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Share(hits, n, 0.0 if hits == 0 else middle - half, 1.0 if hits == n else middle + half)


def share_of(happened: Iterable[int | None]) -> Share:
    """Of values that are 1 or 0. None is not applicable, and is left out."""
    known = [value for value in happened if value is not None]
    return share(sum(known), len(known))


def net_promoter(promoters: int, detractors: int, n: int) -> Score:
    """NPS = %promoters - %detractors, with the adjusted Wald interval, kept within -100 to 100.

    n + 3, promoters + 0.75, detractors + 0.75; variance (p + d - (p - d)²) / (n + 3). 50 and 20 of 100 → +30 [14, 44].
    The interval is centred on the adjusted figure, the figure itself is plain. Raises ValueError on impossible counts.
    Rocks 2016; measuringu.com/nps-three-confidence-intervals.
    """
    if min(promoters, detractors) < 0 or promoters + detractors > n:
        raise ValueError(f"{promoters} promoters and {detractors} detractors are not within {n} answers.")
    if n == 0:
        return Score(None, 0, None, None)
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = normal_quantile() * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    value = 100 * (promoters - detractors) / n
    return Score(value, n, max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half)))


def normal_quantile() -> float:
    """1.96."""
    from scipy import special

    return float(special.ndtri((1 + LEVEL) / 2))


def mean(marks: Iterable[int | None]) -> Score:
    """The mean of marks on a scale, with Student's interval. Never for times: those are told by percentiles.

    One mark has no interval, and neither have marks that are all alike.
    """
    known = [mark for mark in marks if mark is not None]
    if not known:
        return Score(None, 0, None, None)
    value = sum(known) / len(known)
    if len(set(known)) == 1:
        return Score(value, len(known), None, None)
    from scipy import special

    spread = math.sqrt(sum((mark - value) ** 2 for mark in known) / (len(known) - 1) / len(known))
    half = float(special.stdtrit(len(known) - 1, (1 + LEVEL) / 2)) * spread
    return Score(value, len(known), value - half, value + half)


def quantiles(values: Iterable[int | None], percents: Sequence[int] = (50, 75, 90)) -> list[Quantile]:
    """Percentiles by nearest rank: the ⌈n · p / 100⌉-th smallest value, so each one is a value that was measured.

    The interval is between two order statistics, by the binomial distribution of how many values lie below; it covers
    at least 95%. Where no order statistic bounds a side (the median of five, say), that side is None.
    None among the values is left out. Raises ValueError unless 0 < p < 100.
    Conover, Practical Nonparametric Statistics, 3.2; scipy.stats.binom.
    """
    ordered = sorted(value for value in values if value is not None)
    return [quantile_of(ordered, percent) for percent in percents]


def quantile(values: Iterable[int | None], percent: int) -> Quantile:
    return quantiles(values, [percent])[0]


def quantile_of(ordered: Sequence[int], percent: int) -> Quantile:
    if not 0 < percent < 100:
        raise ValueError(f"There is no {percent}th percentile.")
    n = len(ordered)
    if n == 0:
        return Quantile(None, 0, None, None, percent)
    below, above = ranks(n, percent)
    low = ordered[below - 1] if below >= 1 else None
    high = ordered[above - 1] if above <= n else None
    return Quantile(ordered[-(-n * percent // 100) - 1], n, low, high, percent)


def ranks(n: int, percent: int) -> tuple[int, int]:
    """Which of n ordered values, counted from 1, bound the percentile; 0 and n + 1 stand for none."""
    return below(n, percent, (1 - LEVEL) / 2), below(n, percent, (1 + LEVEL) / 2) + 1


def below(n: int, percent: int, chance: float) -> int:
    """The fewest of n values that lie below the percentile with at least this chance (scipy.stats.binom.ppf)."""
    from scipy import special

    count = math.ceil(float(special.bdtrik(chance, n, percent / 100)))
    # The inverse is not exact where the chance falls on a step.
    fewer = max(count - 1, 0)
    return fewer if float(special.bdtr(fewer, n, percent / 100)) >= chance else max(count, 0)


def change(now: Estimate, before: Estimate) -> Change:
    """now - before of two figures that do not share rows, each with its own interval.

    From the distances of both bounds, squared and added (Newcombe's method 10 for two shares; Zou and Donner 2008 for
    any two figures), so that lopsided intervals stay lopsided. 56/70 against 48/80 → +20.0 pt [5.2, 33.4].
    """
    if now.value is None or before.value is None:
        return Change(None, None, None)
    value = now.value - before.value
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return Change(value, None, None)
    down = math.hypot(now.value - now.low, before.high - before.value)
    up = math.hypot(now.high - now.value, before.value - before.low)
    return Change(value, value - down, value + up)


def mean_change(now: Collection[float], before: Collection[float]) -> Change:
    """The difference of two means of a few dozen amounts (days, weeks) with a bootstrap interval of percentiles.

    2,000 resamples with a fixed seed: the same rows give the same interval at every look. Fewer than two amounts on a
    side give no interval. Efron and Tibshirani 1993; scipy.stats.bootstrap.
    """
    if not now or not before:
        return Change(None, None, None)
    value = sum(now) / len(now) - sum(before) / len(before)
    if min(len(now), len(before)) < 2:
        return Change(value, None, None)
    import numpy as np
    from scipy import stats

    found = stats.bootstrap(
        (list(now), list(before)),
        lambda a, b, axis: np.mean(a, axis=axis) - np.mean(b, axis=axis),
        n_resamples=2000, confidence_level=LEVEL, method="percentile", vectorized=True, rng=SEED,
    ).confidence_interval  # fmt: skip
    return Change(value, float(found.low), float(found.high))
