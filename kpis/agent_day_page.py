"""The page of one person's day: lanes on an axis, the same as a list, and the figures of that day with their n."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from agents.models import Agent
from customers import names
from kpis import my_day, said
from kpis.agent_day import LANES, OFFICE, Day, Span, read
from kpis.models import Measured
from kpis.slices import today

# So many lines are listed.
MOST = 400
# The drawing counts in minutes; a moment is as wide.
MOMENT = 1.0
FIGURES = ("replies", "resolved", "frt", "handle", "calls")


@dataclass(frozen=True)
class Bar:
    """x and width in minutes from the left edge of the axis."""

    x: float
    width: float
    href: str
    says: str
    is_moment: bool


def page(agent: Agent, day: date, reader: Agent) -> dict[str, Any]:
    found = read(agent, day, reader)
    first, last = hours(found)
    edge = found.start.replace(hour=first)
    return {
        "of": agent,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today() else None,
        "today": today(),
        "figures": figures(found, reader),
        "hours": list(range(first, last)),
        "width": 60 * (last - first),
        "lanes": [(key, word, [bar(span, edge) for span in found.of(key)]) for key, word in LANES.items()],
        "rows": [row(span) for span in found.spans[:MOST]],
        "cut": max(len(found.spans) - MOST, 0),
        "hidden": len({span.matter for span in found.spans if span.is_hidden}),
        "has_any": bool(found.spans),
    }


def hours(found: Day) -> tuple[int, int]:
    """From the first hour of work to the last, but never less than a day at the office; being away is no work."""
    works = [span for span in found.spans if span.lane != "offline"]
    ends = [max(span.end - timedelta(seconds=1), span.start) for span in works]
    first = min([OFFICE[0], *(span.start.hour for span in works)])
    last = max([OFFICE[1], *(end.hour + 1 for end in ends)])
    return first, min(last, 24)


def bar(span: Span, edge: datetime) -> Bar:
    """What began before the axis begins at its edge."""
    start = max((span.start - edge).total_seconds() / 60, 0.0)
    end = max((span.end - edge).total_seconds() / 60, start)
    return Bar(round(start, 2), round(max(end - start, MOMENT), 2), href(span), says(span), span.lane == "reply")


def href(span: Span) -> str:
    if span.shown is None:
        return ""
    address = reverse("conversation", args=[span.shown.pk])
    return f"{address}#message-{span.message}" if span.message else address


def says(span: Span) -> str:
    clock = f"{span.start:%H:%M}"
    if span.seconds:
        clock = f"{clock}–{span.end:%H:%M} ({said.duration(span.seconds)})"
    return " · ".join(word for word in (span.word, clock, about(span)) if word)


def about(span: Span) -> str:
    if span.is_hidden:
        return gettext("Restricted")
    return names.addressed(span.shown.customer) if span.shown else ""


def row(span: Span) -> dict[str, Any]:
    title = (span.shown.title or span.shown.preview) if span.shown else ""
    return {
        "at": f"{span.start:%H:%M}",
        "until": f"{span.end:%H:%M}" if span.seconds else "",
        "length": said.duration(span.seconds) if span.seconds else "",
        "lane": span.lane,
        "word": span.word,
        "who": about(span),
        "title": title,
        "href": href(span),
    }


def figures(found: Day, reader: Agent) -> list[dict[str, Any]]:
    """Of that day alone, each with n; what belongs to matters that the reader may not open is in none of them."""
    rows = Measured.objects.visible_to(reader).filter(agent=found.agent, day=found.day, excluded="")
    wanted = {measure for key in FIGURES for measure in my_day.NUMBERS[key].measures}
    own = list(rows.filter(measure__in=wanted).values_list("measure", "day", "seconds", "value"))
    told = [
        {"name": my_day.NUMBERS[key].name, **my_day.NUMBERS[key].tell([one for one in own if one[0] in measures])}
        for key in FIGURES
        for measures in [my_day.NUMBERS[key].measures]
    ]
    handled = {span.shown.pk for span in found.spans if span.shown}
    return [{"name": pgettext("agent's day", "Matters handled"), "value": said.count(len(handled))}, *told]
