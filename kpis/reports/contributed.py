"""The report of contribution: what was resolved, split over the channels that it touched; the parts are the whole."""

from typing import Any

from django.utils.translation import gettext

from agents.models import Agent
from kpis import journeys, said
from kpis.contributions import Contributions, contributions, percentages, substitution
from kpis.reports import places, shown
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark
from kpis.reports.touching import RULES
from kpis.statistics import Change


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    rule = RULES[asked.measure]
    ways = journeys.ways(asked.slice)
    found = contributions(ways.every, rule)
    before = journeys.ways(asked.before) if asked.has_before else None
    then = contributions(before.every, rule) if before else None
    meaning = shown.meaning(asked, found.total)
    return {
        "meaning": meaning,
        "figures": top(asked, found, then, several(ways)),
        "lines": lines(asked, found, then, where, touched(ways)),
        "taking": taking(asked, ways, before, rule, where) if before else None,
        "n": found.total,
    }


def several(ways: journeys.Ways) -> int:
    return sum(one.times for one in ways.every if one.reached and len(set(one.touches)) > 1)


def touched(ways: journeys.Ways) -> dict[Any, int]:
    """{channel: how many resolved matters it touched}: these overlap, and are more than the whole."""
    counts: dict[Any, int] = {}
    for one in ways.every:
        for channel in set(one.touches) if one.reached else ():
            counts[channel] = counts.get(channel, 0) + one.times
    return counts


def top(asked: Asked, now: Contributions, then: Contributions | None, many: int) -> list[shown.Figure]:
    evidence = gettext("%(n)s touched no channel") % {"n": said.count(now.untouched)} if now.untouched else ""
    before, every = then.total if then else None, Mark().href(asked)
    return [
        shown.of_count(gettext("Resolved, each counted once"), now.total, before, every, evidence),
        shown.of_count(gettext("Of these over several channels"), many, None, ""),
    ]


def lines(
    asked: Asked, now: Contributions, then: Contributions | None, where: places.Places, touches: dict[Any, int]
) -> list[dict[str, Any]]:
    if not now.total:
        return []
    shares, earlier = percentages(now.shares), percentages(then.shares) if then and then.total else {}
    most = max(shares.values())
    order = sorted(shares, key=lambda channel: -shares[channel])
    return [
        {
            "name": where.name("channel", channel),
            "kind": where.kind(channel),
            "n": touches.get(channel, 0),
            "share": shares[channel],
            "value": f"{shares[channel]:.1f}%",
            "credit": said.decimal(float(now.outcomes[channel])),
            "raw": float(now.outcomes[channel]),
            "change": said.points((shares[channel] - earlier.get(channel, 0.0)) / 100) if earlier else "",
            "width": round(200 * shares[channel] / most, 1) if most else 0.0,
            "href": Mark(channel=str(channel)).href(asked),
        }
        for channel in order
    ]


def taking(
    asked: Asked, now: journeys.Ways, before: journeys.Ways, rule: str, where: places.Places
) -> dict[str, Any] | None:
    """Does one channel only take from another? None where the days are too few to tell."""
    found = substitution(journeys.by_day(before, rule, asked.before), journeys.by_day(now, rule, asked.slice))
    if found is None:
        return None
    return {
        "is_flagged": found.is_flagged,
        "risen": told(found.risen, where),
        "fallen": told(found.fallen, where),
        "total": change_words(found.total),
    }  # fmt: skip


def told(changes: dict[Any, Change], where: places.Places) -> list[str]:
    return [f"{where.name('channel', channel)} {change_words(change)}" for channel, change in changes.items()]


def change_words(change: Change) -> str:
    """Outcomes a day."""
    if change.low is None or change.high is None:
        return said.more(change.value, 1)
    return f"{said.more(change.value, 1)} [{said.more(change.low, 1)}, {said.more(change.high, 1)}]"
