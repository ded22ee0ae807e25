"""Deliveries of a provider, which come by the thousand: one worker is woken for all that wait of a channel."""

import time
from contextlib import nullcontext
from functools import partial

from django.db import transaction

from channels_ingest import backlog, claiming, intake, keeping
from channels_ingest.adapters.webhook import Parcel
from channels_ingest.models import RawDelivery
from conversations.models import Channel
from omnidesk import redis_link, waking
from omnidesk.aside import Aside

DRAIN = "channels_ingest.drain"
# Then others have a turn, and whoever is woken next goes on.
AT_ONCE = 50
SECONDS = 10.0
# Few enough that a claim does not run out before its turn (claiming.CLAIM_LASTS).
TOGETHER = 10
# A worker that was woken and died: after so long another is.
WOKEN_MILLISECONDS = 2000


def keep(channel: Channel, parcels: list[Parcel]) -> None:
    """All of one request or none, durable when this returns."""
    with transaction.atomic() if len(parcels) > 1 else nullcontext():
        due = [keeping.laid_down(channel, one.external_id, one.body)[1] for one in parcels]
        if any(due):
            wake_for(channel.pk)


def wake_for(channel_id: int) -> None:
    transaction.on_commit(partial(waker.ask, channel_id), robust=True)


def wake(channel_id: int) -> None:
    """Once, however many are kept until a worker has begun."""
    first: list[object] = []

    def mark() -> None:
        first.append(redis_link.client().set(woken(channel_id), 1, nx=True, px=WOKEN_MILLISECONDS))

    reached = redis_link.attempt("wake", mark)
    if not reached or first[0]:
        waking.call(DRAIN, channel_id)


# The provider has its answer before Redis has heard of it.
waker = Aside("waker", wake)


def drain(channel_id: int) -> None:
    # First of all: what is kept from now on may be too late for the look below.
    redis_link.attempt("wake", lambda: redis_link.client().delete(woken(channel_id)))
    waiting, ends = claiming.left_behind(AT_ONCE, channel_id), time.monotonic() + SECONDS
    for begin in range(0, len(waiting), TOGETHER):
        take(waiting[begin : begin + TOGETHER])
        if time.monotonic() > ends:
            wake(channel_id)
            return
    if len(waiting) == AT_ONCE:
        wake(channel_id)


def take(raw_ids: list[int]) -> None:
    """Claimed together. What was tried before is claimed and taken in alone: it may be what killed a worker, and
    nothing that waits beside it shall lose its tries to that."""
    fresh = claiming.claimed(raw_ids, tried=0)
    company: list[RawDelivery] = []
    for raw_id in raw_ids:
        if raw_id in fresh:
            company.append(fresh[raw_id])
            continue
        backlog.work_on(company)
        company = []
        intake.ingest(raw_id)
    backlog.work_on(company)


def woken(channel_id: int) -> str:
    return f"omnidesk:woken:{channel_id}"
