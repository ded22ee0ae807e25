"""A measure as a program reads it: what it means, its headline with interval and n, and its course over time."""

from collections.abc import Callable
from typing import Any

from kpis import figures, spreads
from kpis.definitions import DEFINITIONS
from kpis.figures import Group, Part, Times
from kpis.models import Excluded
from kpis.reports import catalogue
from kpis.reports.marks_given import headline
from kpis.reports.over_time import Place, of_slice
from kpis.slices import Slice
from kpis.statistics import SMALL, Quantile, Score, Share

type Told = dict[str, Any]
type Body = tuple[Told, list[Told]]
NAMES = ("p50", "p75", "p90")


def measures() -> tuple[str, ...]:
    """Those that have a headline of their own, in the order of the reports."""
    return tuple(measure for measure, kind in catalogue.KINDS.items() if kind in BODIES)


def definition(measure: str) -> Told:
    one = DEFINITIONS[measure]
    return {
        "id": one.id,
        "name": str(one.name),
        "unit": one.unit,
        "clock": one.clock,
        "formula": str(one.formula),
        "version": one.version,
        "since": one.since.isoformat(),
        "window": str(one.window),
        "interval": str(one.interval),
    }


def figure(measure: str, asked: Slice, step: Group) -> Told:
    """counted: of which days rows count by now; days on which a customer could still come back do not."""
    counted = figures.matured(measure, asked)
    top, series = BODIES[catalogue.KINDS[measure]](measure, asked, step)
    left = figures.left_out(measure, counted)
    return {
        "measure": definition(measure),
        "window": ends(asked),
        "counted": ends(counted) if counted.days > 0 else None,
        "clock": asked.clock if DEFINITIONS[measure].clock != "none" else None,
        "filters": {"team": asked.team, "channels": list(asked.channels)},
        "n": top["n"],
        "left_out": [{"why": why, "name": str(Excluded(why).label), "n": n} for why, n in left.items()],
        "headline": top,
        "step": step,
        "series": series,
    }


def ends(asked: Slice) -> Told:
    return {"from": asked.first.isoformat(), "to": asked.last.isoformat()}


def of_times(measure: str, asked: Slice, step: Group) -> Body:
    parts = {part.key: part for part in figures.parts(measure, asked, step)}
    return quantiles(figures.times(measure, asked)), [
        {**span(place), **of_part(parts.get(place.key))} for place in of_slice(asked, step)
    ]


def quantiles(found: Times) -> Told:
    told = {name: bounds(one) for name, one in zip(NAMES, found.quantiles, strict=True)}
    return {"n": found.n, "is_small": found.n < SMALL, **told}


def bounds(one: Quantile | Share | Score) -> Told:
    return {"value": one.value, "low": one.low, "high": one.high}


def of_part(part: Part | None) -> Told:
    values = part.values if part else (None, None, None)
    return {"n": part.n if part else 0, **dict(zip(NAMES, values, strict=True))}


def span(place: Place) -> Told:
    return {"from": place.first.isoformat(), "to": place.last.isoformat()}


def of_shares(measure: str, asked: Slice, step: Group) -> Body:
    found = figures.shares(measure, asked, step)
    return estimate(figures.share(measure, asked)), [
        {**span(place), **(estimate(found[place.key]) if place.key in found else NOTHING)}
        for place in of_slice(asked, step)
    ]


def estimate(one: Share | Score) -> Told:
    hits = {"hits": one.hits} if isinstance(one, Share) else {}
    return {"n": one.n, "is_small": one.is_small, **hits, **bounds(one)}


NOTHING: Told = {"n": 0, "is_small": True, "value": None, "low": None, "high": None}


def of_marks(measure: str, asked: Slice, step: Group) -> Body:
    given = figures.distribution(measure, asked)
    found = spreads.marks(measure, asked, step)
    top = estimate(headline(measure, given)) | {"marks": {str(mark): n for mark, n in sorted(given.items())}}
    return top, [
        {**span(place), **(estimate(headline(measure, found[place.key])) if place.key in found else NOTHING)}
        for place in of_slice(asked, step)
    ]


def of_counts(measure: str, asked: Slice, step: Group) -> Body:
    """Everything is counted and nothing sampled: a count has no interval."""
    found = figures.counts(measure, asked, step)
    series = [{**span(place), "n": found.get(place.key, 0)} for place in of_slice(asked, step)]
    return {"n": figures.counted(measure, asked)}, series


BODIES: dict[str, Callable[[str, Slice, Group], Body]] = {
    "times": of_times,
    "shares": of_shares,
    "self_service": of_shares,
    # Of who waited for a person, who was answered.
    "telephone": of_shares,
    "marks": of_marks,
    "volume": of_counts,
}
