"""What makes every task in Redis unnecessary for correctness: rows that wait are found, whatever was lost."""

import math
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from channels_ingest import aging, claiming, continuing, handoffs, intake, refusals, sending
from channels_ingest.chat import leaving, sessions
from channels_ingest.models import ConnectedApp, Handoff, RawDelivery, SocketTicket, UsedToken, VisitorSession
from channels_ingest.phone import heard
from conversations import delivery, files, scanning, snoozing, tallies
from conversations.models import Attachment
from customers import touchpoints

log = structlog.get_logger(__name__)

# One sweep at a time in the whole house; the number means nothing but must not be used for another lock.
SWEEP_LOCK = 7_113_001
RAW_BODY_KEPT = timedelta(days=30)
UPLOAD_KEPT = timedelta(hours=24)
SILENT_SESSION_KEPT = timedelta(days=1)
SOME = 500
# A provider that takes ten seconds to say nothing must not hold up what has nothing to do with it: held mails, snoozes.
# A task ends after a minute, and each stage may be in the middle of a call when its time is up.
STAGE_SECONDS = 8.0
CHORES: tuple[Callable[[], object], ...] = (
    snoozing.wake_due, tallies.fold, sessions.forget_silent, leaving.note_left, scanning.scan_held, aging.end_old,
    heard.forget_old,
)  # fmt: skip


def sweep() -> bool:
    """False = another worker is sweeping."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SWEEP_LOCK])
        if not cursor.fetchone()[0]:
            return False
        try:
            go_round()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SWEEP_LOCK])
    return True


def go_round() -> None:
    each(intake.ingest, claiming.left_behind(), STAGE_SECONDS)
    each(sending.deliver, delivery.due(), STAGE_SECONDS)
    each(sending.settle_abandoned, delivery.abandoned(), STAGE_SECONDS)
    each(lambda chore: chore(), CHORES)
    each(continuing.continue_by_mail, continuing.due(), STAGE_SECONDS)


def each[T](deed: Callable[[T], object], waiting: Iterable[T], seconds: float = math.inf) -> None:
    """One that fails leaves the others alone; only a database that is away ends the round. seconds: then the next
    round goes on."""
    ends = time.monotonic() + seconds
    for one in waiting:
        if time.monotonic() > ends:
            return
        try:
            deed(one)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # logged, and met again in the next round
            log.exception("the sweep could not finish a row")


def prune() -> None:
    """Take away what is kept for a time only. The key of a raw delivery stays: it tells a late repeat from news."""
    now = timezone.now()
    old = RawDelivery.objects.filter(state=RawDelivery.State.PARSED, parsed_at__lt=now - RAW_BODY_KEPT)
    each(RawDelivery.let_go, old.exclude(body="", file="")[:SOME])
    refusals.forget_old()
    SocketTicket.objects.filter(expires_at__lt=now).delete()
    UsedToken.objects.filter(expires_at__lt=now).delete()
    silent = VisitorSession.objects.filter(identity=None, last_seen_at__lt=now - SILENT_SESSION_KEPT)
    silent.exclude(awaited("pk")).delete()
    forgotten = Attachment.objects.filter(message=None, draft=None, created_at__lt=now - UPLOAD_KEPT)
    forgotten = forgotten.exclude(awaited("upload_scope"))
    for attachment in forgotten[:SOME]:
        files.throw_away(attachment)
    Handoff.objects.filter(handoffs.overdue()).delete()
    each(lambda app: touchpoints.forget(app.source, app.keep_days), ConnectedApp.objects.all())


def awaited(session: str) -> Exists:
    """Something that this visitor's session sent is still to be taken in, and will need the session and its files."""
    named = Concat(Cast(OuterRef(session), CharField()), Value(":"))
    state = RawDelivery.State
    unsettled = RawDelivery.objects.filter(state__in=(state.PENDING, state.QUARANTINED))
    return Exists(unsettled.filter(external_id__startswith=named))
