"""The list of reports that go out by mail: each with when it goes next and what became of the last time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, pgettext

from agents.models import Agent, Team
from conversations.models import Channel, Label
from kpis.mailed import scheduling
from kpis.models import Every, MailedReport, Outcome, ReportSending
from kpis.reports import catalogue
from kpis.reports.asking_days import DEFAULT_PERIOD, PERIODS
from kpis.segments import EVERY
from kpis.slices import zone

NAMED: dict[str, Any] = {"team": Team.objects, "channel": Channel.objects, "label": Label.objects}
type Names = dict[str, dict[str, str]]


def why(reason: str) -> str:
    """Why something was not sent, in words."""
    words = {
        "unreachable": gettext("The mail server could not be reached."),
        "refused": gettext("The mail server does not take mail for this address."),
        "unknown": gettext("It was interrupted: it may have been sent."),
        "broken": gettext("The report could not be made. It is in our log."),
        "left": gettext("They have left."),
        "no_access": gettext("They may not see figures any more."),
        "no_report": gettext("There is no such report any more."),
        "no_team": gettext("The team of this view is there no more."),
        "other_team": gettext("The view is of a team whose figures they do not see."),
    }
    return words.get(reason, "")


@dataclass(frozen=True)
class Line:
    """One report by mail. last: what became of it when it was due the last time, person by person."""

    report: MailedReport
    name: str
    href: str
    about: str
    when: str
    recipients: list[Agent]
    last: list[ReportSending]
    is_kept: bool
    is_mine: bool

    @property
    def last_at(self) -> datetime | None:
        return self.last[0].due_at if self.last else None

    @property
    def sent(self) -> int:
        return sum(one.outcome == Outcome.SENT for one in self.last)

    @property
    def is_under_way(self) -> bool:
        return any(one.outcome in (Outcome.QUEUED, Outcome.SENDING) for one in self.last)

    @property
    def missed(self) -> list[tuple[str, str]]:
        """(who, why)"""
        bad = (Outcome.FAILED, Outcome.SKIPPED)
        late = [one for one in self.last if one.outcome in bad or (one.outcome == Outcome.QUEUED and one.reason)]
        return [(one.recipient.full_name, why(one.reason)) for one in late]


def page(agent: Agent) -> dict[str, Any]:
    rows = list(scheduling.visible_to(agent).select_related("made_by").prefetch_related("recipients"))
    last, known = last_of(rows), names()
    return {"lines": [line(agent, row, last.get(row.pk, []), known) for row in rows], "zone": str(zone())}


def last_of(rows: Iterable[MailedReport]) -> dict[int, list[ReportSending]]:
    every = ReportSending.objects.filter(report__in=[row.pk for row in rows])
    newest = every.values("report").annotate(at=Max("due_at")).values_list("report", "at")
    found: dict[int, list[ReportSending]] = {}
    if times := dict(newest):
        some = every.filter(due_at__in=set(times.values())).select_related("recipient").order_by("pk")
        for one in some:
            if times[one.report_id] == one.due_at:
                found.setdefault(one.report_id, []).append(one)
    return found


def line(agent: Agent, row: MailedReport, last: list[ReportSending], known: Names) -> Line:
    people = list(row.recipients.all())
    return Line(
        row,
        scheduling.name(row),
        f"{catalogue.address(row.measure)}?{row.query}",
        about(row, known),
        when(row),
        people,
        last,
        is_kept=row.made_by_id == agent.pk or scheduling.is_admin(agent),
        is_mine=agent in people,
    )


def names() -> Names:
    """Three queries, however many reports there are."""
    return {of: {str(pk): name for pk, name in model.values_list("pk", "name")} for of, model in NAMED.items()}


def about(row: MailedReport, known: Names) -> str:
    """The days and what the view is narrowed to."""
    said = QueryDict(row.query)
    parts = [str(PERIODS.get(said.get("period", DEFAULT_PERIOD), ""))]
    parts += [known[of].get(key, "") for of in NAMED for key in said.getlist(of)]
    segment = EVERY.get(said.get("segment", ""))
    return " · ".join(part for part in (*parts, str(segment.name) if segment else "") if part)


def when(row: MailedReport) -> str:
    at = f"{row.hour}:00"
    if row.every == Every.WEEK:
        return pgettext("every", "Every %(day)s at %(hour)s") % {"day": WEEKDAYS[row.weekday], "hour": at}
    if row.every == Every.MONTH:
        return pgettext("every", "On the 1st of each month at %(hour)s") % {"hour": at}
    return pgettext("every", "Every day at %(hour)s") % {"hour": at}
