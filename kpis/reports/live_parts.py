"""What became of those who rang or wrote in a chat, in parts that never overlap, and which formula counts which."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from kpis import said
from kpis.offered import Limits, Line
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark
from kpis.service_level import FORMULAS, Offered
from kpis.statistics import Share

ALL = -1


@dataclass(frozen=True)
class Part:
    """count: of what was offered; mark: the rows of it; ink: a token of ours; one: an offer of this part alone."""

    name: Any
    ink: str
    count: Callable[[Offered], int]
    mark: Callable[[Asked], Mark]
    one: Offered


def left_at_once(asked: Asked) -> Mark:
    return Mark(high=0, within=asked.limits.short - 1, left=ALL)


IN_TIME = Part(
    pgettext_lazy("live line", "Answered in time"), "ok", lambda o: o.answered_within,
    lambda asked: Mark(low=1, within=asked.limits.within), Offered(1, 0, 1, 0),
)  # fmt: skip
LATE = Part(
    pgettext_lazy("live line", "Answered late"), "warn", lambda o: o.answered - o.answered_within,
    lambda asked: Mark(low=1, over=asked.limits.within), Offered(1, 0, 0, 0),
)  # fmt: skip
LEFT = Part(
    pgettext_lazy("live line", "Abandoned"), "bad", lambda o: o.abandoned - o.abandoned_short,
    lambda asked: Mark(high=0, left=asked.limits.short - 1), Offered(0, 1, 0, 0),
)  # fmt: skip
AT_ONCE = Part(
    pgettext_lazy("live line", "Left at once"), "edge", lambda o: o.abandoned_short, left_at_once,
    Offered(0, 1, 0, 1, 1),
)  # fmt: skip
LEFT_EARLY = replace(
    LEFT, name=pgettext_lazy("live line", "Abandoned within the limit"),
    count=lambda o: o.abandoned_within - o.abandoned_short, one=Offered(0, 1, 0, 1),
    mark=lambda asked: Mark(high=0, within=asked.limits.within, left=asked.limits.short - 1),
)  # fmt: skip
LEFT_LATE = replace(
    LEFT, name=pgettext_lazy("live line", "Abandoned later"), count=lambda o: o.abandoned - o.abandoned_within,
    mark=lambda asked: Mark(high=0, left=asked.limits.within),
)  # fmt: skip

# From the ground of a bar up; and as fine as the formulas tell them apart.
STACKED = (IN_TIME, LATE, LEFT, AT_ONCE)
FINEST = (IN_TIME, LATE, LEFT_EARLY, LEFT_LATE, AT_ONCE)

WORDS: dict[str, Any] = {
    "standard": gettext_lazy("Who left at once is left out"),
    "f1": gettext_lazy("Who left within the limit counts as served"),
    "f2": gettext_lazy("Only who was answered counts"),
    "f3": gettext_lazy("Everybody counts; who left was not served"),
    "f4": gettext_lazy("Who left within the limit is left out"),
    "f5": gettext_lazy("Who left at once counts as served"),
}
# What a formula makes of a part, by (served, of how many) of one offer of it.
COUNTED = {(1, 1): "served", (0, 1): "missed", (0, 0): "out"}


@dataclass(frozen=True)
class Formula:
    """One of service_level.FORMULAS with its figure; cells: served, missed or out, part by part as FINEST."""

    id: str
    name: str
    words: Any
    share: Share
    cells: tuple[str, ...]
    href: str
    query: str
    is_chosen: bool

    @property
    def value(self) -> str:
        return said.percent(self.share.value)

    @property
    def doubt(self) -> str:
        return said.interval(self.share.low, self.share.high, "share")


def formulas(asked: Asked, found: Line) -> list[Formula]:
    return [formula(asked, found, one) for one in FORMULAS]


def formula(asked: Asked, found: Line, key: str) -> Formula:
    cells = tuple(COUNTED[FORMULAS[key](part.one)] for part in FINEST)
    query = asked.query(formula=key if key != "standard" else None)
    href = counted_by(asked.limits, key).href(asked)
    return Formula(key, name(key), WORDS[key], found.level(key), cells, href, query, key == asked.formula)


def name(key: str) -> str:
    return gettext("Default") if key == "standard" else gettext("Formula %(n)s") % {"n": key[1:]}


def counted_by(limits: Limits, key: str) -> Mark:
    """The rows that a formula counts at all: as many as its n."""
    if key == "f2":
        return Mark(low=1)
    return Mark(left={"standard": limits.short - 1, "f4": limits.within}.get(key, ALL))


def there(mark: Mark, where: Mark) -> Mark:
    """The mark in these days, or on this channel or in this team, alone."""
    return replace(mark, at=where.at, until=where.until, channel=where.channel, team=where.team)


def words_of(asked: Asked, mark: Mark) -> str:
    """Which part a mark is, for the heading of its rows."""
    bare = replace(mark, at=None, until=None, channel=None, team=None, figure=None)
    return next((str(part.name) for part in (*FINEST, LEFT) if part.mark(asked) == bare), "")
