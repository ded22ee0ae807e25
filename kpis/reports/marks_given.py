"""What customers answered: the distribution of their marks first, then the headline over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext

from agents.models import Agent
from kpis import figures, said, spreads
from kpis.charts import shares as drawn
from kpis.charts.shares import Spot
from kpis.charts.stacks import Part, bars
from kpis.reports import places, shown
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark, of_group
from kpis.reports.over_time import of_slice
from kpis.reports.over_time import places as over_time
from kpis.statistics import Score, Share, change, mean, net_promoter, share

type Marks = Mapping[int, int]


@dataclass(frozen=True)
class Scale:
    """good: from this mark on an answer counts for the headline; low: up to this one it counts against it."""

    lowest: int
    highest: int
    good: int
    low: int


SCALES = {"csat": Scale(1, 5, 4, 2), "nps": Scale(0, 10, 9, 6), "ces": Scale(1, 7, 5, 3)}


def headline(measure: str, marks: Marks) -> Share | Score:
    scale, n = SCALES[measure], sum(marks.values())
    good = sum(count for mark, count in marks.items() if mark >= scale.good)
    if measure != "nps":
        return share(good, n)
    return net_promoter(good, sum(count for mark, count in marks.items() if mark <= scale.low), n)


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    marks = figures.distribution(asked.measure, asked.slice)
    before = figures.distribution(asked.measure, asked.before) if asked.has_before else None
    n = sum(marks.values())
    meaning = shown.meaning(asked, n)
    name, spots = str(meaning.definition.name), of_spots(asked)
    draw = drawn.scores if asked.measure == "nps" else drawn.shares
    return {
        "meaning": meaning,
        "figures": top(asked, marks, before, meaning),
        "distribution": bars(name, parts(asked, marks)) if n else "",
        "marks": [(mark, marks.get(mark, 0), share(marks.get(mark, 0), n)) for mark in range_of(asked.measure)],
        "chart": draw(name, spots, where.beside.targets, where.beside.marks(over_time(asked))) if n else "",
        "spots": spots,
        "lines": lines(asked, where),
        "n": n,
    }


def range_of(measure: str) -> range:
    return range(SCALES[measure].lowest, SCALES[measure].highest + 1)


def top(asked: Asked, marks: Marks, before: Marks | None, meaning: shown.Meaning) -> list[shown.Figure]:
    now, then = headline(asked.measure, marks), headline(asked.measure, before) if before else None
    name, every = str(meaning.definition.name), Mark().href(asked)
    if isinstance(now, Share):
        first = shown.of_share(name, now, then if isinstance(then, Share) else None, every)
    else:
        first = of_score(name, now, then, every)
    middle = mean(mark for mark, count in marks.items() for _each in range(count))
    doubt = f"95% {said.mark(middle.low)}–{said.mark(middle.high)}" if middle.low is not None else ""
    average = shown.Figure(gettext("Mean"), said.mark(middle.value), evidence=doubt, is_small=0 < middle.n < 30)
    then_n = sum(before.values()) if before is not None else None
    return [
        first,
        average,
        shown.of_count(pgettext("survey", "Answers"), now.n, then_n, every, shown.left_out_words(meaning)),
    ]


def of_score(name: str, now: Score | Share, then: Score | Share | None, href: str) -> shown.Figure:
    found = change(now, then) if then is not None and then.n else None
    return shown.Figure(
        name,
        said.score(now.value),
        evidence=f"95% {said.interval(now.low, now.high, 'score')}" if now.n else "",
        change=shown.since(said.more(found.value)) if found and found.value is not None else "",
        tone=shown.tone(found, up_is_good=True),
        is_small=now.n > 0 and now.is_small,
        href=href if now.n else "",
    )


def parts(asked: Asked, marks: Marks) -> list[Part]:
    scale = SCALES[asked.measure]
    n = sum(marks.values())
    found = []
    for mark in range_of(asked.measure):
        count = marks.get(mark, 0)
        ink = "ok" if mark >= scale.good else "bad" if mark <= scale.low else "edge"
        says = f"{mark}: {said.count(count)} ({said.percent(count / n if n else None)})"
        found.append(Part(str(mark), count, 0, ink, says, Mark(low=mark, high=mark).href(asked)))
    return found


def of_spots(asked: Asked) -> list[Spot]:
    by: Any = asked.step
    now = spreads.marks(asked.measure, asked.slice, by)
    then = spreads.marks(asked.measure, asked.before, by) if asked.has_before else {}
    before = [headline(asked.measure, then.get(place.key, {})).value for place in of_slice(asked.before, asked.step)]
    say = said.score if asked.measure == "nps" else said.percent
    found = []
    for number, place in enumerate(over_time(asked)):
        one = headline(asked.measure, now.get(place.key, {}))
        earlier = before[number] if asked.has_before and number < len(before) else None
        says = f"{place.words}: {say(one.value)}, n = {said.count(one.n)}"
        spot = (one.value, one.low, one.high, earlier, one.is_small, one.n)
        found.append(Spot(place.label, says, place.mark.href(asked), *spot))
    return found


def lines(asked: Asked, where: places.Places) -> list[dict[str, Any]]:
    by: Any = asked.by
    found = []
    for key, marks in spreads.marks(asked.measure, asked.slice, by).items():
        one = headline(asked.measure, marks)
        unit = "score" if asked.measure == "nps" else "share"
        mark = of_group(asked.by, key)
        found.append(
            {
                "name": where.name(asked.by, key),
                "kind": where.kind(key) if asked.by == "channel" else "",
                "share": one,
                "value": said.figure(one.value, unit),
                "doubt": said.interval(one.low, one.high, unit),
                "href": mark.href(asked),
                "places": places_of(one, -100 if unit == "score" else 0, 100 if unit == "score" else 1),
            }
        )
    return sorted(found, key=lambda line: -line["share"].n)


def places_of(one: Share | Score, low: float, high: float) -> tuple[float, ...]:
    return tuple(
        round(200 * ((mark if mark is not None else low) - low) / (high - low), 1)
        for mark in (one.value, one.low, one.high)
    )
