"""Work for later of the figures. Each task calls one deed; what a task misses, the next one finds."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.utils import timezone

from kpis import scanning, verifying, wall
from kpis.alerts import thresholds, unusual_days
from kpis.mailed import sending
from kpis.surveys import inviting, reminding, typed

# A scan that has much to read lets others have the worker after so long.
AT_MOST = timedelta(seconds=40)

log = structlog.get_logger(__name__)


@shared_task(name="kpis.scan", expires=30)  # type: ignore[untyped-decorator]  # Celery has no types
def scan() -> None:
    """What was too much for one turn goes on at once, and not with the next tick."""
    if scanning.scan(timezone.now() + AT_MOST).is_behind:
        scan.delay()


@shared_task(name="kpis.wall", expires=5)  # type: ignore[untyped-decorator]  # as above
def push_the_wall() -> None:
    """What nobody looks at costs one question to Redis."""
    wall.push()


@shared_task(  # type: ignore[untyped-decorator]  # as above
    name="kpis.verify", expires=3600, soft_time_limit=3500, time_limit=3600
)
def verify() -> None:
    """Every night over the last ninety days; what differs is put right and told of."""
    today = timezone.localdate()
    found = verifying.verify(today - timedelta(days=90), today, repair=True)
    told = log.error if found.differences else log.info
    told("metrics_verified", differences=len(found.differences), rows=found.rows, days=found.days)


@shared_task(name="kpis.limits", expires=3000)  # type: ignore[untyped-decorator]  # as above
def limits() -> None:
    """Every ten minutes: which figures are beyond the limits that were set."""
    log.info("limits_looked_at", alerts=thresholds.scan())


@shared_task(name="kpis.unusual", expires=3000)  # type: ignore[untyped-decorator]  # as above
def unusual() -> None:
    """Once a day is over: whether it was unlike others. What was raised is raised once, however often this runs."""
    log.info("days_looked_at", alerts=unusual_days.scan())


@shared_task(  # type: ignore[untyped-decorator]  # as above
    name="kpis.mail_reports", expires=60, soft_time_limit=170, time_limit=180
)
def mail_reports() -> None:
    """Every minute; of two at once each finds what the other has not taken. The last one begun may take its time."""
    sending.send(timezone.now() + AT_MOST)


@shared_task(name="kpis.survey", expires=60)  # type: ignore[untyped-decorator]  # as above
def survey() -> None:
    inviting.scan()
    reminding.scan()
    typed.sweep()


@shared_task(name="kpis.number_answered")  # type: ignore[untyped-decorator]  # as above
def number_answered(message_id: int) -> None:
    typed.read(message_id)
