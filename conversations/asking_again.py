"""Whoever had to say something twice: each time is one row, found in three ways."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from conversations import threads
from conversations.guarding import Question
from conversations.history import record
from conversations.models import (
    AskedAgain,
    AskedAgainKind,
    Conversation,
    Direction,
    Entry,
    Handover,
    HandoverKind,
    Message,
    Status,
)
from customers.models import Fact
from omnidesk.redaction import redact
from sentences.asking import asks_in
from sentences.repeating import says_told_before

# A message is looked at again for as long: a fact may be read out of what was said earlier only later.
LOOK_BACK = timedelta(hours=26)
PIECE = 500
# Nobody complains at greater length.
LONGEST_READ = 20_000

log = structlog.get_logger(__name__)


def overridden(message: Message, found: list[Question], reason: str) -> None:
    """The agent saw the warning and asked all the same, and said why."""
    rows = [
        row_of(
            message,
            AskedAgainKind.OVERRIDDEN,
            question.key,
            start=question.start,
            end=question.end,
            fact=question.fact,
            reason=redact(reason),
        )
        for question in found
    ]
    write(rows)


def heard(message: Message) -> None:
    """The customer says that they have told us before: it counts against whoever looks after the matter."""
    if message.direction != Direction.IN or message.is_automatic or message.conversation.status == Status.SPAM:
        return
    try:
        complaints = says_told_before(message.text[:LONGEST_READ])
    except Exception:
        # Rules are many and messages are strange: the message itself must come in whatever happens here.
        log.exception("complaint_not_read", message=message.pk)
        return
    rows = [
        row_of(message, AskedAgainKind.SAID_SO, complaint.key, start=complaint.start, end=complaint.end)
        for complaint in complaints
    ]
    write(rows)


def look_back(since: datetime | None = None) -> int:
    """Messages of ours that asked for what had been said before they were written, and were not stopped: a bot's,
    an automatic one's, or one written before the fact was read. Returns how many rows were written."""
    since = since or timezone.now() - LOOK_BACK
    asked = Message.objects.filter(direction=Direction.OUT, shown_at__gte=since, unsent_at=None)
    # What was passed on to somebody else asks the customer nothing.
    past = Entry.objects.filter(kind="forwarded", at__gte=since - LOOK_BACK, message__isnull=False)
    asked = asked.exclude(pk__in=past.values("message")).select_related("conversation")
    made = 0
    for message in asked.order_by("pk").iterator(chunk_size=PIECE):
        asks = {ask.key: ask for ask in asks_in(message.text)}
        known_then = told_before(message, set(asks)) if asks else {}
        rows = [
            row_of(message, AskedAgainKind.FOUND, key, start=asks[key].start, end=asks[key].end, fact=fact)
            for key, fact in known_then.items()
        ]
        made += found_later(message, rows) if rows else 0
    return made


@transaction.atomic
def found_later(message: Message, rows: list[AskedAgain]) -> int:
    """What came or went with its message is told by that message's entry; what is found later has one of its own."""
    record(threads.lock(message.conversation), "asked_again", message=message, keys=[row.key for row in rows])
    return write(rows)


def told_before(message: Message, keys: set[str]) -> dict[str, int]:
    """{key: fact} of what stood when the message was written, in its matter or of the person."""
    held = Q(expires_at=None) | Q(expires_at__gt=message.shown_at)
    facts = Fact.objects.filter(held, customer=message.customer_id, key__in=keys, said_at__lt=message.shown_at)
    standing = facts.filter(struck_at=None, matter__in=[message.conversation_id]) | facts.filter(
        struck_at=None, matter=None
    )
    noted = set(message.asked_again.values_list("key", flat=True))
    return {fact.key: fact.pk for fact in standing.order_by("said_at") if fact.key not in noted}


def row_of(message: Message, kind: str, key: str, **more: object) -> AskedAgain:
    matter = message.conversation
    return AskedAgain(
        conversation=matter,
        message=message,
        kind=kind,
        key=key,
        agent_id=message.author_id or matter.assignee_id,
        team_id=matter.team_id,
        channel_id=message.channel_id,
        step=step_of(message),
        at=message.shown_at,
        **more,
    )


def write(rows: list[AskedAgain]) -> int:
    """The same again is no second time."""
    return len(AskedAgain.objects.bulk_create(rows, ignore_conflicts=True)) if rows else 0


def step_of(message: Message) -> str:
    """Where in the matter it happened: what changed last before it is what lost the word."""
    matter = message.conversation
    if changed_channel(matter, message):
        return "after_channel_change"
    hands = [HandoverKind.AGENT, HandoverKind.TEAM]
    passed = last(Handover.objects.filter(conversation=matter, kind__in=hands), message)
    reopened = last(Entry.objects.filter(conversation=matter, kind="reopened"), message)
    if passed and (reopened is None or passed > reopened):
        return "after_transfer"
    if reopened:
        return "after_reopening"
    return "later" if matter.first_replied_at and matter.first_replied_at < message.shown_at else "first"


def last(rows: "QuerySet[Any]", message: Message) -> datetime | None:
    found: datetime | None = rows.filter(at__lte=message.shown_at).aggregate(at=Max("at"))["at"]
    return found


def changed_channel(matter: Conversation, message: Message) -> bool:
    before: QuerySet[Message] = matter.messages.filter(direction=Direction.IN, shown_at__lt=message.shown_at)
    channels = set(before.order_by().values_list("channel_id", flat=True).distinct()[:3])
    return len((channels | {message.channel_id}) - {None}) > 1
