"""A share, or a score, over days, weeks or months: its line within its interval, and the period before it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.safestring import SafeString

from kpis import said
from kpis.charts import beside, scales
from kpis.charts.bands import FRAME, HEIGHT, WIDTH, Drawn
from kpis.charts.drawing import altair, draw, layered, to


@dataclass(frozen=True)
class Spot:
    """One place on the axis. is_small: too few to stand for anything, so its dot is hollow."""

    label: str
    says: str
    href: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    before: float | None = None
    is_small: bool = False
    n: int = 0


def shares(title: str, spots: Sequence[Spot], targets: Drawn = (), notes: Drawn = ()) -> SafeString:
    """Of fractions from 0 to 1. targets, notes: as kpis.reports.beside tells them."""
    return drawn(title, spots, 0, targets, notes)


def scores(title: str, spots: Sequence[Spot], targets: Drawn = (), notes: Drawn = ()) -> SafeString:
    """From −100 to 100."""
    return drawn(title, spots, -100, targets, notes)


def drawn(title: str, spots: Sequence[Spot], lowest: int, targets: Drawn, notes: Drawn) -> SafeString:
    rows = [asdict(spot) | {"href": to(spot.href)} for spot in spots]
    return draw(chart, title, rows=rows, lowest=lowest, targets=list(targets), notes=list(notes))


def chart(rows: list[dict[str, Any]], lowest: int, targets: Drawn, notes: Drawn) -> dict[str, Any]:
    alt = altair()

    every = [row["label"] for row in rows]
    axis = alt.Axis(title=None, labelAngle=0, values=scales.spaced(every, 11, WIDTH), grid=False)
    x = alt.X("label:O", sort=None, scale=alt.Scale(domain=every, paddingOuter=0.1), axis=axis)
    y = upwards(rows, lowest, targets)
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    dots = {"size": 34, "strokeWidth": 1.6, "stroke": "var(--ai)", "opacity": 1, "aria": False}
    layers = [
        base.mark_area(color="var(--ai)", opacity=0.11, aria=False).encode(y=y("low"), y2=alt.Y2("high:Q")),
        base.mark_line(color="var(--ink-3)", strokeDash=[4, 3], strokeWidth=1.3, aria=False).encode(y=y("before")),
        base.mark_line(color="var(--ai)", strokeWidth=2, aria=False).encode(y=y("value")),
        base.transform_filter("datum.is_small").mark_point(**dots, fill="var(--surface)").encode(y=y("value")),
        base.transform_filter("!datum.is_small").mark_point(**dots, fill="var(--ai)").encode(y=y("value")),
        *beside.goals(alt, targets, y),
        *beside.notes(alt, notes, x, HEIGHT - FRAME),
        base.mark_bar(color="var(--ink)", fillOpacity=0.001).encode(
            y=alt.YValue(0),
            y2=alt.Y2Value(HEIGHT - FRAME),
            href=alt.Href("href:N"),
            description=alt.Description("says:N"),
        ),
    ]
    return layered(layers, width=WIDTH, height=HEIGHT)


def upwards(rows: list[dict[str, Any]], lowest: int, targets: Drawn) -> Callable[[str], Any]:
    """A column of the rows on the axis of a score, or on one that leaves the highest share some room."""
    alt = altair()
    known = [row[name] for row in rows for name in ("value", "before") if row[name] is not None]
    known += [one["value"] for one in targets]
    ticks = [-100, -50, 0, 50, 100] if lowest else scales.of_shares(min(1, 1.3 * max([*known, 0.01])))
    say = said.score if lowest else whole_percent
    axis = alt.Axis(title=None, values=ticks, labelExpr=scales.labels(ticks, say))
    scale = alt.Scale(domain=[ticks[0], ticks[-1]], nice=False, clamp=True)
    return lambda name: alt.Y(f"{name}:Q", scale=scale, axis=axis)


def whole_percent(fraction: float) -> str:
    return f"{round(100 * fraction)}%"
