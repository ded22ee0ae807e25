"""The report of a share: over time within its interval, and the channels or teams beside each other."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from agents.models import Agent
from kpis import figures, said
from kpis.charts import shares as drawn
from kpis.charts.shares import Spot
from kpis.reports import listing, places, shown
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark, of_group
from kpis.reports.over_time import of_slice
from kpis.reports.over_time import places as over_time
from kpis.statistics import Share, share

NOTHING = share(0, 0)


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    now = figures.share(asked.measure, asked.slice)
    before = figures.share(asked.measure, asked.before) if asked.has_before and not asked.is_too_early else None
    meaning = shown.meaning(asked, now.n)
    spots = of_spots(asked)
    return {
        "meaning": meaning,
        "figures": top(asked, now, before, meaning),
        "chart": chart(asked, where, meaning, spots) if now.n else "",
        "spots": spots,
        "lines": lines(asked, where),
        "is_open": asked.counted != asked.slice,
        "n": now.n,
    }


def chart(asked: Asked, where: places.Places, meaning: shown.Meaning, spots: list[Spot]) -> Any:
    targets, notes = where.beside.targets, where.beside.marks(over_time(asked))
    return drawn.shares(str(meaning.definition.name), spots, targets, notes)


def top(asked: Asked, now: Share, before: Share | None, meaning: shown.Meaning) -> list[shown.Figure]:
    up = asked.measure in shown.BETTER_UP
    yes, no = listing.OUTCOMES[asked.measure]
    every = Mark().href(asked)
    headline = shown.of_share(str(meaning.definition.name), now, before, every, up_is_good=up)
    counted = shown.of_count(
        gettext("Counted"), now.n, before.n if before else None, every, shown.left_out_words(meaning)
    )
    did = shown.of_count(str(yes), now.hits, before.hits if before else None, Mark(low=1, high=1).href(asked))
    did_not = shown.of_count(
        str(no), now.n - now.hits, before.n - before.hits if before else None, Mark(low=0, high=0).href(asked)
    )
    return [headline, counted, did, did_not]


def of_spots(asked: Asked) -> list[Spot]:
    by: Any = asked.step
    now = figures.shares(asked.measure, asked.slice, by)
    then = figures.shares(asked.measure, asked.before, by) if asked.has_before else {}
    earlier = [then.get(place.key, NOTHING).value for place in of_slice(asked.before, asked.step)]
    found = []
    for number, place in enumerate(over_time(asked)):
        one = now.get(place.key, NOTHING)
        says = f"{place.words}: {said.percent(one.value)}, {said.count(one.hits)} / {said.count(one.n)}"
        before = earlier[number] if number < len(earlier) and asked.has_before else None
        spot = (one.value, one.low, one.high, before, one.is_small, one.n)
        found.append(Spot(place.label, says, place.mark.href(asked), *spot))
    return found


@dataclass(frozen=True)
class Line:
    """places: on a scale of 0 to 200, as kpis.reports.times.Line."""

    name: str
    kind: str
    share: Share
    href: str
    places: tuple[float, ...]

    @property
    def doubt(self) -> str:
        return said.interval(self.share.low, self.share.high, "share")

    @property
    def value(self) -> str:
        return said.percent(self.share.value)


def lines(asked: Asked, where: places.Places) -> list[Line]:
    by: Any = asked.by
    found = figures.shares(asked.measure, asked.slice, by)
    top = max(
        [one.high or 0 for one in found.values() if not one.is_small]
        + [one.value or 0 for one in found.values()]
        + [0.01]
    )
    return sorted((line(asked, where, key, one, top) for key, one in found.items()), key=lambda one: -one.share.n)


def line(asked: Asked, where: places.Places, key: int | None, one: Share, top: float) -> Line:
    at = tuple(round(200 * min(mark or 0, top) / top, 1) for mark in (one.value, one.low, one.high))
    mark = of_group(asked.by, key)
    kind = where.kind(key) if asked.by == "channel" else ""
    return Line(where.name(asked.by, key), kind, one, mark.href(asked), at)
