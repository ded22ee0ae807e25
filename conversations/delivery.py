"""How far an outgoing message got. A status only climbs: what a provider says twice, late or in the wrong order does
no harm, and a delivery receipt may come before the call that sent the message returns."""

from datetime import datetime, timedelta
from functools import cache, partial

from django.db import connection, transaction
from django.db.models import F, Q, prefetch_related_objects
from django.utils import timezone

from conversations import threads
from conversations.history import record
from conversations.models import Call, CallOutcome, CallState, Channel, Conversation, Delivery, Envelope, Message
from conversations.models.attachment import Attachment
from conversations.models.message import RANK
from conversations.outbox import CALLED, loaded
from customers.models import Identity
from omnidesk.kept_plans import columns
from omnidesk.live import MessageShown, PanelHint
from omnidesk.rows import joined
from omnidesk.telling import publish
from omnidesk.waking import wake

# A worker that claimed a message and was killed before it called the provider's address never says so. After the
# first it is asked what may be done; after the second no worker can still be at it (a task ends after 60 s).
CLAIM_DOUBTED = timedelta(seconds=8)
CLAIM_LASTS = timedelta(seconds=90)


# Neither paused by a person nor resting after failures of the channel itself. The answer to an echo test goes out
# before its channel has gone live.
_OPEN_NOW = """
    one.delivery = 'queued' AND one.next_attempt_at <= %(now)s AND channel.id = one.channel_id
    AND (channel.resting_until IS NULL OR channel.resting_until <= %(now)s)
    AND (channel.paused_at IS NULL OR one.is_automatic AND channel.settings ? 'echo' AND EXISTS (
        SELECT FROM conversations_conversation WHERE id = one.conversation_id AND is_simulated
    ))
"""
# Little: a bubble needs seven tables, and the database longer to plan their question than to answer it.
_CLAIM = f"""
    WITH won AS (
        UPDATE conversations_message one SET delivery = 'sending', claimed_at = %(now)s, attempts = one.attempts + 1
        FROM conversations_channel channel WHERE one.id = %(message)s AND {_OPEN_NOW} RETURNING one.*
    )
    SELECT {columns(Message, "won")},
        EXISTS (SELECT FROM conversations_attachment WHERE message_id = won.id) AS has_files,
        EXISTS (SELECT FROM conversations_messagechoices WHERE message_id = won.id) AS has_choices,
        {columns(Channel, "channel")}, {columns(Identity, "identity")}
    FROM won JOIN conversations_channel channel ON channel.id = won.channel_id
        LEFT JOIN customers_identity identity ON identity.id = won.identity_id
"""  # noqa: S608  constants of ours
# The first of each channel, then the second of each: a long queue that leaves slowly, one SMS a second, holds up only
# itself, and not the mail that its writer could still have taken back.
_DUE = f"""
    SELECT one.id FROM conversations_message one, conversations_channel channel WHERE {_OPEN_NOW}
    ORDER BY row_number() OVER (PARTITION BY one.channel_id ORDER BY one.next_attempt_at, one.id),
        one.next_attempt_at, one.id LIMIT %(limit)s
"""  # noqa: S608  as above


def claim(message_id: int) -> Message | None:
    """QUEUED → SENDING by one UPDATE: of two workers one gets it. None = another did, it is not due, or the channel is
    paused: then it waits. What is needed to send it comes along, in one way to the database."""
    about = {"now": timezone.now(), "message": message_id}
    found = joined((Message, Channel, Identity), _CLAIM, about)
    if not found:
        return None
    message: Message
    message, message.channel, message.identity = found[0]
    if vars(message).pop("has_files"):
        prefetch_related_objects([message], "attachments")
    else:
        vars(message)["_prefetched_objects_cache"] = {"attachments": Attachment.objects.none()}
    if not vars(message).pop("has_choices"):
        # Known to be none: nobody asks for them.
        Message._meta.get_field("choices").set_cached_value(message, None)
    return message


def mark_sent(message_id: int, external_id: str | None = None, at: datetime | None = None) -> bool:
    fields: dict[str, object] = {"sent_at": at or timezone.now()}
    if external_id is not None:
        fields["external_id"] = external_id
    return climb(message_id, Delivery.SENT, **fields)


def mark_taken(message_id: int, external_id: str, at: datetime | None = None) -> bool:
    """Nobody knew whether the provider had got it: it says that it has. Of any other message that is no news."""
    is_doubtful = Message.objects.filter(pk=message_id, delivery=Delivery.UNKNOWN).exists()
    return is_doubtful and mark_sent(message_id, external_id or None, at)


def mark_delivered(message_id: int, at: datetime | None = None) -> bool:
    return climb(message_id, Delivery.DELIVERED, delivered_at=at or timezone.now())


def mark_read(message_id: int, at: datetime | None = None) -> bool:
    return climb(message_id, Delivery.READ, read_at=at or timezone.now())


def mark_failed(message_id: int, reason: str, permanent: bool) -> bool:
    return climb(message_id, Delivery.FAILED, failure=reason[:300], failure_is_permanent=permanent)


@transaction.atomic
def mark_undelivered(message_id: int, reason: str) -> bool:
    """The provider had taken it, and could not hand it over. What somebody has got already stays delivered."""
    matter, message = threads.lock_message(message_id)
    if message.delivery not in (Delivery.SENDING, Delivery.UNKNOWN, Delivery.SENT):
        return False
    raised(matter, message, Delivery.FAILED, failure=reason[:300], failure_is_permanent=True)
    return True


def mark_unknown(message_id: int, reason: str) -> bool:
    """It may have been sent: a person decides whether to send it again."""
    return climb(message_id, Delivery.UNKNOWN, failure=reason[:300])


@transaction.atomic
def mark_bounced(message_id: int, reason: str, address: str) -> bool:
    """It was sent, and the other side gave it back: the message says so, and the address is marked until it writes.

    A copy for somebody else that came back is a line of the history: the customer got theirs.
    """
    matter, message = threads.lock_message(message_id)
    identity = message.identity
    if identity is None or (identity.value != address and went_to_several(message)):
        record(matter, "copy_returned", message=message, address=address, reason=reason[:300])
        return False
    if not climb(message_id, Delivery.BOUNCED, failure=reason[:300], failure_is_permanent=True):
        return False
    Identity.objects.filter(pk=identity.pk).update(undeliverable_at=timezone.now(), undeliverable_reason=reason[:300])
    publish(PanelHint(message.customer_id))
    return True


def went_to_several(message: Message) -> bool:
    """With one reader only, what came back is theirs, under whatever name their server knows them."""
    envelope = Envelope.objects.only("to", "cc", "bcc").get(pk=message.pk)
    return len(envelope.to) + len(envelope.cc) + len(envelope.bcc) > 1


@transaction.atomic
def climb(message_id: int, to: str, **fields: object) -> bool:
    """Raise the status and tell the pages; False = it was there already."""
    matter, message = threads.lock_message(message_id)
    if RANK[to] <= RANK[message.delivery]:
        return False
    raised(matter, message, to, **fields)
    if to == Delivery.SENT and message.channel_id:
        note_outbound(message.channel_id)
    return True


def raised(matter: Conversation, message: Message, to: str, **fields: object) -> None:
    """The message is locked."""
    Message.objects.filter(pk=message.pk).update(delivery=to, revision=matter.customer.revision, **fields)
    if to == Delivery.FAILED:
        # A call that was never placed is over.
        placed = Call.objects.filter(pk=message.pk).exclude(state=CallState.ENDED)
        if placed.update(state=CallState.ENDED, outcome=CallOutcome.FAILED, ended_at=timezone.now()):
            wake(CALLED, message.pk)
    record(matter, to, message=message, reason=str(fields.get("failure", "")))
    message.revision = matter.customer.revision
    publish(MessageShown(message, cache(partial(loaded, message.pk))))


def note_outbound(channel_id: int) -> None:
    """To the nearest minute: one row for every message of a busy channel would make them wait for each other."""
    now = timezone.now()
    known = Q(last_outbound_at=None) | Q(last_outbound_at__lt=now - timedelta(minutes=1))
    Channel.objects.filter(known, pk=channel_id).update(last_outbound_at=now)


def again_later(message_id: int, reason: str, at: datetime) -> None:
    """Back into the queue after a failure that may pass; the reason is kept for whoever looks."""
    Message.objects.filter(pk=message_id, delivery=Delivery.SENDING).update(
        delivery=Delivery.QUEUED, failure=reason[:300], next_attempt_at=at
    )


def wait_until(message_id: int, reason: str, at: datetime) -> None:
    """Back into the queue because its channel rests: this try does not count."""
    Message.objects.filter(pk=message_id, delivery=Delivery.SENDING).update(
        delivery=Delivery.QUEUED, failure=reason[:300], next_attempt_at=at, attempts=F("attempts") - 1
    )


def due(limit: int = 200) -> list[int]:
    """Queued messages whose time has come: what a lost wake-up left behind."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"now": timezone.now(), "limit": limit})
        return [pk for (pk,) in cursor.fetchall()]


def abandoned(limit: int = 200) -> list[int]:
    """Claimed and then nothing for a while: the worker may have died. Whether the provider got it is not known."""
    silent = Q(claimed_at__lt=timezone.now() - CLAIM_DOUBTED) | Q(claimed_at=None)
    return list(Message.objects.filter(silent, delivery=Delivery.SENDING).values_list("pk", flat=True)[:limit])
