"""The report of cost per contact: each channel with what it is made of, and the assumptions beside it."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, pgettext

from agents.access import can
from agents.models import Agent
from kpis import costing, figures, said
from kpis.costing import Costed
from kpis.reports import places, shown
from kpis.reports.asking import Asked
from kpis.reports.marks import NONE, Mark
from kpis.scorecard import Costs


@dataclass(frozen=True)
class Line:
    """A channel; costs None = neither work nor fees are known of it. width: of 200, for its bar."""

    name: str
    kind: str
    costs: Costs | None
    href: str = ""
    width: float = 0.0

    @property
    def is_worked(self) -> bool:
        """Otherwise no work was measured there: it has fees at most, and a contact no cost."""
        return self.costs is not None and self.costs.is_worked

    @property
    def value(self) -> str:
        return said.yen(self.costs.each if self.costs else None)

    @property
    def parts(self) -> tuple[str, ...]:
        """Hours, wages, fees, licences."""
        if self.costs is None:
            return (said.NONE,) * 4
        return said.decimal(self.costs.hours), *map(said.yen, (self.costs.wages, self.costs.fees, self.costs.licences))


def page(agent: Agent, asked: Asked, where: places.Places) -> dict[str, Any]:
    now = costing.costed(asked.slice)
    before = costing.costed(asked.before) if asked.has_before else None
    meaning = meaning_of(asked, now)
    return {
        "meaning": meaning,
        "figures": top(asked, now, before, meaning),
        "assumed": now.newest,
        "fees": fees(now, where),
        "spans": now.spans,
        "may_change": can(agent, "costs"),
        "lines": lines(asked, now, where),
        "unpriced": now.unpriced,
        "has_any": bool(now.lines or now.unpriced),
    }


def meaning_of(asked: Asked, now: Costed) -> shown.Meaning:
    found = shown.meaning(asked, now.total.handled)
    unpriced = [(gettext("Handled before costs were entered"), now.unpriced)] if now.unpriced else []
    return replace(found, left_out=(*found.left_out, *unpriced))


def top(asked: Asked, now: Costed, before: Costed | None, meaning: shown.Meaning) -> list[shown.Figure]:
    total = now.total
    then = before.total if before else None
    change = total.each - then.each if then and then.each is not None and total.each is not None else None
    every = whole(asked, now).href(asked) if total.handled else ""
    whole_cost = total.total if now.lines else None
    return [
        shown.Figure(
            str(meaning.definition.name), said.yen(total.each), is_small=0 < total.handled < 30,
            change=shown.since(said.more_yen(change)) if change is not None else "", href=every,
        ),
        shown.of_count(
            pgettext("measure", "Handled"), total.handled, then.handled if then else None, every,
            shown.left_out_words(meaning),
        ),
        shown.Figure(
            gettext("Costs of these days"), said.yen(whole_cost),
            evidence=gettext("%(hours)s paid hours") % {"hours": said.decimal(total.hours)} if now.lines else "",
        ),
    ]  # fmt: skip


def whole(asked: Asked, now: Costed) -> Mark:
    """Only the days that are paid for by an assumption."""
    if not now.spans or now.spans[0].first <= asked.slice.first:
        return Mark()
    return Mark(at=now.spans[0].first, until=asked.slice.last)


def lines(asked: Asked, now: Costed, where: places.Places) -> list[Line]:
    """Also the channels that were written on and on which no work was measured: a contact there is a dash."""
    opened = figures.counts("opened", asked.slice, "channel")
    most = max([one.each or 0 for one in now.lines.values()] + [1])
    mark = whole(asked, now)
    found = []
    for key in {*now.lines, *opened}:
        costs = now.lines.get(key)
        own = replace(mark, channel=NONE if key is None else str(key))
        href = own.href(asked) if costs and costs.handled else ""
        width = round(200 * (costs.each or 0) / most, 1) if costs else 0.0
        found.append(Line(where.name("channel", key), where.kind(key), costs, href, width))
    return sorted(found, key=lambda one: (not one.is_worked, -((one.costs and one.costs.each) or 0), one.name))


def fees(now: Costed, where: places.Places) -> list[tuple[str, str, str]]:
    """(channels of a kind, yen a message, yen a minute), of the kinds that are there and cost something."""
    if now.newest is None:
        return []
    found = []
    for kind, charged in sorted(now.newest.fees.items()):
        names = ", ".join(one.name for one in where.channels if one.kind == kind)
        told = [said.decimal(charged[of]) if charged.get(of) else "" for of in ("message", "minute")]
        if names and any(told):
            found.append((names, told[0], told[1]))
    return found
