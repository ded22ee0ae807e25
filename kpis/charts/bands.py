"""Times over days, weeks or months: p50, p75 and p90 as a band, with the period before it and the limit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from kpis import said
from kpis.charts import beside, scales
from kpis.charts.drawing import altair, draw, layered, to

WIDTH, HEIGHT = 900, 250
# Of a chart that has another card beside it.
HALF = 440
# What stands below and above the plot, and how near two labels at its end may come.
FRAME, APART = 40, 15


# Rows of what is drawn over a chart (kpis.charts.beside).
type Drawn = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Span:
    """One day, week or month. says: what a reader hears of it; note: what somebody wrote about it."""

    label: str
    says: str
    href: str
    p50: int | None = None
    p75: int | None = None
    p90: int | None = None
    before: int | None = None
    is_closed: bool = False
    note: str = ""


def bands(
    title: str, spans: Sequence[Span], limit: int | None, *, days: bool, targets: Drawn = (), notes: Drawn = ()
) -> SafeString:
    """targets, notes: as kpis.reports.beside tells them."""
    rows = [asdict(span) | {"href": to(span.href)} for span in spans]
    words = {"closed": gettext("Closed"), "limit": pgettext("measure", "Limit")}
    return draw(chart, title, rows=rows, limit=limit, days=days, words=words, targets=list(targets), notes=list(notes))


def chart(
    rows: list[dict[str, Any]], limit: int | None, days: bool, words: dict[str, str], targets: Drawn, notes: Drawn
) -> dict[str, Any]:
    alt = altair()

    highest = [row[name] for row in rows for name in ("p90", "before") if row[name] is not None]
    ticks = scales.of_times(max([*highest, *(one["value"] for one in targets), limit or 0, 5]))
    every = [row["label"] for row in rows]
    axis = alt.Axis(title=None, labelAngle=0, values=scales.spaced(every, 11, WIDTH), grid=False)
    x = alt.X("label:O", sort=None, scale=alt.Scale(domain=every, paddingOuter=0.1), axis=axis)
    seconds = alt.Axis(title=None, values=ticks, labelExpr=scales.labels(ticks, lambda one: said.duration(one, days)))

    def y(name: str) -> Any:
        return alt.Y(f"{name}:Q", scale=alt.Scale(domain=[0, ticks[-1]], nice=False), axis=seconds)

    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    layers = [
        *closed(base, words["closed"]),
        *percentiles(base, y),
        *alone(base, rows, y),
        *limits(alt, limit, y, words["limit"], days=days),
        *beside.goals(alt, targets, y),
        *ends(alt, rows, ticks[-1], y, x, days=days),
        *peak(base, rows, limit, y, days=days),
        *beside.notes(alt, notes, x, HEIGHT - FRAME),
        base.mark_bar(color="var(--ink)", fillOpacity=0.001).encode(
            y=alt.YValue(0),
            y2=alt.Y2Value(HEIGHT - FRAME),
            href=alt.Href("href:N"),
            description=alt.Description("says:N"),
        ),
    ]
    return layered(layers, width=WIDTH, height=HEIGHT)


def percentiles(base: Any, y: Any) -> list[Any]:
    """The band and its lines; the period before is dashed and grey."""
    y2 = altair().Y2
    return [
        base.mark_area(color="var(--ai)", opacity=0.07, aria=False).encode(y=y("p50"), y2=y2("p90:Q")),
        base.mark_area(color="var(--ai)", opacity=0.09, aria=False).encode(y=y("p50"), y2=y2("p75:Q")),
        base.mark_line(color="var(--ink-3)", strokeDash=[4, 3], strokeWidth=1.3, aria=False).encode(y=y("before")),
        base.mark_line(color="var(--ai)", strokeDash=[2, 2], strokeWidth=1.3, aria=False).encode(y=y("p75")),
        base.mark_line(color="var(--ai)", strokeWidth=1.6, aria=False).encode(y=y("p90")),
        base.mark_line(color="var(--ai)", strokeWidth=2.4, aria=False).encode(y=y("p50")),
    ]


def closed(base: Any, word: str) -> list[Any]:
    shut = base.transform_filter("datum.is_closed")
    grey = shut.mark_bar(color="var(--fill)", aria=False)
    words = shut.mark_text(text=word, color="var(--ink-3)", fontSize=11, aria=False)
    alt, plot = altair(), HEIGHT - FRAME
    return [grey.encode(y=alt.YValue(0), y2=alt.Y2Value(plot)), words.encode(y=alt.YValue(plot / 2))]


def alone(base: Any, rows: list[dict[str, Any]], y: Any) -> list[Any]:
    """A day between two without any has no line: it is shown as a dot."""
    gaps = [None, *[row["p90"] for row in rows], None]
    single = [number for number in range(len(rows)) if gaps[number] is None and gaps[number + 2] is None]
    labels = [rows[number]["label"] for number in single if rows[number]["p90"] is not None]
    if not labels:
        return []
    dots = base.transform_filter({"field": "label", "oneOf": labels})
    return [
        dots.mark_point(color="var(--ai)", filled=True, opacity=1, size=26, aria=False).encode(y=y(name))
        for name in ("p50", "p90")
    ]


def limits(alt: Any, limit: int | None, y: Any, word: str, *, days: bool) -> list[Any]:
    if limit is None:
        return []
    base = alt.Chart(alt.Data(values=[{"p90": limit, "says": f"{word} {said.duration(limit, days)}"}]))
    label = {"align": "left", "baseline": "bottom", "dx": 2, "dy": -3, "color": "var(--bad-ink)", "fontSize": 11}
    return [
        base.mark_rule(color="var(--bad)", strokeDash=[5, 4], strokeWidth=1.4, aria=False).encode(y=y("p90")),
        base.mark_text(**label, fontWeight=600, aria=False).encode(
            y=y("p90"), x=alt.XValue(0), text=alt.Text("says:N")
        ),
    ]


def ends(alt: Any, rows: list[dict[str, Any]], top: float, y: Any, x: Any, *, days: bool) -> list[Any]:
    """At the last day that has a figure: which line is which, and what it says there."""
    last = next((row for row in reversed(rows) if row["p90"] is not None), None)
    if last is None:
        return []
    names = ("p90", "p75", "p50")
    plot = HEIGHT - FRAME
    wanted = [plot * (1 - last[name] / top) for name in names]
    places = apart(wanted)
    layers = []
    for name, place, want in zip(names, places, wanted, strict=True):
        told = [{"label": last["label"], name: last[name], "says": f"{name} {said.duration(last[name], days)}"}]
        base = alt.Chart(alt.Data(values=told)).encode(x=x, y=y(name))
        layers.append(base.mark_point(color="var(--ai)", filled=True, opacity=1, size=26, aria=False))
        text = {"align": "left", "dx": 8, "dy": place - want, "fontSize": 11}
        layers.append(
            base.mark_text(**text, fontWeight=600, color="var(--ink)", aria=False).encode(text=alt.Text("says:N"))
        )
    return layers


def apart(places: list[float]) -> list[float]:
    """From the top down: those below give way, and then all move up if the last fell out of the picture."""
    moved = places[:1]
    for place in places[1:]:
        moved.append(max(place, moved[-1] + APART))
    too_low = max(0.0, moved[-1] - (HEIGHT - FRAME))
    return [place - too_low for place in moved]


def peak(base: Any, rows: list[dict[str, Any]], limit: int | None, y: Any, *, days: bool) -> list[Any]:
    """The longest p90, where it is over the limit; and every note."""
    worst = max((row for row in rows if row["p90"] is not None), key=lambda row: row["p90"], default=None)
    layers = []
    if worst and limit is not None and worst["p90"] > limit:
        one = base.transform_filter({"field": "label", "equal": worst["label"]})
        text = one.mark_text(text=said.duration(worst["p90"], days), dy=-11, fontSize=11, fontWeight=600, aria=False)
        dot = one.mark_point(color="var(--bad)", filled=True, opacity=1, size=50, aria=False)
        layers += [dot.encode(y=y("p90")), text.encode(y=y("p90"), color=altair().ColorValue("var(--ink)"))]
    return layers
