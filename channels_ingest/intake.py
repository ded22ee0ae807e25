"""From a raw delivery to messages: kept first, parsed by a worker, and nothing is lost where something is poisoned."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from channels_ingest import account_links, arrivals, channel_echo, claiming, keeping, reaching, receipts, sent_parts
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.base import Adapter, CallTold, Event, Later, Linked, Reach, Receipt, Unreadable, Unsent
from channels_ingest.claiming import ECHO
from channels_ingest.keeping import INGEST
from channels_ingest.models import RawDelivery
from channels_ingest.phone import telling
from conversations import unsending
from conversations.inbound import Inbound
from conversations.inbox import take_in
from conversations.models import Channel, Message
from customers.identifying import Unmet
from omnidesk.inserting import together, update
from omnidesk.waking import wake

log = structlog.get_logger(__name__)

# What alone takes so long of a task's time has only itself to blame.
OWN_TIME = timedelta(seconds=45)
HEARD_EVERY = timedelta(seconds=5)
# What fails so often without being plainly unreadable is set aside, so that it cannot hold up the rest for ever.
MOST_ATTEMPTS = 10
# Seconds until a delivery is read again that came before what it speaks of, by the number of tries so far.
PAUSES = (3, 10, 30, 120, 600, 3600)


def keep_and_ingest(channel: Channel, external_id: str, body: bytes) -> RawDelivery:
    """Kept first, and taken in at once by whoever has it at hand: nobody is woken, and `sweep` finds what is left."""
    raw, is_new = keeping.kept(channel, external_id, body, claimed_at=timezone.now())
    if is_new:
        work_on(raw)
    else:
        ingest(raw.pk)
    return raw


def ingest(raw_id: int) -> None:
    raw = claiming.claim(raw_id)
    if raw is not None:
        work_on(raw)


def work_on(raw: RawDelivery) -> None:
    """Take in what is kept and claimed; its last word is written with its last event, in one transaction."""
    problems: list[str] = []
    too_early: list[str] = []
    try:
        for event in (events := read(raw)):
            try:
                closes = event is events[-1] and not problems and not too_early
                problem = handle(event, raw, closes=closes)
                problems += [problem] if problem else []
            except Later as error:
                # Its neighbours are taken in now, and do no harm when all are read again.
                too_early.append(str(error))
    except Later as error:
        too_early.append(str(error))
    except (OperationalError, InterfaceError) as error:
        # The database is away or chose us as the victim of a deadlock: `sweep` comes back when the claim has run out.
        log.warning("a raw delivery waits for another try", raw=raw.pk, error=type(error).__name__)
        claiming.release(raw)
        return
    if too_early and raw.attempts <= len(PAUSES):
        put_off(raw, too_early)
    else:
        finish(raw, problems + too_early)


def put_off(raw: RawDelivery, reasons: list[str]) -> None:
    """Read again later; after the last pause it is set aside with its reasons."""
    retry_at = timezone.now() + timedelta(seconds=PAUSES[raw.attempts - 1])
    told = {"claimed_at": None, "retry_at": retry_at, "error": "; ".join(reasons)[:500]}
    waiting = RawDelivery.objects.filter(pk=raw.pk, state=RawDelivery.State.PENDING)
    waiting.update(**told)
    if ECHO not in raw.meta:
        # Else what others have written there meanwhile stays: that the words were taken in with another part.
        waiting.filter(meta__has_key=ECHO).update(meta=raw.meta)
    heard(raw.channel, raw.received_at)


def became(raw: RawDelivery, message: Message, *, closes: bool) -> None:
    """In the transaction of its event: into which message; with the last one, that it is parsed."""
    raw.message = message
    if closes:
        raw.state, raw.parsed_at, raw.error = RawDelivery.State.PARSED, timezone.now(), ""
    update(raw, "message", *(("state", "error", "parsed_at") if closes else ()))


def read(raw: RawDelivery) -> list[Event]:
    if raw.attempts > MOST_ATTEMPTS:
        return [Unreadable(f"gave up after {MOST_ATTEMPTS} attempts")]
    try:
        return list(adapter_of(raw.channel).parse(raw))
    except (OperationalError, InterfaceError, Later):
        raise
    except Exception as error:  # whatever a stranger's bytes may raise, the delivery stays here with its reason
        if was_cut_short(raw, error):
            raise
        return [Unreadable(described(error))]


def was_cut_short(raw: RawDelivery, error: Exception) -> bool:
    """Its worker's time was up, and others had used most of it: it is read again when the claim has run out."""
    begun = raw.claimed_at or raw.received_at
    return isinstance(error, SoftTimeLimitExceeded) and timezone.now() - begun < OWN_TIME


def adapter_of(channel: Channel) -> Adapter:
    return ADAPTERS[channel.kind]


def handle(event: Event, raw: RawDelivery, *, closes: bool) -> str:
    """Take one event in, in a transaction of its own; the reason if that was impossible. Whoever is new is asked for
    their name between two of them, so that nobody waits for a provider."""
    try:
        with suppress(Unmet), transaction.atomic():
            return settle(event, raw, closes=closes)
        with_name = adapter_of(raw.channel).introduced(cast(Inbound, event), raw)
        with transaction.atomic():
            return settle(with_name, raw, closes=closes)
    except (OperationalError, InterfaceError, Later):
        raise
    except Exception as error:  # one bad event never loses its neighbours
        if was_cut_short(raw, error):
            raise
        log.exception("an event could not be taken in")
        return described(error)


def settle(event: Event, raw: RawDelivery, *, closes: bool) -> str:
    if isinstance(event, Inbound):
        is_word = channel_echo.is_word(event)
        if raw.meta.pop(ECHO, None) and not is_word:
            raise Later("its channel is paused")
        event = apart(event, channel_echo.scope(event.channel)) if is_word else practised(event)
        adapter_of(raw.channel).comes(raw)
        arrival = arrivals.look(sent_parts.meant(event), str(raw.meta.get("handoff", "")))
        with together():
            message = take_in(arrival.inbound)
            became(raw, message, closes=closes)
        settled(raw, message)
        arrivals.settle(arrival, message)
        if is_word:
            channel_echo.arrived(event.channel, message)
    elif isinstance(event, Receipt):
        return receipts.note(event)
    elif isinstance(event, Unsent):
        taken_back(event)
    elif isinstance(event, CallTold):
        telling.note(event)
    elif isinstance(event, Reach):
        reaching.changed(event)
    elif isinstance(event, Linked):
        account_links.made(event)
    elif isinstance(event, Unreadable):
        return event.reason
    return ""


def settled(raw: RawDelivery, message: Message) -> None:
    """Once it is written: the channel's own part of it."""
    if message.holds_secret:
        raw.meta["unkept"] = True
    adapter_of(raw.channel).took_in(message)


def taken_back(event: Unsent) -> None:
    """What the channel brought is not kept either, encrypted as it is."""
    unsending.unsend(event.channel, event.external_id, event.at)
    brought = RawDelivery.objects.filter(message__channel=event.channel, message__external_id=event.external_id)
    for raw in brought:
        raw.let_go()


def practised(inbound: Inbound) -> Inbound:
    """On a channel of practice nobody is real: kept apart from the customers, and out of every figure."""
    return apart(inbound, inbound.channel.public_id) if inbound.channel.is_practice else inbound


def apart(inbound: Inbound, scope: str) -> Inbound:
    return replace(inbound, sender=replace(inbound.sender, scope=scope, is_simulated=True, claims=(), account=None))


def described(error: Exception) -> str:
    """What went wrong and where, without the stranger's words: the message of an error may quote them."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" in {place.tb_frame.f_code.co_name}:{place.tb_lineno}" if place else ""
    return f"{type(error).__name__}{where}"


def finish(raw: RawDelivery, problems: list[str]) -> None:
    if problems or raw.state == RawDelivery.State.PENDING:
        state = RawDelivery.State.QUARANTINED if problems else RawDelivery.State.PARSED
        told = {"state": state, "error": "; ".join(problems)[:500], "parsed_at": timezone.now()}
        RawDelivery.objects.filter(pk=raw.pk).update(**told)
    heard(raw.channel, raw.received_at)
    if problems:
        log.error("a raw delivery was set aside", raw=raw.pk, channel=raw.channel_id, problems=len(problems))
        tell_its_sender(raw)
    elif raw.meta.get("unkept"):
        # It holds what may not be kept even encrypted; the message has it redacted.
        raw.let_go()


def heard(channel: Channel, at: datetime) -> None:
    """Now and then is enough for a health page; one row for each message would make a busy channel wait for itself."""
    if channel.last_inbound_at is None or channel.last_inbound_at < at - HEARD_EVERY:
        channel.last_inbound_at = at
        stale = Q(last_inbound_at=None) | Q(last_inbound_at__lt=at - HEARD_EVERY)
        Channel.objects.filter(stale, pk=channel.pk).update(last_inbound_at=at)


def tell_its_sender(raw: RawDelivery) -> None:
    try:
        adapter_of(raw.channel).set_aside(raw)
    except Exception:  # the delivery is safe whatever becomes of the notice
        log.exception("nobody could be told of a delivery that was set aside", raw=raw.pk)


def run_again(raw: RawDelivery) -> None:
    """What was set aside is tried once more, after its cause was mended."""
    RawDelivery.objects.filter(pk=raw.pk, state=RawDelivery.State.QUARANTINED).update(
        state=RawDelivery.State.PENDING, claimed_at=None, retry_at=None, attempts=0, error=""
    )
    wake(INGEST, raw.pk)
