"""One report that goes to the demo's leads every Monday; what the demo sends ends in its own post office."""

from datetime import datetime

from demo.loading.desk import Desk
from kpis.mailed import due
from kpis.models import Every, File, MailedReport


def schedule(desk: Desk, now: datetime) -> int:
    """How many were scheduled."""
    lead = desk.agents["s01"]
    report = MailedReport(
        measure="frt", query="period=7&limit=600", every=Every.WEEK, weekday=0, hour=8, made_by=lead,
        files=[File.PDF, File.XLSX],
    )  # fmt: skip
    report.next_at = due.next_of(report, now)
    report.save()
    report.recipients.set([lead, desk.agents["s02"]])
    return 1
