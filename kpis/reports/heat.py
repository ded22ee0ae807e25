"""Weekday × hour: p90 or n in five steps, with what is too few for a step, and when nobody is there."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

from kpis import figures, said
from kpis.figures import Part
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark
from kpis.reports.places import Opening
from kpis.said import DAY, HOUR
from kpis.statistics import SMALL

HOURS = range(24)


@dataclass(frozen=True)
class Cell:
    """step: 1 to 5, and 0 where there is no figure or too few for a colour. says: for who hears it."""

    words: str = ""
    says: str = ""
    n: int = 0
    step: int = 0
    href: str = ""
    is_closed: bool = False

    @property
    def is_small(self) -> bool:
        return 0 < self.n < SMALL


@dataclass(frozen=True)
class Heat:
    """scale: (step, which figures have its colour), without the steps that no cell has."""

    hours: tuple[int, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    scale: tuple[tuple[int, str], ...] = ()


def of_times(asked: Asked, opening: Opening) -> Heat:
    found = {part.key: part for part in figures.parts(asked.measure, asked.slice, "weekday_hour")}
    values = [as_said(part.values[2] or 0) for part in found.values() if part.n >= SMALL]
    steps = fifths(values)
    hours = shown(found, opening)
    rows = [
        (
            str(WEEKDAYS_ABBR[day]),
            tuple(cell(asked, day, hour, found.get((day, hour)), steps, opening) for hour in hours),
        )
        for day in range(7)
    ]
    return Heat(tuple(hours), tuple(rows), scale(values, steps, brief))


def cell(asked: Asked, day: int, hour: int, part: Part | None, steps: Sequence[float], opening: Opening) -> Cell:
    if part is None:
        return Cell(is_closed=opening.is_closed_at(day, hour))
    value = part.values[2] or 0
    step = 0 if part.n < SMALL else step_of(as_said(value), steps)
    where = f"{WEEKDAYS[day]} {hour}:00–{hour + 1}:00"
    says = f"{where}, p90 {said.duration(value, asked.in_days)}, n = {said.count(part.n)}"
    return Cell(brief(value), says, part.n, step, Mark(weekday=day, hour=hour).href(asked))


def shown(found: Container[Any], opening: Opening) -> list[int]:
    """From the first hour that has rows or is open to the last: nothing is left out between."""
    some = [hour for hour in HOURS if any((day, hour) in found for day in range(7))]
    if not opening.is_always:
        some += [hour for hour in HOURS if any(not opening.is_closed_at(day, hour) for day in range(7))]
    return list(range(min(some), max(some) + 1)) if some else []


def fifths(values: Sequence[float]) -> list[float]:
    """The edges between five steps of as many cells; values that are alike stay in one step."""
    ordered = sorted(values)
    if not ordered:
        return []
    return [ordered[min(len(ordered) - 1, len(ordered) * fifth // 5)] for fifth in range(1, 5)]


def step_of(value: float, edges: Sequence[float]) -> int:
    return 1 + sum(value > edge for edge in edges)


def scale(values: Sequence[float], edges: Sequence[float], say: Callable[[float], str]) -> tuple[tuple[int, str], ...]:
    """((1, "0:40–4:31"), (2, "1h"), …), from the figures that are there."""
    steps: dict[int, list[float]] = {}
    for value in values:
        steps.setdefault(step_of(value, edges), []).append(value)
    ends = {step: (say(min(held)), say(max(held))) for step, held in sorted(steps.items())}
    return tuple((step, low if low == high else f"{low}–{high}") for step, (low, high) in ends.items())


def as_said(seconds: float) -> int:
    """In the steps of `brief`, so that cells that say the same have the same colour."""
    unit = 1 if seconds < HOUR else HOUR if seconds < 2 * DAY else DAY
    return int(seconds) if unit == 1 else unit * said.round_half_up(seconds / unit)


def brief(seconds: float) -> str:
    """As short as a cell: 4:31, 12h, 3d. The whole is said in its label."""
    whole = as_said(seconds)
    if whole < HOUR:
        return said.clock(whole)
    return f"{whole // HOUR}h" if whole < 2 * DAY else f"{whole // DAY}d"


def of_counts(asked: Asked, opening: Opening) -> Heat:
    """How many there are: every count is whole, so none is too small for a colour."""
    found = figures.counts(asked.measure, asked.slice, "weekday_hour")
    values = list(found.values())
    steps = fifths(values)
    hours = shown(found, opening)
    rows = [
        (
            str(WEEKDAYS_ABBR[day]),
            tuple(count(asked, day, hour, found.get((day, hour), 0), steps, opening) for hour in hours),
        )
        for day in range(7)
    ]
    return Heat(tuple(hours), tuple(rows), scale(values, steps, whole))


def count(asked: Asked, day: int, hour: int, n: int, steps: Sequence[float], opening: Opening) -> Cell:
    if not n:
        return Cell(is_closed=opening.is_closed_at(day, hour))
    says = f"{WEEKDAYS[day]} {hour}:00–{hour + 1}:00, n = {said.count(n)}"
    step = step_of(n, steps)
    return Cell(said.count(n), says, SMALL, step, Mark(weekday=day, hour=hour).href(asked))


def whole(n: float) -> str:
    return said.count(int(n))
