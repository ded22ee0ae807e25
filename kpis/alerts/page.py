"""What was raised, newest first, with what it means and where it opens; and how many nobody explained yet."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from agents.access import can
from agents.models import Agent
from kpis import aims, live_aims, said
from kpis.alerts.forms import WhyForm
from kpis.models import Alert, AlertKind, AlertRule, Way
from kpis.paged import paged
from kpis.reports.marks import Mark
from kpis.slices import BUSINESS, today

# On one page.
MOST = 100
# What is older is explained by nobody any more: it is listed, and not counted.
FRESH = timedelta(days=14)


@dataclass(frozen=True)
class Raised:
    """form: what was typed about it and not taken."""

    alert: Alert
    form: WhyForm | None = None

    @property
    def name(self) -> str:
        return aims.name(self.alert)

    @property
    def value(self) -> str:
        return aims.say(self.alert, self.alert.value)

    @property
    def is_limit(self) -> bool:
        return self.alert.kind == AlertKind.LIMIT

    @property
    def expected(self) -> str:
        return aims.say(self.alert, self.alert.expected)

    @property
    def between(self) -> str:
        """The figure's interval, or where it would still have been usual; a count lies not below nothing."""
        low, high = self.alert.low, self.alert.high
        if low is None and high is None:
            return ""
        floor = low if low is None or aims.unit_of(self.alert.measure) == "score" else max(low, 0.0)
        top = min(high, 1.0) if high is not None and aims.unit_of(self.alert.measure) == "share" else high
        return aims.say_between(self.alert, floor, top)

    @property
    def is_up(self) -> bool:
        return self.alert.way == Way.UP

    @property
    def n(self) -> str:
        return said.count(self.alert.n)

    @property
    def once_in(self) -> str:
        """Honest about how many figures were looked at: the more of them, the oftener chance alone raises one."""
        one_in, looked_at = self.alert.one_in or 0, self.alert.looked_at or 1
        told = gettext(
            "By chance alone once in %(days)s such days; with %(n)s figures looked at, about every %(all)s days."
        )
        every = max(1, said.round_half_up(one_in / looked_at))
        return told % {"days": said.count(one_in), "n": said.count(looked_at), "all": said.count(every)}

    @property
    def report(self) -> str:
        """Its very days, with the rows behind it open."""
        one = self.alert
        about = {"from": one.first.isoformat(), "to": one.day.isoformat(), "team": one.team_id}
        about |= {"channel": one.channel_id, "clock": BUSINESS if one.clock == BUSINESS else None}
        if aims.is_times(one.measure) and one.kind == AlertKind.LIMIT:
            about["limit"] = round(one.expected)
        if one.kind == AlertKind.UNUSUAL:
            # The weeks that it was held against lie beside it.
            about["from"] = (one.day - timedelta(weeks=8)).isoformat()
        told = {name: value for name, value in about.items() if value is not None}
        mark = Mark(at=one.day) if one.kind == AlertKind.UNUSUAL or one.measure == "backlog" else Mark()
        if one.measure in live_aims.LIVE:
            told, mark = told | live_aims.told(one), live_aims.mark(one)
        return f"{reverse('report-rows', args=[live_aims.report(one.measure)])}?{urlencode(told | mark.told)}"


def seen_by(agent: Agent) -> QuerySet[Alert]:
    rows: QuerySet[Alert] = Alert.objects.visible_to(agent)
    return rows


def page(agent: Agent, after: str, *, explained: bool, rejected: tuple[Alert, WhyForm] | None = None) -> dict[str, Any]:
    """rejected: an explanation that could not be kept, shown again where it was typed."""
    rows = seen_by(agent).select_related("team", "channel", "seen_by", "rule")
    rows = rows.filter(seen_at__isnull=not explained).order_by("-day", "-pk")
    found, more = paged(rows, after, MOST)
    again = {rejected[0].pk: rejected[1]} if rejected else {}
    if rejected and rejected[0] not in found:
        found = [rejected[0], *found]
    shown = {"raised": [Raised(row, again.get(row.pk)) for row in found], "more": more, "after": after}
    shown |= {"asked": "explained" if explained else "", "here": reverse("alerts")}
    return shown | {"explained": explained, "may_edit": can(agent, "figures.alerts"), "weeks": 8}


def unseen(agent: Agent) -> int:
    return seen_by(agent).filter(seen_at=None, day__gt=today() - FRESH).count()


def rules(agent: Agent, after: str) -> tuple[list[AlertRule], int | None]:
    """One page of those that run, and where the next begins."""
    rows: QuerySet[AlertRule] = AlertRule.objects.visible_to(agent)
    running = rows.filter(ended_at=None).select_related("team", "channel")
    return paged(running.order_by("measure", "pk"), after, MOST)
