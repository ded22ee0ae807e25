"""The report of a measure of time: figures, the band, weekday × hour, and the channels or teams beside each other."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from agents.models import Agent
from conversations.models import Conversation
from conversations.real_work import of_real_work
from kpis import figures, narrowing, said, spreads
from kpis.charts import bands as drawn
from kpis.charts.bands import Span
from kpis.figures import Times
from kpis.reports import heat, places, shown
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark, of_group
from kpis.reports.over_time import Place
from kpis.reports.over_time import places as over_time
from kpis.reports.shown import Figure
from kpis.statistics import share

# Whose running clock is shown too: who waits for a first answer.
STARTS = ("frt", "frt_message", "frt_opened")


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    now = figures.times(asked.measure, asked.slice)
    before = figures.times(asked.measure, asked.before) if asked.has_before else None
    meaning = shown.meaning(asked, now.n)
    opening = places.opening(asked.slice, where)
    spans = of_spans(asked, opening)
    return {
        "meaning": meaning,
        "figures": [*top(agent, asked, now, before, meaning)],
        "chart": chart(asked, where, meaning, spans) if now.n else "",
        "spans": spans,
        "heat": heat.of_times(asked, opening) if now.n else None,
        "lines": lines(asked, where),
        "limit_words": said.duration(asked.limit, asked.in_days) if asked.limit else "",
        "n": now.n,
    }


def chart(asked: Asked, where: places.Places, meaning: shown.Meaning, spans: list[Span]) -> Any:
    targets, notes = where.beside.targets, where.beside.marks(over_time(asked))
    name = str(meaning.definition.name)
    return drawn.bands(name, spans, asked.limit, days=asked.in_days, targets=targets, notes=notes)


def top(agent: Agent, asked: Asked, now: Times, before: Times | None, meaning: shown.Meaning) -> list[Figure]:
    every, days = Mark().href(asked), asked.in_days
    found = [
        shown.of_quantile(gettext("Median (p50)"), now.p(50), before.p(50) if before else None, every, days=days),
        shown.of_quantile("p90", now.p(90), before.p(90) if before else None, every, days=days),
        in_limit(asked, now, before)
        or shown.of_quantile("p75", now.p(75), before.p(75) if before else None, every, days=days),
        shown.of_count(gettext("Counted"), now.n, before.n if before else None, every, shown.left_out_words(meaning)),
    ]
    return [*found, waiting(agent, asked)] if asked.measure in STARTS else found


def in_limit(asked: Asked, now: Times, before: Times | None) -> Figure | None:
    if asked.limit is None:
        return None
    label = pgettext("measure", "Within %(limit)s") % {"limit": said.duration(asked.limit, asked.in_days)}
    then = share(figures.within(asked.measure, asked.before, asked.limit), before.n) if before else None
    found = share(figures.within(asked.measure, asked.slice, asked.limit), now.n)
    return shown.of_share(label, found, then, Mark(within=asked.limit).href(asked))


def waiting(agent: Agent, asked: Asked) -> Figure:
    """Nobody has answered them yet: they are in no percentile, and must not be forgotten for that."""
    matters = of_real_work(Conversation.objects.visible_to(agent).open())
    matters = matters.filter(first_replied_at=None, waiting_since__isnull=False)
    if asked.slice.team:
        matters = matters.filter(team=asked.slice.team)
    if asked.slice.channels:
        matters = matters.filter(last_channel__in=asked.slice.channels)
    matters = matters.filter(narrowing.of_matters(asked.slice))
    found = matters.aggregate(n=Count("pk"), since=Min("waiting_since"))
    longest = (timezone.now() - found["since"]).total_seconds() if found["since"] else None
    words = pgettext("measure", "longest %(time)s") % {"time": said.duration(longest)} if longest is not None else ""
    return Figure(gettext("No reply yet"), said.count(found["n"]), evidence=words)


def of_spans(asked: Asked, opening: places.Opening) -> list[Span]:
    parts = {part.key: part for part in figures.parts(asked.measure, asked.slice, group(asked))}
    then = earlier(asked)
    return [span(asked, place, parts.get(place.key), then.get(n), opening) for n, place in enumerate(over_time(asked))]


def span(asked: Asked, place: Place, part: Any, before: int | None, opening: places.Opening) -> Span:
    values = part.values if part else (None, None, None)
    told = [
        f"{name} {said.duration(value, asked.in_days)}"
        for name, value in zip(("p50", "p75", "p90"), values, strict=True)
    ]
    closed = asked.step == "day" and part is None and opening.is_closed_on(place.first)
    says = f"{place.words}: {', '.join(told)}, n = {said.count(part.n)}" if part else f"{place.words}: n = 0"
    p50, p75, p90 = values
    return Span(place.label, says, place.mark.href(asked), p50, p75, p90, before, closed)


def earlier(asked: Asked) -> dict[int, int | None]:
    """p90 of the period before, by its place on the axis."""
    if not asked.has_before:
        return {}
    then = replace(asked, slice=asked.before)
    parts = {part.key: part.values[2] for part in figures.parts(asked.measure, then.slice, group(then))}
    return {number: parts.get(place.key) for number, place in enumerate(over_time(then))}


def group(asked: Asked) -> Any:
    return asked.step


@dataclass(frozen=True)
class Line:
    """One channel or team: its bar from p50 to p90 on a scale of 0 to 200, and p90 with its interval."""

    name: str
    kind: str
    times: Times
    href: str
    places: tuple[float, ...]
    limit: float | None
    is_over: bool
    days: bool

    @property
    def p90(self) -> str:
        return said.duration(self.times.p(90).value, self.days)

    @property
    def p50(self) -> str:
        return said.duration(self.times.p(50).value, self.days)

    @property
    def doubt(self) -> str:
        last = self.times.p(90)
        return said.interval(last.low, last.high, "seconds", self.days)

    @property
    def is_small(self) -> bool:
        return self.times.p(90).is_small


def lines(asked: Asked, where: places.Places) -> list[Line]:
    found = spreads.spreads(asked.measure, asked.slice, "team" if asked.by == "team" else "channel")
    ends = [(times.p(90).high or times.p(90).value or 0) for times in found.values() if not times.p(90).is_small]
    ends += [times.p(90).value or 0 for times in found.values()]
    top = max([*ends, asked.limit or 0, 1]) * 1.04
    every = [line(asked, where, key, times, top) for key, times in found.items()]
    return sorted(every, key=lambda one: -one.times.n)


def line(asked: Asked, where: places.Places, key: int | None, times: Times, top: float) -> Line:
    p50, p90 = times.p(50), times.p(90)
    marks = (p50.value or 0, p90.value or 0, p90.low or p50.value or 0, min(p90.high or top, top))
    name = where.name(asked.by, key)
    mark = of_group(asked.by, key)
    at = tuple(round(200 * one / top, 1) for one in marks)
    limit = round(200 * asked.limit / top, 1) if asked.limit else None
    over = asked.limit is not None and not p90.is_small and (p90.value or 0) > asked.limit
    kind = where.kind(key) if asked.by == "channel" else ""
    return Line(name, kind, times, mark.href(asked), at, limit, over, asked.in_days)
