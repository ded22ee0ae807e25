"""All reports beside each other, each with its headline: what to open next."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from kpis import dates, figures, offered, said
from kpis.definitions import DEFINITIONS
from kpis.offered import Limits
from kpis.reports import catalogue, worth_cards
from kpis.reports.asking import Asked
from kpis.reports.marks_given import headline
from kpis.service_level import DEFAULT
from kpis.statistics import Share


@dataclass(frozen=True)
class Card:
    """small: fewer than 30, for reference only."""

    name: str
    value: str
    evidence: str
    href: str
    is_small: bool = False


def page(asked: Asked) -> dict[str, Any]:
    groups = [(group.name, [card(asked, measure) for measure in group.measures]) for group in catalogue.GROUPS]
    return {"groups": groups, "asked": asked}


def card(asked: Asked, measure: str) -> Card:
    href = f"{reverse('report', args=[measure])}?{asked.query()}"
    kind = catalogue.KINDS[measure]
    name = catalogue.name(measure)
    if kind == "times":
        found = figures.times(measure, asked.slice)
        # A line may end after the stroke, never within "4 days 3 h".
        spans = [said.duration(found.p(percent).value).replace(" ", "\N{NO-BREAK SPACE}") for percent in (50, 90)]
        value = " / ".join(spans) if found.n else said.NONE
        return Card(name, value, f"p50 / p90 · n = {said.count(found.n)}", href, is_small=0 < found.n < 30)
    if kind == "telephone":
        level = of_share(name, offered.whole(asked.slice, Limits()).level(DEFAULT), href)
        return replace(level, evidence=f"{gettext('Service level')} · {level.evidence}")
    if kind in ("shares", "self_service"):
        return of_share(name, figures.share(measure, asked.slice), href)
    if kind in worth_cards.CARDS:
        value, evidence, small = worth_cards.CARDS[kind](asked)
        return Card(name, value, evidence, href, is_small=small)
    if kind == "marks":
        return of_marks(name, measure, asked, href)
    if kind == "volume":
        return Card(name, said.count(figures.counted(measure, asked.slice)), "", href)
    return (
        of_backlog(name, asked, href) if kind == "backlog" else Card(name, "", str(DEFINITIONS[measure].formula), href)
    )


def of_share(name: str, found: Share, href: str) -> Card:
    doubt = f"95% {said.interval(found.low, found.high, 'share')} · n = {said.count(found.n)}" if found.n else ""
    return Card(name, said.percent(found.value), doubt, href, is_small=0 < found.n < 30)


def of_marks(name: str, measure: str, asked: Asked, href: str) -> Card:
    found = headline(measure, figures.distribution(measure, asked.slice))
    unit = "score" if measure == "nps" else "share"
    doubt = f"95% {said.interval(found.low, found.high, unit)} · n = {said.count(found.n)}" if found.n else ""
    return Card(name, said.figure(found.value, unit), doubt, href, is_small=0 < found.n < 30)


def of_backlog(name: str, asked: Asked, href: str) -> Card:
    days = figures.backlog(asked.slice)
    last = max(days, default=None)
    return Card(name, said.count(sum(days[last])) if last else said.NONE, dates.day(last) if last else "", href)
