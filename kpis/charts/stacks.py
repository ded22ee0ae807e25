"""Counts over time, stacked: by channel, or by age. Every part of a bar is a mark of its own."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.safestring import SafeString

from kpis import said
from kpis.charts import beside, scales
from kpis.charts.bands import FRAME, HALF, HEIGHT, WIDTH, Drawn
from kpis.charts.drawing import altair, draw, layered, to


@dataclass(frozen=True)
class Part:
    """order: from the ground up; ink: a token of ours, without its dashes."""

    label: str
    n: int
    order: int
    ink: str
    says: str
    href: str
    channel: int | None = None


def stacks(
    title: str, labels: Sequence[str], parts: Sequence[Part], edge: str, targets: Drawn = (), notes: Drawn = ()
) -> SafeString:
    """labels: every place on the axis, also those that have nothing; edge: the token of the line round each part;
    targets, notes: as kpis.reports.beside tells them."""
    rows = [asdict(part) | {"href": to(part.href), "ink": f"var(--{part.ink})"} for part in parts]
    over = {"targets": list(targets), "notes": list(notes)}
    return draw(chart, title, rows=rows, labels=list(labels), edge=f"var(--{edge})", **over)


def chart(rows: list[dict[str, Any]], labels: list[str], edge: str, targets: Drawn, notes: Drawn) -> dict[str, Any]:
    alt = altair()

    sums = {label: sum(row["n"] for row in rows if row["label"] == label) for label in labels}
    ticks = scales.of_counts(max([*sums.values(), *(one["value"] for one in targets), 1]))
    axis = alt.Axis(title=None, labelAngle=0, values=scales.spaced(labels, 12, WIDTH), grid=False)
    counts = alt.Axis(title=None, values=ticks, labelExpr=scales.labels(ticks, lambda one: said.count(round(one))))
    x = alt.X("label:O", sort=None, scale=alt.Scale(domain=labels, paddingInner=0.22), axis=axis)
    scale = alt.Scale(domain=[0, ticks[-1]], nice=False)
    stack = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(stroke=edge, strokeWidth=1)
        .encode(
            x=x,
            y=alt.Y("n:Q", stack="zero", scale=scale, axis=counts),
            color=alt.Color("ink:N", scale=None, legend=None),
            order=alt.Order("order:Q"),
            href=alt.Href("href:N"),
            description=alt.Description("says:N"),
        )
    )

    def y(name: str) -> Any:
        return alt.Y(f"{name}:Q", scale=scale, axis=counts)

    over = [*beside.goals(alt, targets, y), *beside.notes(alt, notes, x, HEIGHT - FRAME)]
    return layered([stack, *over], width=WIDTH, height=HEIGHT)


def bars(title: str, parts: Sequence[Part]) -> SafeString:
    """A distribution: one bar for each mark, with how many above it."""
    rows = [asdict(part) | {"href": to(part.href), "ink": f"var(--{part.ink})"} for part in parts]
    return draw(distribution, title, rows=rows)


def distribution(rows: list[dict[str, Any]]) -> dict[str, Any]:
    alt = altair()

    ticks = scales.of_counts(1.1 * max([row["n"] for row in rows] + [1]))
    counts = alt.Axis(title=None, values=ticks, labelExpr=scales.labels(ticks, lambda one: said.count(round(one))))
    axis = alt.Axis(title=None, labelAngle=0, grid=False)
    domain = [row["label"] for row in rows]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("label:O", sort=None, scale=alt.Scale(domain=domain, paddingInner=0.4), axis=axis),
        y=alt.Y("n:Q", scale=alt.Scale(domain=[0, ticks[-1]], nice=False), axis=counts),
    )
    drawn = base.mark_bar(cornerRadiusEnd=3)
    words = base.mark_text(dy=-8, fontSize=11, fontWeight=600, color="var(--ink)", aria=False).encode(
        text=alt.Text("n:Q")
    )
    marks = drawn.encode(
        color=alt.Color("ink:N", scale=None, legend=None),
        href=alt.Href("href:N"),
        description=alt.Description("says:N"),
    )
    return layered([marks, words], width=HALF, height=HEIGHT)
