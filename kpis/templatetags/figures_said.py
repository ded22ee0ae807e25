"""Figures in templates: {{ span.p90|duration:asked }}, {{ n|number }}, {{ 12.5|plain }}."""

from django.template import Library

from kpis import dates, first_scan, said
from kpis.charts.shares import Spot
from kpis.reports import catalogue, filtered
from kpis.reports.asking import Asked

register = Library()

register.filter("number", said.count)
register.filter("percent", said.percent)
register.filter("yen", said.yen)
register.filter("said_day", dates.day)
register.filter("said_weekday", dates.weekday)
register.filter("said_moment", dates.moment)
register.simple_tag(dates.days, name="said_days")
register.simple_tag(first_scan.is_under_way, name="are_being_made")


@register.filter
def duration(seconds: float | None, asked: Asked) -> str:
    return said.duration(seconds, asked.in_days)


@register.filter
def plain(number: float) -> str:
    """For an attribute of a drawing: a point and no commas, in whatever language."""
    return f"{number:.1f}"


@register.filter
def unbroken(evidence: str) -> str:
    """No line ends between n and its number."""
    return evidence.replace("n = ", "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")


@register.filter
def valued(value: float | None, measure: str) -> str:
    """A share, or a score that can lie below nothing."""
    return said.figure(value, "score" if measure == "nps" else "share")


@register.filter
def doubt_of(spot: Spot, measure: str) -> str:
    return said.interval(spot.low, spot.high, "score" if measure == "nps" else "share")


@register.simple_tag
def left_by(asked: Asked | str) -> tuple[str, str]:
    """What a report that shows nothing is narrowed to, in words, and where it is not; both empty where it is not.

    asked: empty on pages that narrow nothing."""
    if isinstance(asked, str) or asked.measure not in catalogue.KINDS:
        return "", ""
    chosen = " · ".join(which for _what, which in filtered.filters(asked))
    return (chosen, filtered.without(asked)) if chosen else ("", "")
