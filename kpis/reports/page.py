"""The page of one report: what was asked for, the body by the kind of its measure, and the rows of a mark."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from agents.models import Agent
from kpis import dates, said
from kpis.definitions import DEFINITIONS
from kpis.reports import (
    asking_narrow,
    backlog,
    catalogue,
    contributed,
    cost_of_contacts,
    customers_kept,
    customers_valued,
    effectiveness,
    four_cs,
    listing,
    live_parts,
    marks_given,
    places,
    quality_parity,
    self_service,
    shares,
    sources,
    stress,
    telephone,
    times,
    volume,
)  # fmt: skip
from kpis.reports.asking import LIMITS, Asked
from kpis.reports.asking_days import PERIODS, STEPS
from kpis.reports.asking_live import ANSWER_LIMITS, SHORT_LIMITS
from kpis.reports.gathering import gathered
from kpis.reports.marks import Mark

# What no field of the bar says.
KEPT = ("period", "from", "to", "step", "by", "formula")
type Body = Callable[[Agent, Asked, places.Places], dict[str, Any]]
BODIES: dict[str, Body] = {
    "times": times.page,
    "shares": shares.page,
    "volume": volume.page,
    "marks": marks_given.page,
    "backlog": backlog.page,
    "matrix": effectiveness.page,
    "self_service": self_service.page,
    "costs": cost_of_contacts.page,
    "kept": customers_kept.page,
    "repeated": customers_kept.repeated,
    "worth": customers_valued.page,
    "contributed": contributed.page,
    "parity": quality_parity.page,
    "four_cs": four_cs.page,
    "telephone": telephone.page,
    "stress": stress.page,
}


def page(agent: Agent, asked: Asked) -> dict[str, Any]:
    where = replace(places.of(asked.slice.scope), beside=gathered(agent, asked))
    kind = catalogue.KINDS[asked.measure]
    return {**frame(asked, where), "body": f"kpis/reports/{kind}.html", **BODIES[kind](agent, asked, where)}


def frame(asked: Asked, where: places.Places) -> dict[str, Any]:
    """The bar: what is chosen, and what can be."""
    kind = catalogue.KINDS[asked.measure]
    return {
        "asked": asked,
        "beside": where.beside,
        "name": catalogue.name(asked.measure),
        "measure": asked.measure,
        "choices": [(key, word, asked.query()) for key, word in catalogue.choices(asked.measure)],
        "periods": [(key, word, asked.query(**period(key))) for key, word in PERIODS.items()],
        "period_words": words_of(asked),
        "before_words": dates.days(asked.before.first, asked.before.last),
        "channels": where.channels,
        "teams": where.teams,
        **asking_narrow.choices(asked.measure),
        "limits": limits(asked) if kind in ("times", "telephone", "stress", "parity", "four_cs") else [],
        "short_limits": short_limits(asked) if asked.is_live else [],
        "steps": [(step, STEPS[step], asked.query(step=step)) for step in asked.steps],
        "has_clock": catalogue.KINDS[asked.measure] == "times" and DEFINITIONS[asked.measure].clock == "both",
        "by_channel": asked.query(by=None),
        "by_team": asked.query(by="team"),
        "kept": [(key, value) for key, value in asked.told.items() if key in KEPT],
        "others": [pair for pair in flat(asked.told) if pair[0] not in ("period", "from", "to")],
    }


def limits(asked: Asked) -> list[tuple[int, str]]:
    """Those to choose from, and the one of an address."""
    known = ANSWER_LIMITS if asked.is_live else LIMITS
    every = sorted({*known, asked.limit or known[0]})
    return [(seconds, said.duration(seconds)) for seconds in every]


def short_limits(asked: Asked) -> list[tuple[int, str]]:
    """Under which somebody left at once; nothing is under 0."""
    every = sorted({*SHORT_LIMITS, asked.limits.short})
    return [(seconds, said.duration(seconds)) for seconds in every if seconds <= asked.limits.within]


def flat(told: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, one) for name, value in told.items() for one in (value if isinstance(value, tuple) else (value,))]


def period(key: str) -> dict[str, Any]:
    return {"period": key, "from": None, "to": None, "step": None}


def words_of(asked: Asked) -> str:
    return dates.days(asked.slice.first, asked.slice.last)


def pane(agent: Agent, asked: Asked, mark: Mark, after: str) -> dict[str, Any]:
    where = places.of(asked.slice.scope)
    found = sources.of(asked.measure).listed(agent, asked, mark, after)
    return {
        "asked": asked,
        "measure": asked.measure,
        "mark": mark,
        "title": title(asked, mark, where.names),
        "listing": found,
        "address": mark.href(asked),
        "is_longest": sources.of(asked.measure).is_longest_first(asked.measure),
        "most": said.count(listing.MOST),
        "after": after,
        **over(asked, mark, found.n, after),
    }


def title(asked: Asked, mark: Mark, names: Mapping[str, str]) -> str:
    """What the mark is of; of a whole figure its name, its channels and the days."""
    told = [live_parts.words_of(asked, mark) if asked.is_live else "", sources.words(asked, mark, names)]
    if any(told) and not mark.figure:
        return " · ".join(word for word in told if word)
    name = str(quality_parity.NAMES.get(mark.figure or "", "")) or catalogue.full_name(asked.measure)
    channels = [names[f"channel-{one}"] for one in asked.slice.channels if f"channel-{one}" in names]
    return " · ".join([name, *channels, words_of(asked)])


def over(asked: Asked, mark: Mark, n: int, after: str) -> dict[str, Any]:
    """How many of them took longer than the limit, each part to be opened alone."""
    if asked.limit is None or asked.is_live or not listing.has_length(asked.measure) or after:
        return {}
    longer, shorter = replace(mark, over=asked.limit), replace(mark, within=asked.limit)
    late = listing.count(asked, longer)
    return {"late": late, "in_time": n - late, "late_href": longer.href(asked), "in_time_href": shorter.href(asked)}
