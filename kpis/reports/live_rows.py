"""The live lines place by place in time, and by channel or team: each with every figure and its rows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kpis import offered, said
from kpis.offered import Line
from kpis.reports import live_parts, places
from kpis.reports.asking import Asked
from kpis.reports.live_parts import STACKED
from kpis.reports.marks import Mark, of_group
from kpis.reports.over_time import Place
from kpis.reports.over_time import places as over_time
from kpis.service_level import Offered
from kpis.statistics import Quantile

NOBODY = Line(Offered(0, 0, 0, 0))


@dataclass(frozen=True)
class Row:
    """One place in time, or one channel or team, with its figures; mark: everybody who was offered there."""

    name: str
    kind: str
    found: Line
    mark: Mark
    asked: Asked
    place: Place | None = None

    @cached_property
    def share(self) -> Any:
        return self.found.level(self.asked.formula)

    @cached_property
    def shares(self) -> list[tuple[str, str, bool]]:
        """(value, interval, too few): the level, abandonment and the answer rate."""
        every = (self.share, self.found.abandonment, self.found.answer_rate)
        return [(said.percent(one.value), said.interval(one.low, one.high, "share"), one.is_small) for one in every]

    @cached_property
    def speed(self) -> tuple[str, str]:
        found = self.found.speed
        low = None if found.low is None else max(found.low, 0)
        return said.duration(found.value), said.interval(low, found.high, "seconds")

    @cached_property
    def waits(self) -> list[tuple[str, str]]:
        return [(said.duration(one.value), doubt(one)) for one in self.found.quantiles()]

    @property
    def n(self) -> int:
        return self.found.counts.total

    @property
    def href(self) -> str:
        return self.mark.href(self.asked)

    @cached_property
    def parts(self) -> list[tuple[int, str]]:
        return [(part.count(self.found.counts), self.of(part.mark(self.asked)).href(self.asked)) for part in STACKED]

    def of(self, mark: Mark) -> Mark:
        return live_parts.there(mark, self.mark)


def doubt(one: Quantile) -> str:
    return said.interval(one.low, one.high, "seconds") if one.n else said.NONE


def rows_over_time(asked: Asked) -> list[Row]:
    by: Any = asked.step
    found = offered.by(asked.slice, asked.limits, by)
    everybody = [(one, live_parts.there(Mark(left=live_parts.ALL), one.mark)) for one in over_time(asked)]
    return [Row(one.label, "", found.get(one.key, NOBODY), mark, asked, one) for one, mark in everybody]


def by_group(asked: Asked, where: places.Places) -> list[Row]:
    """Most offers first: an order by size, never a rank by a figure."""
    by: Any = asked.by
    found = offered.by(asked.slice, asked.limits, by)
    every = [
        Row(
            where.name(asked.by, key), where.kind(key) if asked.by == "channel" else "", one,
            live_parts.there(Mark(left=live_parts.ALL), of_group(asked.by, key)), asked,
        )
        for key, one in found.items()
    ]  # fmt: skip
    return sorted(every, key=lambda row: -row.n)
