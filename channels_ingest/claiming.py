"""Who is at a raw delivery: one worker at a time, and another when that one was not heard of for a while."""

import contextlib
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.db.models import F, Q
from django.utils import timezone

from channels_ingest.models import RawDelivery
from conversations.models import Channel
from omnidesk.kept_plans import columns
from omnidesk.rows import joined

# On what came to a paused channel while its echo test was waiting: it may be the word, so it is read once.
ECHO = "echo"
# A worker that claimed a delivery and died never says so. Taking in is done once however often it is tried, so the
# claim only spares work: short enough that nobody waits long for a dead worker.
CLAIM_LASTS = timedelta(seconds=8)
# One way to the database for all of them. What somebody else is about to take is passed over. Nobody waits for the
# disk: a claim that a crash of the database forgets has lost its worker's work with it, and is made again.
_CLAIM = f"""
    WITH waits AS MATERIALIZED (
        SELECT set_config('synchronous_commit', coalesce(%(waits)s, current_setting('synchronous_commit')), true)
    ), free AS (
        SELECT one.id AS raw, channel.*
        FROM waits, channels_ingest_rawdelivery one JOIN conversations_channel channel ON channel.id = one.channel_id
        WHERE one.id = ANY(%(ids)s) AND one.state = 'pending' AND one.attempts <= coalesce(%(tried)s, one.attempts)
            AND (one.claimed_at IS NULL OR one.claimed_at < %(lapsed)s)
            AND (one.retry_at IS NULL OR one.retry_at <= %(now)s)
            AND (channel.paused_at IS NULL OR one.meta ? 'echo')
        ORDER BY one.id FOR UPDATE OF one SKIP LOCKED
    )
    UPDATE channels_ingest_rawdelivery one SET claimed_at = %(now)s, attempts = one.attempts + 1
    FROM free WHERE one.id = free.raw RETURNING {columns(RawDelivery, "one")}, {columns(Channel, "free")}
"""  # noqa: S608  constants of ours


def claim(raw_id: int) -> RawDelivery | None:
    """PENDING and nobody at it → ours, by one UPDATE; None = another worker has it, or it is done."""
    return claimed([raw_id]).get(raw_id)


def claimed(raw_ids: list[int], tried: int | None = None) -> dict[int, RawDelivery]:
    """Those of them that are ours now. tried: what was tried more often is left: it may have killed its worker."""
    now = timezone.now()
    # Alone in its transaction, or whatever else is written there would not be waited for either.
    waits = None if connection.in_atomic_block else "off"
    about = {"ids": raw_ids, "tried": tried, "lapsed": now - CLAIM_LASTS, "now": now, "waits": waits}
    found: dict[int, RawDelivery] = {}
    channels: dict[int, Channel] = {}
    for raw, channel in joined((RawDelivery, Channel), _CLAIM, about):
        raw.channel = channels.setdefault(channel.pk, channel)
        found[raw.pk] = raw
    return found


def waiting(now: datetime) -> Q:
    """Nobody is at it, its time has come, and its channel is not paused: then it is kept until somebody resumes it,
    but for what may be the word of an echo test."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    due = Q(retry_at=None) | Q(retry_at__lte=now)
    is_open = Q(channel__paused_at=None) | Q(meta__has_key=ECHO)
    return free & due & is_open & Q(state=RawDelivery.State.PENDING)


def release(raw: RawDelivery) -> None:
    """It was not the delivery's fault: the try does not count, and the next sweep may have it at once."""
    with contextlib.suppress(OperationalError, InterfaceError):
        RawDelivery.objects.filter(pk=raw.pk).update(claimed_at=None, attempts=F("attempts") - 1)


def left_behind(limit: int = 200, channel: int | None = None) -> list[int]:
    """Kept and not parsed: what a lost wake-up or a dead worker left. Of one channel, or of all."""
    pending = RawDelivery.objects.filter(waiting(timezone.now()))
    pending = pending.filter(channel=channel) if channel else pending
    return list(pending.order_by("received_at").values_list("pk", flat=True)[:limit])
