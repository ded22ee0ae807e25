"""The charts of a report as paper takes them: each with its legend, which a page has beside it."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, pgettext

from kpis.charts import printed
from kpis.charts.bands import WIDTH
from kpis.definitions import DEFINITIONS
from kpis.reports import catalogue
from kpis.reports.asking import Asked

# What a picture may take of a page, in mm.
WIDE, HIGH = 174, 150
# Kinds whose line over time lies within its interval.
INTERVALS = ("shares", "self_service", "marks", "telephone")


def pictures(asked: Asked, found: dict[str, Any]) -> list[dict[str, Any]]:
    """Every chart of the page, in its order, each as wide (in mm) as beside the others on the page."""
    drawn = [
        picture(svg, title(asked, name), legend(asked, found, name))
        for name, one in found.items() if isinstance(one, str) and "<svg" in one
        for svg in printed.svgs(str(one))
    ]  # fmt: skip
    return [*drawn, *ribbons(found["sankey"])] if found.get("sankey") else drawn


def picture(svg: str, words: str, signs: list[dict[str, str]]) -> dict[str, Any]:
    return {"svg": svg, "title": words, "width": width(*printed.size(svg)), "legend": signs}


def title(asked: Asked, name: str) -> str:
    """As the page heads it, with the figure's name before what many have: read aloud, it stands alone."""
    if name == "stack":
        return pgettext("live line", "What became of each")
    if asked.is_live:
        return str(DEFINITIONS["abandonment" if name == "left_chart" else "service_level"].name)
    if asked.measure == "backlog":
        return gettext("Open at the end of the day, by age")
    what = pgettext("survey", "Marks") if name == "distribution" else gettext("Over time")
    return f"{catalogue.full_name(asked.measure)} · {what}"


def width(across: float, down: float) -> float:
    return min(WIDE * min(across / WIDTH, 1), HIGH * across / down)


def ribbons(sankey: Any) -> list[dict[str, Any]]:
    """A page makes them light by a style sheet."""
    drawn = str(render_to_string("kpis/reports/sankey.html", {"sankey": sankey})).replace(
        'class="ribbon"', 'fill-opacity="0.45"'
    )
    words = gettext("Self-service that failed → next channel")
    return [picture(svg, words, []) for svg in printed.svgs(drawn)]


def legend(asked: Asked, found: dict[str, Any], name: str) -> list[dict[str, str]]:
    """form: square, line, dashes, band or ring; ink: its colour."""
    stacked = found.get("legend")
    if stacked and name == ("stack" if "stack" in found else "chart"):
        return [{"form": "square", "ink": colour(str(ink)), "words": str(word)} for ink, word in stacked]
    kind = catalogue.KINDS[asked.measure]
    if name not in ("chart", "left_chart") or kind not in (*INTERVALS, "times"):
        return []
    of_times = kind == "times"
    was = gettext("p90 of the period before") if of_times else gettext("the period before")
    told = [("dashes", "ink-3", was)] if asked.has_before else []
    told.append(("band", "ai", "p50–p90" if of_times else gettext("95% interval")))
    if not of_times:
        told.append(("ring", "ai", "n < 30"))
    return [{"form": form, "ink": printed.colours()[ink], "words": words} for form, ink, words in told]


def colour(ink: str) -> str:
    """A token of ours, or what a channel is called there."""
    known = printed.colours()
    return known.get(f"ch-{ink}") or known.get(ink) or known["ink-3"]
