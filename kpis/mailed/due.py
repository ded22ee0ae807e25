"""When a report is due next, on the company's clock."""

from datetime import datetime, time, timedelta

from kpis.models import Every, MailedReport
from kpis.slices import zone


def next_of(report: MailedReport, after: datetime) -> datetime:
    """The first time that is later; an hour that a clock change leaves out is the one after it."""
    here = zone()
    day = after.astimezone(here).date()
    while True:
        at = datetime.combine(day, time(report.hour), here)
        if at > after and is_day_of(report, at):
            return at
        day += timedelta(days=1)


def is_day_of(report: MailedReport, at: datetime) -> bool:
    if report.every == Every.WEEK:
        return at.weekday() == report.weekday
    return report.every == Every.DAY or at.day == 1
