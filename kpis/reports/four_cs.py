"""The 4C scorecard: consistency, continuity, convenience and communication, each with its own figures and no mark."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from agents.models import Agent
from kpis import quality, said
from kpis.reports import places, shown
from kpis.reports.asking import Asked, narrowed
from kpis.reports.marks import NONE, Mark
from kpis.reports.quality_parity import (
    OPENS,
    interval,
    limit_of,
    limits_words,
    name,
    points,
    with_limit,
)
from kpis.scorecard import Figure, Parity, Part
from kpis.statistics import SMALL, Quantile, change

HEADS: dict[str, str | Promise] = {
    "consistency": pgettext_lazy("4C", "Consistency"),
    "continuity": pgettext_lazy("4C", "Continuity"),
    "convenience": pgettext_lazy("4C", "Convenience"),
    "communication": pgettext_lazy("4C", "Communication"),
}
MEANS: dict[str, str | Promise] = {
    "consistency": pgettext_lazy("4C", "Equally good on every channel: best − worst"),
    "continuity": pgettext_lazy("4C", "Nobody begins anew"),
    "convenience": pgettext_lazy("4C", "Easy and soon"),
    "communication": pgettext_lazy("4C", "Answered, and in time"),
}
UP = {"ces", "frt_in_time", "nrt_in_time"}


@dataclass(frozen=True)
class Row:
    """One figure: what it says, how sure, of how many, how it moved; report and rows are where it leads.

    ends: of a distance the best and the worst, each with its rows.
    """

    name: str
    value: str
    doubt: str
    n: int | None
    change: str
    tone: str
    report: str
    rows: str
    is_small: bool
    ends: tuple[tuple[str, str], ...] = ()


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    now = quality.four(asked.slice, limit_of(asked))
    before = quality.four(asked.before, limit_of(asked)) if asked.has_before else None
    parts = [part(asked, one, before[number] if before else None, where) for number, one in enumerate(now)]
    return {
        "meaning": shown.meaning(asked, None),
        "figures": [],
        "parts": parts,
        "limit_words": limits_words(asked),
        "has_any": not all(one.is_empty for one in now),
    }


def part(asked: Asked, now: Part, before: Part | None, where: places.Places) -> dict[str, Any]:
    rows = [
        spread(asked, which, one, before.spreads.get(which) if before else None, where)
        for which, one in now.spreads.items()
    ]
    rows += [
        row(asked, which, one, before.figures.get(which) if before else None) for which, one in now.figures.items()
    ]
    return {"name": str(HEADS[now.id]), "means": str(MEANS[now.id]), "rows": rows, "is_empty": now.is_empty}


def spread(asked: Asked, which: str, now: Parity, before: Parity | None, where: places.Places) -> Row:
    moved = change(now.spread, before.spread) if before else None
    pair: tuple[Any, ...] = (now.best, now.worst) if now.spread.value is not None else ()
    ends = tuple((where.name("channel", one), rows_of(asked, which, one)) for one in pair)
    report = f"{reverse('report', args=['parity'])}?{asked.query()}"
    rows = rows_of(asked, which, *pair) if pair else ""
    words = shown.since(said.points(moved.value)) if moved and moved.value is not None else ""
    tone = shown.tone(moved, up_is_good=False)
    value, doubt = points(now.spread.value), interval(now)
    return Row(name(which), value, doubt, None, words, tone, report, rows, is_small=False, ends=ends)


def row(asked: Asked, which: str, now: Figure, before: Figure | None) -> Row:
    unit = "seconds" if isinstance(now, Quantile) else "share"
    moved = change(now, before) if before is not None and before.n else None
    say = said.more_time if unit == "seconds" else said.points
    label = gettext("%(name)s, median") % {"name": name(which)} if unit == "seconds" else name(which)
    doubt = f"95% {said.interval(now.low, now.high, unit)}" if now.n else ""
    words = shown.since(say(moved.value)) if moved and moved.value is not None else ""
    return Row(
        label, said.figure(now.value, unit), doubt, now.n, words, shown.tone(moved, up_is_good=which in UP),
        report_of(asked, which), rows_of(asked, which) if now.n else "", 0 < now.n < SMALL,
    )  # fmt: skip


def report_of(asked: Asked, which: str) -> str:
    return f"{reverse('report', args=[OPENS.get(which, which)])}?{with_limit(asked, which).query()}"


def rows_of(asked: Asked, which: str, *channels: int | None) -> str:
    """All that it counts; of those without an answer they alone. channels: of these, not of all that were chosen; None
    is what came by no channel, which no list holds beside another's."""
    mark = Mark(unanswered=1 if which == "unanswered" else None, figure=which)
    told = with_limit(asked, which)
    if None in channels:
        return replace(mark, channel=NONE).href(told, OPENS.get(which, which)) if len(channels) == 1 else ""
    told = replace(told, slice=narrowed(told, channels=channels)) if channels else told
    return mark.href(told, OPENS.get(which, which))
