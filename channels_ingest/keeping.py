"""What a channel brought becomes a row, before anybody is told that we have it."""

import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from channels_ingest import channel_echo
from channels_ingest.claiming import ECHO
from channels_ingest.models import RawDelivery
from channels_ingest.models.raw import LARGEST_IN_ROW
from conversations.models import Channel
from omnidesk.inserting import insert
from omnidesk.waking import wake

INGEST = "channels_ingest.ingest"


def keep_raw(
    channel: Channel, external_id: str, body: dict[str, Any] | bytes, meta: dict[str, Any] | None = None
) -> RawDelivery:
    """The row that lets us answer "we have it". A repeat returns the first.

    What people typed into JSON must be redacted already: masking the whole body would also mask ids that look like
    numbers. Bytes are kept as they came until they are parsed.
    """
    raw, is_due = laid_down(channel, external_id, body, meta)
    if is_due:
        wake(INGEST, raw.pk)
    return raw


def laid_down(
    channel: Channel, external_id: str, body: dict[str, Any] | bytes, meta: dict[str, Any] | None = None
) -> tuple[RawDelivery, bool]:
    """The row, and whether a worker has something to do: neither for a repeat, nor while the channel is paused."""
    looked_into = channel.paused_at is not None and channel_echo.running(channel) is not None
    about = (meta or {}) | ({ECHO: True} if looked_into else {})
    raw, is_new = kept(channel, external_id, body, about)
    return raw, is_new and (looked_into or channel.paused_at is None)


def kept(
    channel: Channel,
    external_id: str,
    body: dict[str, Any] | bytes,
    meta: dict[str, Any] | None = None,
    claimed_at: datetime | None = None,
) -> tuple[RawDelivery, bool]:
    """The row, and whether it is new."""
    raw = RawDelivery(channel=channel, external_id=external_id, received_at=timezone.now(), meta=meta or {})
    raw.claimed_at, raw.attempts = claimed_at, int(claimed_at is not None)
    if not isinstance(body, bytes):
        raw.body = json.dumps(body, ensure_ascii=False)
    elif len(body) <= LARGEST_IN_ROW or not same(raw).exists():
        raw.hold(body)
    # At once: a look before it would cost every delivery what only a repeat needs.
    if (raw.body or raw.file) and insert(raw, once=True):
        return raw, True
    return same(raw).get(), False


def same(raw: RawDelivery) -> QuerySet[RawDelivery]:
    return RawDelivery.objects.filter(channel=raw.channel_id, external_id=raw.external_id)
