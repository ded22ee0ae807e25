"""The report of the live lines: service level by each formula, abandonment, answer rate and the wait for an answer."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext, pgettext

from agents.models import Agent
from kpis import figures, offered, said
from kpis.charts import shares as drawn
from kpis.charts.shares import Spot
from kpis.charts.stacks import Part as Bar
from kpis.charts.stacks import stacks
from kpis.definitions import DEFINITIONS
from kpis.models import Excluded
from kpis.offered import Line
from kpis.reports import live_parts, places, shown
from kpis.reports.asking import Asked
from kpis.reports.live_parts import FINEST, STACKED
from kpis.reports.live_rows import NOBODY, Row, by_group, rows_over_time
from kpis.reports.marks import Mark
from kpis.reports.over_time import of_slice
from kpis.reports.over_time import places as over_time
from kpis.reports.shown import Figure, Meaning
from kpis.statistics import Score, Share


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    now = offered.whole(asked.slice, asked.limits)
    before = offered.whole(asked.before, asked.limits) if asked.has_before else None
    meanings = meanings_of(asked, now)
    over = rows_over_time(asked)
    level, left = drawn_over_time(asked, over)
    return {
        "meaning": meanings["service_level"],
        "figures": top(asked, now, before, meanings),
        "formulas": live_parts.formulas(asked, now),
        "parts": [(part, part.count(now.counts), part.mark(asked).href(asked)) for part in FINEST],
        "stack": stacked(asked, over) if now.counts.total else "",
        "legend": [(part.ink, part.name) for part in reversed(STACKED)],
        "chart": chart(asked, where, "service_level", level) if now.counts.total else "",
        "left_chart": chart(asked, where, "abandonment", left) if now.counts.total else "",
        "left": left,
        "over": over,
        "lines": by_group(asked, where),
        "limit_words": said.duration(asked.limits.within),
        "short_words": said.duration(asked.limits.short),
        "n": now.counts.total,
    }


def top(asked: Asked, now: Line, before: Line | None, meanings: dict[str, Meaning]) -> list[Figure]:
    counted = live_parts.counted_by(asked.limits, asked.formula).href(asked)
    everybody = Mark(left=asked.limits.short - 1).href(asked)
    answered = Mark(low=1).href(asked)
    p50, p90 = now.quantiles()
    earlier = before.quantiles() if before else (None, None)
    then = before or NOBODY
    return [
        shown.of_share(
            named("service_level", live_parts.name(asked.formula)), now.level(asked.formula),
            then.level(asked.formula), counted, meaning=meanings["service_level"],
        ),
        shown.of_share(
            named("abandonment"), now.abandonment, then.abandonment, everybody, up_is_good=False,
            meaning=meanings["abandonment"],
        ),
        shown.of_share(
            named("answer_rate"), now.answer_rate, then.answer_rate, everybody, meaning=meanings["answer_rate"]
        ),
        speed(now.speed, answered, meanings["asa"]),
        shown.of_quantile(
            gettext("Median (p50)"), p50, earlier[0], answered, days=True, meaning=meanings["asa"]
        ),
        shown.of_quantile("p90", p90, earlier[1], answered, days=True, meaning=meanings["asa"]),
    ]  # fmt: skip


def named(measure: str, more: str = "") -> str:
    words = str(DEFINITIONS[measure].name)
    return f"{words} · {more}" if more else words


def speed(found: Score, href: str, meaning: Meaning) -> Figure:
    """A mean by its name: the percentiles stand beside it."""
    evidence = f"n = {said.count(found.n)}"
    if found.low is not None:
        evidence = f"{evidence} · 95% {said.interval(max(found.low, 0), found.high, 'seconds')}"
    return Figure(
        named("asa"), said.duration(found.value), evidence=evidence if found.n else "",
        is_small=found.n > 0 and found.is_small, href=href if found.n else "", meaning=meaning,
    )  # fmt: skip


def meanings_of(asked: Asked, now: Line) -> dict[str, Meaning]:
    """Each with its own n: what its formula does not count is left out by name."""
    counts = now.counts
    left = figures.left_out(offered.MEASURE, asked.slice)
    before = tuple((str(Excluded(why).label), n) for why, n in left.items() if why != Excluded.SHORT)
    at_once = str(Excluded.SHORT.label)
    left_words = pgettext("live line", "Abandoned, not counted by this formula")
    level = now.level(asked.formula).n
    out = {
        "service_level": (level, at_once if asked.formula == "standard" else left_words, counts.total - level),
        "abandonment": (now.abandonment.n, at_once, counts.abandoned_short),
        "answer_rate": (now.answer_rate.n, at_once, counts.abandoned_short),
        "asa": (counts.answered, str(live_parts.LEFT.name), counts.abandoned),
    }
    period = shown.days_words(asked.slice)
    return {
        measure: Meaning(
            DEFINITIONS[measure], n, (*before, *([(why, missing)] if missing else [])), period,
            shown.clock_words(in_days=True),
        )
        for measure, (n, why, missing) in out.items()
    }  # fmt: skip


def stacked(asked: Asked, rows: list[Row]) -> Any:
    bars = [
        Bar(row.name, n, order, part.ink, f"{row.place.words} · {part.name}: {said.count(n)}", href)
        for row in rows if row.place
        for order, (part, (n, href)) in enumerate(zip(STACKED, row.parts, strict=True)) if n
    ]  # fmt: skip
    return stacks(str(DEFINITIONS[offered.MEASURE].name), [row.name for row in rows], bars, "surface")


def chart(asked: Asked, where: places.Places, measure: str, found: list[Spot]) -> Any:
    """The goals of other figures are said above it."""
    targets, notes = where.beside.targets_of(measure), where.beside.marks(over_time(asked))
    return drawn.shares(named(measure), found, targets, notes)


def drawn_over_time(asked: Asked, rows: list[Row]) -> tuple[list[Spot], list[Spot]]:
    """The service level and abandonment, place by place."""
    by: Any = asked.step
    then = offered.by(asked.before, asked.limits, by) if asked.has_before else {}
    earlier = [then.get(one.key, NOBODY) for one in of_slice(asked.before, asked.step)] if asked.has_before else []
    counted, everybody = live_parts.counted_by(asked.limits, asked.formula), Mark(left=asked.limits.short - 1)
    return (
        spots(asked, rows, earlier, counted, lambda line: line.level(asked.formula)),
        spots(asked, rows, earlier, everybody, lambda line: line.abandonment),
    )


def spots(asked: Asked, rows: list[Row], earlier: list[Line], counted: Mark, of: Callable[[Line], Share]) -> list[Spot]:
    found = []
    for number, row in enumerate(rows):
        one = of(row.found)
        words = row.place.words if row.place else row.name
        says = f"{words}: {said.percent(one.value)}, {said.count(one.hits)} / {said.count(one.n)}"
        before = of(earlier[number]).value if number < len(earlier) else None
        spot = (one.value, one.low, one.high, before, one.is_small, one.n)
        found.append(Spot(row.name, says, row.of(counted).href(asked), *spot))
    return found
