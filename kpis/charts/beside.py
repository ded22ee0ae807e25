"""What is drawn over the figures of a chart: the lines of goals, and the numbers of notes on the axis of time."""

from collections.abc import Sequence
from typing import Any

# Between two numbers at one place, from the top of the plot down.
STEP, TOP = 16, 8
# Where the words of a goal begin: right of those of a limit.
LABEL = 150
# Beyond these the list under the chart has to do.
LEVELS = 4


def goals(alt: Any, targets: Sequence[dict[str, Any]], y: Any) -> list[Any]:
    """y("value"): the axis of the chart. Long dashes, so that print tells them from a limit."""
    if not targets:
        return []
    base = alt.Chart(alt.Data(values=list(targets)))
    label = {"align": "left", "baseline": "bottom", "dy": -3, "fontSize": 11, "fontWeight": 600, "aria": False}
    rule = {"color": "var(--ok)", "strokeDash": [9, 4], "strokeWidth": 1.6, "aria": False}
    place = {"y": y("value"), "x": alt.XValue(LABEL), "text": alt.Text("says:N")}
    # The words stand on a ground of their own, whatever is drawn below them.
    ground = {"stroke": "var(--surface)", "strokeWidth": 4, "strokeJoin": "round", "color": "var(--surface)"}
    return [
        base.mark_rule(**rule).encode(y=y("value")),
        base.mark_text(**label, **ground).encode(**place),
        base.mark_text(**label, color="var(--ok-ink)").encode(**place),
    ]


def notes(alt: Any, marks: Sequence[dict[str, Any]], x: Any, plot: float) -> list[Any]:
    """marks: label (the place), number, level. plot: the height of the plot."""
    layers: list[Any] = []
    for level in range(LEVELS):
        rows = [one for one in marks if one["level"] == level]
        if not rows:
            break
        base = alt.Chart(alt.Data(values=rows)).encode(x=x)
        place = alt.YValue(TOP + STEP * level)
        if not level:
            line = {"color": "var(--note-edge)", "strokeDash": [1, 3], "strokeWidth": 1.4, "aria": False}
            layers.append(base.mark_rule(**line).encode(y=alt.YValue(TOP), y2=alt.Y2Value(plot)))
        dot = {"filled": True, "opacity": 1, "size": 210, "stroke": "var(--note-edge)", "strokeWidth": 1}
        layers.append(base.mark_point(**dot, fill="var(--note-tint)", aria=False).encode(y=place))
        text = {"fontSize": 10, "fontWeight": 600, "color": "var(--note-ink)", "aria": False}
        layers.append(base.mark_text(**text).encode(y=place, text=alt.Text("number:N")))
    return layers
