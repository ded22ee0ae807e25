"""Sends what is due: a row for each person and time makes it once, however many workers look."""

from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import structlog
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import transaction
from django.utils import timezone

from agents.models import Team
from kpis import first_scan
from kpis.mailed import due, letter, scheduling
from kpis.models import MailedReport, Outcome, ReportSending
from kpis.reports import catalogue

AGAIN_AFTER = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))
# A worker that took one and told nothing for so long is dead; the mail may have gone out, so nobody sends it again.
LOST_AFTER = timedelta(minutes=15)
KEPT = timedelta(days=400)

log = structlog.get_logger(__name__)


def send(until: datetime) -> None:
    """All that is due now, as far as the time goes; the rest goes with the next tick.

    While the first scan is under way nothing goes: a mail cannot be loaded again. What came due goes once afterwards.
    """
    give_up(timezone.now())
    if first_scan.is_under_way():
        return
    line_up(timezone.now())
    while timezone.now() < until and (row := take(timezone.now())):
        deliver(row)


def line_up(now: datetime) -> None:
    """Each report once for a time; what came due while nothing ran is sent once, and not for every day missed."""
    with transaction.atomic():
        ready = MailedReport.objects.select_for_update(skip_locked=True).filter(paused_at=None, next_at__lte=now)
        for report in ready.order_by("next_at")[:50]:
            scheduling.queue(report, report.next_at, now)
            report.next_at = due.next_of(report, now)
            report.save(update_fields=["next_at"])
            report.sendings.filter(due_at__lt=now - KEPT).delete()


def give_up(now: datetime) -> None:
    lost = ReportSending.objects.filter(outcome=Outcome.SENDING, taken_at__lt=now - LOST_AFTER)
    lost.update(outcome=Outcome.FAILED, reason="unknown", done_at=now)


@transaction.atomic
def take(now: datetime) -> ReportSending | None:
    """One that nobody else has; it is ours before anything is written."""
    rows = ReportSending.objects.select_for_update(skip_locked=True, of=("self",)).select_related("report", "recipient")
    row = rows.filter(outcome=Outcome.QUEUED, try_at__lte=now).order_by("try_at", "pk").first()
    if row is not None:
        row.outcome, row.tries, row.taken_at = Outcome.SENDING, row.tries + 1, now
        row.save(update_fields=["outcome", "tries", "taken_at"])
    return row


def deliver(row: ReportSending) -> None:
    why = why_not(row)
    if why:
        done(row, Outcome.SKIPPED, why)
        return
    try:
        post(row, letter.compose(row.report, row.recipient))
    except Exception:  # one report that breaks may not keep the others
        log.exception("a report could not be made", sending=row.pk)
        done(row, Outcome.FAILED, "broken")


def post(row: ReportSending, mail: EmailMultiAlternatives) -> None:
    """Tried again is only what surely did not go out: nobody was reached, or the server said no by a code."""
    server = mailers.default
    try:
        server.open()
    except OSError as error:  # of smtplib too: its errors are of this kind
        log.warning("the mail server could not be reached", sending=row.pk, error=type(error).__name__)
        again(row, "unreachable")
        return
    try:
        server.send_messages([mail])
    except OSError as error:
        log.warning("a report could not be sent", sending=row.pk, error=type(error).__name__)
        missed(row, codes(error))
    else:
        done(row, Outcome.SENT)
    finally:
        with suppress(OSError):
            server.close()


def codes(error: OSError) -> list[int]:
    """With which the server refused it; none where it fell silent or hung up."""
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _words in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPResponseException) else []


def missed(row: ReportSending, said: list[int]) -> None:
    """A server that takes long to look at a mail may have taken it: without its no, nobody sends it again."""
    if said and all(code >= 400 for code in said):
        again(row, "refused", is_final=all(code >= 500 for code in said))
    else:
        done(row, Outcome.FAILED, "unknown")


def why_not(row: ReportSending) -> str:
    """Asked when it is sent: meanwhile somebody may have left, or lead no more."""
    if not catalogue.may_be_mailed(row.report.measure):
        return "no_report"
    if not row.recipient.is_active:
        return "left"
    if not scheduling.may_receive().filter(pk=row.recipient_id).exists():
        return "no_access"
    team = scheduling.team_of(row.report)
    if team is not None and not Team.objects.filter(pk=team).exists():
        return "no_team"
    return "" if scheduling.may_receive(team).filter(pk=row.recipient_id).exists() else "other_team"


def again(row: ReportSending, reason: str, *, is_final: bool = False) -> None:
    if is_final or row.tries > len(AGAIN_AFTER):
        done(row, Outcome.FAILED, reason)
        return
    row.outcome, row.reason = Outcome.QUEUED, reason
    row.try_at = timezone.now() + AGAIN_AFTER[row.tries - 1]
    row.save(update_fields=["outcome", "reason", "try_at"])


def done(row: ReportSending, outcome: str, reason: str = "") -> None:
    row.outcome, row.reason, row.done_at = outcome, reason, timezone.now()
    row.save(update_fields=["outcome", "reason", "done_at"])
