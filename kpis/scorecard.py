"""Channels side by side: how far apart their quality is, what each is good at, what one contact costs, and the four Cs.

Nothing here is added up to one mark: a sum would hide which part it is that hurts.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from kpis.definitions.definition import Unit
from kpis.statistics import SMALL, Change, Quantile, Score, Share, change

type Channel = Hashable
type Figure = Share | Quantile | Score
Shade = Literal["", "good", "warn", "bad"]
# Fewer channels than this have no middle worth measuring from.
FEWEST = 3


@dataclass(frozen=True)
class Parity:
    """spread: best - worst, as a share, with its interval. left_out: too small to be compared (参考値)."""

    best: Channel | None
    worst: Channel | None
    spread: Change
    left_out: tuple[Channel, ...] = ()

    @property
    def evenness(self) -> float | None:
        """1 - spread: the consistency of the scorecard."""
        return None if self.spread.value is None else 1 - self.spread.value


def parity(shares: Mapping[Channel, Share]) -> Parity:
    """Max - min of one share (CSAT, service level, quality marks) over the channels that have SMALL rows or more.

    The interval is Newcombe's of the two; it does not allow for their being picked as the extremes of many. Fewer than
    two channels have no spread.
    """
    left_out = tuple(channel for channel, found in shares.items() if found.is_small)
    large = {channel: found for channel, found in shares.items() if not found.is_small}
    if len(large) < 2:
        return Parity(None, None, Change(None, None, None), left_out)
    ordered = sorted(large, key=lambda channel: (large[channel].value or 0, str(channel)))
    worst, best = ordered[0], ordered[-1]
    return Parity(best, worst, change(large[best], large[worst]), left_out)


@dataclass(frozen=True)
class Column:
    """A column of the effectiveness matrix. margin: how far beyond the median is bad and not only worse, in the
    column's unit, or as a part of the median where relative.
    """

    id: str
    unit: Unit
    better: Literal["high", "low", "neither"]
    margin: float = 0.0
    relative: bool = False

    def margin_of(self, middle: float) -> float:
        return self.margin * middle if self.relative else self.margin


COLUMNS = (
    Column("share", "share", "neither"),
    Column("fcr", "share", "high", 0.05),
    Column("csat", "share", "high", 0.05),
    Column("handle", "seconds", "low", 0.25, relative=True),
    Column("asked_again", "share", "low", 0.01),
    Column("cost_per_contact", "yen", "low", 0.25, relative=True),
)


@dataclass(frozen=True)
class Cell:
    """shade: "" where it is not clearly apart from the median, or too small to be called anything (参考値)."""

    figure: Figure
    shade: Shade = ""


def shaded(column: Column, figures: Mapping[Channel, Figure]) -> dict[Channel, Cell]:
    """One column: each figure against the median of the channels that are not small.

    Clear is what leaves the median out of its interval: good on the better side; on the other bad where even the nearer
    bound is further off than the margin, otherwise warn. A figure without interval (cost) is good or warn from one
    margin on, and bad from two.
    """
    large = [f.value for f in figures.values() if not f.is_small and f.value is not None]
    if len(large) < FEWEST or column.better == "neither":
        return {channel: Cell(figure) for channel, figure in figures.items()}
    middle = median(large)
    return {channel: Cell(figure, shade(column, figure, middle)) for channel, figure in figures.items()}


def shade(column: Column, figure: Figure, middle: float) -> Shade:
    if figure.is_small or figure.value is None:
        return ""
    margin = column.margin_of(middle)
    nearest = nearest_bound(figure, middle, margin)
    off = (nearest - middle) if column.better == "high" else (middle - nearest)
    if off == 0:
        return ""
    if off > 0:
        return "good"
    return "bad" if -off > margin else "warn"


def nearest_bound(figure: Figure, middle: float, margin: float) -> float:
    """The bound that looks to the median; the median itself where the interval holds it."""
    value = figure.value or 0.0
    low, high = (figure.low, figure.high)
    if low is None and high is None:
        # Nobody knows how sure it is: a margin on each side stands for the interval.
        low, high = value - margin, value + margin
    if low is not None and low > middle:
        return low
    return high if high is not None and high < middle else middle


def matrix(rows: Mapping[str, Mapping[Channel, Figure]]) -> dict[str, dict[Channel, Cell]]:
    """Column id → channel → cell, for the columns that were measured, in the order of COLUMNS."""
    return {column.id: shaded(column, rows[column.id]) for column in COLUMNS if column.id in rows}


@dataclass(frozen=True)
class Costs:
    """A channel in a period, in yen. hours: paid hours that fell to it."""

    hours: float
    wages: float
    fees: float
    licences: float
    handled: int

    @property
    def total(self) -> float:
        return self.wages + self.fees + self.licences

    @property
    def each(self) -> float | None:
        """Cost per contact; nothing handled has none, nor what no work was measured of."""
        return self.total / self.handled if self.handled and self.is_worked else None

    @property
    def is_worked(self) -> bool:
        return bool(self.hours or self.wages)

    @property
    def is_small(self) -> bool:
        return self.handled < SMALL

    @property
    def figure(self) -> Score:
        return Score(self.each, self.handled, None, None)


def cost_per_contact(paid_hours: float, rate: float, fees: float, licences: float, handled: int) -> float | None:
    """(paid hours × hourly rate + channel fees + share of the licences) / handled, in yen.

    10 hours at 2,000, 1,500 fees, 500 licences, 50 handled → 440.
    """
    return Costs(paid_hours, paid_hours * rate, fees, licences, handled).each


@dataclass(frozen=True)
class Effort:
    """What a channel took: seconds of work (handle and handle_phone), contacts handled, and its own fees."""

    seconds: int
    handled: int
    fees: float = 0.0


def costs(efforts: Mapping[Channel, Effort], paid_hours: float, rate: float, licences: float) -> dict[Channel, Costs]:
    """Paid hours, idle ones too, and licences fall to the channels as their work does; nothing is lost on the way.

    Where no work was measured at all they fall to nobody, and an empty answer says so.
    """
    work = sum(effort.seconds for effort in efforts.values())
    if not work:
        return {}
    parts = {channel: effort.seconds / work for channel, effort in efforts.items()}
    return {
        channel: Costs(
            parts[channel] * paid_hours, parts[channel] * paid_hours * rate, effort.fees, parts[channel] * licences,
            effort.handled,
        )
        for channel, effort in efforts.items()
    }  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One C: the figures that it is made of, each with its definition. It has no mark of its own."""

    id: Literal["consistency", "continuity", "convenience", "communication"]
    figures: dict[str, Figure] = field(default_factory=dict)
    spreads: dict[str, Parity] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        known = [figure for figure in self.figures.values() if figure.value is not None]
        return not known and all(spread.spread.value is None for spread in self.spreads.values())


CONTINUITY = ("asked_again", "switch")
CONVENIENCE = ("ces", "wait")
COMMUNICATION = ("frt_in_time", "nrt_in_time", "unanswered")
# Which definition a figure opens that is a share of another measure.
OPENS = {"frt_in_time": "frt", "nrt_in_time": "nrt_worst", "unanswered": "frt"}


def scorecard(
    quality: Mapping[str, Mapping[Channel, Share]], figures: Mapping[str, Figure]
) -> tuple[Part, Part, Part, Part]:
    """Consistency from the spread of each quality share over the channels; the others from figures by their id.

    Continuity: asked_again and switch (context lost). Convenience: ces and wait. Communication: first and next replies
    in time, and matters without one. What was not measured is missing, and is never taken for 0.
    """
    return (
        Part("consistency", spreads={measure: parity(shares) for measure, shares in quality.items()}),
        Part("continuity", chosen(figures, CONTINUITY)),
        Part("convenience", chosen(figures, CONVENIENCE)),
        Part("communication", chosen(figures, COMMUNICATION)),
    )


def chosen(figures: Mapping[str, Figure], ids: Sequence[str]) -> dict[str, Figure]:
    return {name: figures[name] for name in ids if name in figures}
