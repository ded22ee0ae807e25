"""What the wall's templates say: figures in the reader's words, drawings as numbers, and where a tile leads."""

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.template import Library
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agents.models import Agent
from conversations.channel_words import channel_word
from kpis import said, wall_charts

register = Library()
register.filter("lasting", said.duration)
# Of business time: 24 hours of it are no day.
register.filter("waited", partial(said.duration, days=False))
# Where 20:00 would be taken for an hour of the day.
register.filter("lasting_in_words", said.in_words)
register.filter("waited_in_words", partial(said.in_words, days=False))
register.filter("counted", said.count)
register.filter("share", said.percent)
register.filter("points", said.points)
register.filter("kind_word", channel_word)
register.filter("bars", wall_charts.bars)
register.filter("bands", wall_charts.bands)
register.filter("spark", wall_charts.spark)

LANES = 5
# state: (icon, word)
STATES = {
    "available": ("circle", _("Available")),
    "busy": ("circle-dot", pgettext_lazy("agent", "Working")),
    "phone": ("phone", pgettext_lazy("agent", "On the phone")),
    "wrap": ("pencil", pgettext_lazy("agent", "Wrap-up")),
    "away": ("clock", pgettext_lazy("agent", "Away")),
}


@register.filter
def between(figure: dict[str, Any], unit: str = "share") -> str:
    """The interval of a figure."""
    return said.interval(figure.get("low"), figure.get("high"), unit)


@register.filter
def percent_number(fraction: float | None) -> str:
    """82.4 without its sign, which stands smaller beside it."""
    return said.percent(fraction).removesuffix("%")


@register.filter
def whole_percent(fraction: float | None) -> str:
    """82: on a screen across the room a tenth of a point says nothing."""
    return said.NONE if fraction is None else str(said.round_half_up(100 * fraction))


@register.filter
def whole_number(minutes: float) -> int:
    return int(minutes)


@register.filter
def whole_hours(minutes: float) -> int:
    return said.round_half_up(minutes / 60)


@register.filter
def moment(iso: str) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


@register.filter
def person(line: dict[str, Any]) -> Agent:
    """Nobody loaded: the parts of a name, put together as readers of this language know it."""
    names = ("pk", "family_name", "given_name", "roman")
    return Agent(**{name: line[name] for name in names})


@register.filter
def state_icon(state: str) -> str:
    return STATES[state][0]


@register.filter
def state_word(state: str) -> str:
    return str(STATES[state][1])


@register.filter
def slots(line: dict[str, Any]) -> list[str]:
    """One for each matter at a time: taken, free, and beyond what one should have."""
    load, capacity = min(line["load"], 8), min(line["capacity"], 8)
    return ["on"] * min(load, capacity) + [""] * (capacity - load) + ["over"] * (load - capacity)


@register.filter
def part_left(lane: dict[str, Any]) -> float:
    """Of the limit, in percent."""
    return float(max(0, 100 - 100 * (lane["longest"] or 0) / lane["limit"]))


@register.filter
def minutes_left(lane: dict[str, Any]) -> int:
    return int(max(1, round((lane["limit"] - (lane["longest"] or 0)) / 60)))


@register.filter
def add_to(number: float, more: float) -> float:
    """Django's own `add` cuts to whole numbers."""
    return round(number + more, 1)


@register.filter
def tile_template(name: str) -> str:
    return f"kpis/wall/tile/{name}.html"


@register.filter
def slab_template(name: str) -> str:
    return f"kpis/wall/slab/{name}.html"


@register.filter
def side_by_side(lanes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most five fit on the screen: what else there is stands together in the last one."""
    if len(lanes) <= LANES:
        return lanes
    rest = lanes[LANES - 1 :]
    told = max(rest, key=lambda lane: lane["weight"])
    opens = min((lane["opens"] for lane in rest if lane["opens"]), default="")
    return [*lanes[: LANES - 1], {**told, "kind": "", "n": sum(lane["n"] for lane in rest), "opens": opens}]


@register.filter
def of_kind(found: dict[str, int], kind: str) -> int:
    return found.get(kind, 0)


@register.simple_tag
def report_of(measure: str, period: str, scope: str = "") -> str:
    """Where a figure opens: its report over the same days, of the same team."""
    team = scope.removeprefix("team-") if scope.startswith("team-") else ""
    asked = {"period": period, **({"team": team} if team else {})}
    try:
        return f"{reverse('report', args=[measure])}?{urlencode(asked)}"
    except NoReverseMatch:
        return ""
