"""The deeds of who sends reports by mail. Each is one transaction and one line in the audit record."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from agents.access import RULES, can
from agents.audit import audit
from agents.models import Agent, Membership
from kpis.mailed import due
from kpis.models import MailedReport, ReportSending
from kpis.reports import asking, catalogue
from omnidesk import waking

TASK = "kpis.mail_reports"


def may_receive(team: int | None = None) -> QuerySet[Agent]:
    """Colleagues who may see figures, of a view of one team those who see that team's; nobody outside ever is."""
    people = Agent.objects.filter(is_active=True, role__in=RULES["figures"])
    if team is None:
        return people
    of_team = Membership.objects.filter(team=team).values("agent")
    return people.filter(Q(role__in=RULES["figures.all"]) | Q(pk__in=of_team))


def team_of(report: MailedReport) -> int | None:
    """To which its view is narrowed."""
    return asking.whole(QueryDict(report.query).get("team"))


def visible_to(agent: Agent) -> QuerySet[MailedReport]:
    """Their own and those they are sent; admins see all."""
    rows = MailedReport.objects.all()
    mine = Q(made_by=agent) | Q(
        pk__in=MailedReport.recipients.through.objects.filter(agent=agent).values("mailedreport")
    )
    return rows if is_admin(agent) else rows.filter(mine)


def kept_by(agent: Agent) -> QuerySet[MailedReport]:
    """Those that somebody may pause, remove and send at once."""
    return MailedReport.objects.all() if is_admin(agent) else MailedReport.objects.filter(made_by=agent)


def is_admin(agent: Agent) -> bool:
    return can(agent, "figures.all")


@transaction.atomic
def schedule(report: MailedReport, recipients: Iterable[Agent], by: Agent, ip: str | None) -> MailedReport:
    report.made_by, report.next_at = by, due.next_of(report, timezone.now())
    report.save()
    people = list(recipients)
    report.recipients.set(people)
    told = {"every": report.every, "hour": report.hour, "files": report.files, "query": report.query}
    audit(by, "figures.scheduled", report, ip, name=name(report), recipients=[one.pk for one in people], **told)
    return report


@transaction.atomic
def pause(report: MailedReport, by: Agent, ip: str | None) -> None:
    if MailedReport.objects.filter(pk=report.pk, paused_at=None).update(paused_at=timezone.now()):
        audit(by, "figures.schedule_paused", report, ip, name=name(report))


@transaction.atomic
def resume(report: MailedReport, by: Agent, ip: str | None) -> None:
    """From the next time on; what was due meanwhile is not sent."""
    rows = MailedReport.objects.filter(pk=report.pk, paused_at__isnull=False)
    if rows.update(paused_at=None, next_at=due.next_of(report, timezone.now())):
        audit(by, "figures.schedule_resumed", report, ip, name=name(report))


@transaction.atomic
def remove(report: MailedReport, by: Agent, ip: str | None) -> None:
    audit(by, "figures.schedule_removed", report, ip, name=name(report))
    report.delete()


@transaction.atomic
def leave(report: MailedReport, by: Agent, ip: str | None) -> None:
    """Whoever does not want it any more takes themselves off."""
    report.recipients.remove(by)
    audit(by, "figures.schedule_left", report, ip, name=name(report))


@transaction.atomic
def send_now(report: MailedReport, by: Agent, ip: str | None) -> int:
    """To how many: once in a minute, however often it is pressed."""
    now = timezone.now()
    people = queue(report, now.replace(second=0, microsecond=0), now)
    if people:
        audit(by, "figures.schedule_sent", report, ip, name=name(report))
    waking.wake(TASK)
    return people


def queue(report: MailedReport, due_at: datetime, now: datetime) -> int:
    """A row for each recipient who has none for this time; how many that were."""
    before = ReportSending.objects.filter(report=report, due_at=due_at).count()
    ReportSending.objects.bulk_create(
        [ReportSending(report=report, recipient=one, due_at=due_at, try_at=now) for one in report.recipients.all()],
        ignore_conflicts=True,
    )
    return ReportSending.objects.filter(report=report, due_at=due_at).count() - before


def name(report: MailedReport) -> str:
    return catalogue.full_name(report.measure) if catalogue.may_be_mailed(report.measure) else report.measure
