"""The report of quality parity: for each share of quality the best channel, the worst, and how far they are apart."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agents.models import Agent
from kpis import quality, said
from kpis.definitions import DEFINITIONS
from kpis.reports import places, shown
from kpis.reports.asking import Asked
from kpis.reports.asking_live import OWN_LIMITS
from kpis.reports.marks import of_group
from kpis.reports.shares import Line
from kpis.scorecard import Parity, parity
from kpis.service_level import WITHIN as ANSWERED_WITHIN
from kpis.statistics import Share, change

# Which report a share opens, where it is not one of that name.
OPENS = {"frt_in_time": "frt", "nrt_in_time": "nrt_worst", "service_level": "offer", "unanswered": "opened"}
LIMITED = {"frt_in_time", "nrt_in_time"}
NAMES: dict[str, str | Promise] = {
    "frt_in_time": pgettext_lazy("measure", "First reply within the limit"),
    "nrt_in_time": pgettext_lazy("measure", "All later replies within the limit"),
    "unanswered": pgettext_lazy("measure", "Without a reply of ours"),
    "service_level": _("Service level"),
}


@dataclass(frozen=True)
class Compared:
    """One share over all channels. words: best − worst in points, with its interval; change: since the days before."""

    id: str
    name: str
    best: str
    worst: str
    spread: Parity
    words: str
    doubt: str
    change: str
    left_out: str
    lines: tuple[Line, ...]
    n: int

    @property
    def interval(self) -> str:
        return self.doubt.removeprefix("95% ")


def limit_of(asked: Asked) -> int:
    return asked.limit or OWN_LIMITS["parity"]


def name(share: str) -> str:
    return str(NAMES[share] if share in NAMES else DEFINITIONS[share].name)


def limits_words(asked: Asked) -> str:
    return said.duration(limit_of(asked), asked.in_days)


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    now = quality.by_channel(asked.slice, limit_of(asked))
    before = quality.by_channel(asked.before, limit_of(asked)) if asked.has_before else {}
    found = [compared(asked, which, shares, before.get(which), where) for which, shares in now.items()]
    told = [one for one in found if one.n]
    return {
        "meaning": shown.meaning(asked, None),
        "figures": [top(one) for one in told],
        "compared": told,
        "limit_words": limits_words(asked),
        "answered_within": said.count(ANSWERED_WITHIN),
    }


def compared(
    asked: Asked, which: str, shares: dict[Any, Share], before: dict[Any, Share] | None, where: places.Places
) -> Compared:
    now, then = parity(shares), parity(before) if before else None
    moved = change(now.spread, then.spread) if then else None
    out = ", ".join(f"{where.name('channel', one)} (n={said.count(shares[one].n)})" for one in now.left_out)
    return Compared(
        which, name(which), named(now.best, now, where), named(now.worst, now, where), now,
        points(now.spread.value), interval(now), said.points(moved.value) if moved and moved.value is not None else "",
        out, lines(asked, which, shares, where), sum(one.n for one in shares.values()),
    )  # fmt: skip


def with_limit(asked: Asked, which: str) -> Asked:
    """Of the report that it opens. The limit goes along to what it is a limit of; elsewhere it means another thing."""
    return replace(asked, measure=OPENS.get(which, which), limit=limit_of(asked) if which in LIMITED else None)


def named(channel: Any, found: Parity, where: places.Places) -> str:
    return said.NONE if found.spread.value is None else where.name("channel", channel)


def points(value: float | None) -> str:
    """6.5pt: a distance has no sign."""
    return said.NONE if value is None else f"{said.decimal(100 * value)}pt"


def interval(found: Parity) -> str:
    """It can lie on both sides of nothing: the two are the extremes, and may be alike all the same."""
    low, high = found.spread.low, found.spread.high
    if low is None or high is None:
        return ""
    return f"95% {said.between(said.more(100 * low, 1), said.more(100 * high, 1))}pt"


def top(one: Compared) -> shown.Figure:
    evidence = f"{one.best} − {one.worst} · {one.doubt}" if one.spread.spread.value is not None else ""
    return shown.Figure(one.name, one.words, evidence=evidence, change=shown.since(one.change) if one.change else "")


def lines(asked: Asked, which: str, shares: dict[Any, Share], where: places.Places) -> tuple[Line, ...]:
    """Each channel with its interval, on a scale of 0 to 200 for nothing to all; best first, too small ones last."""
    opens, told = OPENS.get(which, which), with_limit(asked, which)
    order = sorted(shares, key=lambda key: (shares[key].is_small, -(shares[key].value or 0), str(key)))
    return tuple(
        Line(
            where.name("channel", key), where.kind(key), shares[key], of_group("channel", key).href(told, opens),
            tuple(round(200 * (mark or 0), 1) for mark in (shares[key].value, shares[key].low, shares[key].high)),
        )
        for key in order
        if shares[key].n
    )  # fmt: skip
