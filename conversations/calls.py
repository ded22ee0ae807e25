"""Calls: dialled through the outbox like any message, and then told step by step by the provider or by the agent.

A telephone rings once. A call that may have been placed stays UNKNOWN until the provider or a person says how it went;
nothing dials it again by itself. A state only climbs, so that repeated, late and reordered news do no harm.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from agents.models import Agent
from conversations import call_words, outbox, routes, threads
from conversations.capabilities import capabilities_of
from conversations.changing import change
from conversations.history import record
from conversations.models import (
    CALL_RANK,
    Call,
    CallOutcome,
    CallState,
    Channel,
    Conversation,
    Delivery,
    Direction,
    Message,
    Status,
)
from conversations.preview import preview_of
from conversations.queue_row import summary
from customers import consents
from customers.identifying import LOCK_KEYS
from customers.models import Identity
from omnidesk.live import MessageShown
from omnidesk.redaction import redact
from omnidesk.telling import publish
from omnidesk.waking import wake

# What is learnt later counts more: the end of a call may be told before its middle.
SURER: dict[str, int] = {
    CallOutcome.NONE: 0,
    CallOutcome.CANCELLED: 1,
    CallOutcome.FAILED: 2,
    CallOutcome.MISSED: 2,
    CallOutcome.NO_ANSWER: 2,
    CallOutcome.BUSY: 2,
    CallOutcome.VOICEMAIL: 3,
    CallOutcome.ANSWERED: 4,
}
# Longer than anybody lets it ring; what is not over by then has been forgotten rather than being under way.
UNDER_WAY = timedelta(hours=2)
LONGEST_NOTE = 4000


class CannotDial(Exception):
    """Nobody's telephone rings; in words for the agent."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = str(reason)


@dataclass(frozen=True)
class News:
    """What somebody says of a call: any of it may be missing."""

    state: str = ""
    outcome: str = ""
    at: datetime | None = None
    # How long they talked, where only the end is told.
    seconds: int | None = None
    agent: Agent | None = None
    external_id: str = ""


@transaction.atomic
def dial(
    agent: Agent, conversation: Conversation, identity: Identity, channel: Channel, *, key: str, text: str = ""
) -> Message:
    """A call on its way: QUEUED, and dialling on screen. A repeated key returns the first; raises CannotDial."""
    matter = threads.lock(conversation)
    known = outbox.by_key(matter, key)
    if known is not None:
        return known
    refuse(agent, matter, identity, channel)
    with override(channel.language):
        words = text or call_words.title(Direction.OUT)
    message = outbox.add(
        matter,
        words,
        direction=Direction.OUT,
        author=agent,
        channel=channel,
        identity=identity,
        client_key=key,
        delivery=Delivery.QUEUED,
        next_attempt_at=timezone.now(),
    )
    by_hand = capabilities_of(channel).by_hand
    message.call = Call.objects.create(message=message, agent=agent, number=identity.value, by_hand=by_hand)
    taken: dict[str, Any] = {} if matter.assignee_id else {"assignee": agent}
    change(matter, **summary(matter, message, 0), **taken)
    record(matter, "dialled", actor=agent, message=message, at=message.shown_at, channel=channel.pk)
    wake(outbox.DELIVER, message.pk)
    return message


def refuse(agent: Agent, matter: Conversation, identity: Identity, channel: Channel) -> None:
    """The same rules as for any message, and two more: whom we would ring, and that nobody is calling there already."""
    can = capabilities_of(channel)
    if not can.dials or identity.customer_id != matter.customer_id or not routes.reaches(channel, identity):
        raise CannotDial(_("This number cannot be called on this channel."))
    way = routes.judged(channel, identity, matter.customer, consents.stopped([identity]))
    if not way.usable:
        raise CannotDial(way.reason)
    if not can.by_hand and not agent.telephone:
        raise CannotDial(_("Enter your own telephone number in your profile first: it rings before the customer's."))
    alone_on(identity.value)
    same = {"number": identity.value, "message__channel__is_practice": channel.is_practice}
    if under_way().filter(**same).exists():
        raise CannotDial(_("This number is being called already. End that call first."))


def under_way() -> QuerySet[Call]:
    return Call.objects.exclude(state=CallState.ENDED).filter(message__shown_at__gt=timezone.now() - UNDER_WAY)


def alone_on(number: str) -> None:
    """Several records may hold one number. Locked last of all, and by nobody else, so that it closes no circle."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_KEYS, [[f"dial\x1f{number}"]])


def came_in(message: Message, *, state: str = CallState.RINGING) -> Call:
    """Beside an incoming message, in the transaction that stored it."""
    number = message.identity.value if message.identity else ""
    known, _is_new = Call.objects.get_or_create(
        message=message, defaults={"number": number[:40], "state": state, "ringing_at": message.received_at}
    )
    message.call = known
    return known


@transaction.atomic
def heard(message_id: int, news: News) -> bool:
    """How a call goes, in any order and however often; False = nothing new."""
    matter, message = threads.lock_message(message_id)
    call = Call.objects.select_for_update().filter(pk=message_id).first()
    if call is None:
        return False
    learnt = learn(call, news, news.at or timezone.now())
    way = placed(message, news)
    if not learnt and not way:
        return False
    Call.objects.filter(pk=message_id).update(**learnt)
    if "answered_at" in learnt:
        talked(matter, message, call, learnt["answered_at"])
    if learnt.get("state") == CallState.ENDED:
        record(matter, "call_ended", actor=call.agent, message=message, at=call.ended_at, outcome=call.outcome)
    if learnt.keys() & {"state", "outcome"} and call.is_over:
        wake(outbox.CALLED, message_id)
    show(matter, message, call, **way)
    return True


def learn(call: Call, news: News, at: datetime) -> dict[str, Any]:
    """What is new, written into the call and returned by its names."""
    learnt: dict[str, Any] = {}
    if news.agent and call.agent_id != news.agent.pk and (call.agent_id is None or news.state == CallState.TALKING):
        learnt["agent"] = news.agent
    if news.state and CALL_RANK[news.state] > CALL_RANK[call.state]:
        learnt["state"] = news.state
    if news.state == CallState.RINGING and call.ringing_at is None:
        learnt["ringing_at"] = at
    if news.state == CallState.TALKING and call.answered_at is None:
        learnt["answered_at"] = min(at, call.ended_at or at)
    if learnt.get("state") == CallState.ENDED:
        # Whoever dials by hand may tell both late, and in any order: nobody talked for less than no time.
        learnt["ended_at"] = max(at, call.answered_at or at)
    if news.outcome == CallOutcome.ANSWERED and call.answered_at is None and "answered_at" not in learnt:
        learnt["answered_at"] = (call.ended_at or at) - timedelta(seconds=news.seconds or 0)
    was_answered = call.answered_at is not None or "answered_at" in learnt
    outcome = CallOutcome.ANSWERED if was_answered else news.outcome
    if learnt.get("state", call.state) == CallState.ENDED and SURER[outcome] > SURER[call.outcome]:
        learnt["outcome"] = outcome
    for name, value in learnt.items():
        setattr(call, name, value)
    return learnt


def placed(message: Message, news: News) -> dict[str, Any]:
    """Whoever tells of a call has got it: nobody is in doubt any more whether it was placed."""
    way: dict[str, Any] = {}
    if message.direction != Direction.OUT:
        return way
    if message.delivery in (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN):
        way = {"delivery": Delivery.SENT, "sent_at": timezone.now(), "failure": ""}
    if news.external_id and not message.external_id:
        way["external_id"] = news.external_id
    return way


def talked(matter: Conversation, message: Message, call: Call, at: datetime) -> None:
    """A person has spoken with them: nobody waits for an answer any more, and the matter is in somebody's hands."""
    fields: dict[str, Any] = {"waiting_since": None, "snoozed_until": None, "snoozed_by": None, "resolved_at": None}
    if matter.status != Status.SPAM:
        fields["status"] = Status.IN_PROGRESS
    if matter.assignee_id is None and call.agent_id:
        fields["assignee_id"] = call.agent_id
    if matter.first_replied_at is None:
        fields["first_replied_at"] = at
    before = {"before": matter.status, "waited_since": str(matter.waiting_since or "")}
    change(matter, **fields)
    record(matter, "call_answered", actor=call.agent, message=message, at=at, channel=message.channel_id, **before)


def show(matter: Conversation, message: Message, call: Call, **more: Any) -> None:
    """Its words follow its state, in the thread and in the row of the queue; then the pages are told."""
    with override(message.channel.language if message.channel else None):
        words = call_words.title(message.direction, call.state, call.outcome)
    Message.objects.filter(pk=message.pk).update(text=words, revision=matter.customer.revision, **more)
    if matter.last_message_id == message.pk:
        change(matter, preview=preview_of(words, 0))
    publish(MessageShown(outbox.loaded(message.pk)))


@transaction.atomic
def tell_by_hand(agent: Agent, message: Message, news: News) -> bool:
    """The agent says how it goes: of a call dialled by hand, or of one whose end nobody else has told."""
    call = Call.objects.filter(pk=message.pk).first()
    if call is None or call.is_over:
        return False
    return heard(message.pk, News(news.state, news.outcome, news.at, news.seconds, agent))


def end_by_hand(agent: Agent, message: Message, outcome: str, at: datetime | None = None) -> bool:
    return tell_by_hand(agent, message, News(CallState.ENDED, outcome, at))


@transaction.atomic
def wrap_up(agent: Agent, message: Message, outcome: str, note: str) -> bool:
    """After-call work is done: what came of it, and a note that only colleagues read. Again = corrected."""
    matter, message = threads.lock_message(message.pk)
    call = Call.objects.select_for_update().filter(pk=message.pk, state=CallState.ENDED).first()
    if call is None:
        return False
    call.wrap_up, call.note = outcome, redact(note)[:LONGEST_NOTE]
    call.wrap_up_ended_at = call.wrap_up_ended_at or timezone.now()
    call.agent = call.agent or agent
    call.save(update_fields=["wrap_up", "note", "wrap_up_ended_at", "agent"])
    record(matter, "call_wrapped_up", actor=agent, message=message, outcome=outcome)
    wake(outbox.CALLED, message.pk)
    show(matter, message, call)
    return True


@transaction.atomic
def recorded(message_id: int, recording: str, seconds: int | None = None) -> bool:
    """The provider has kept what was said. A repeat is no news; of two recordings the longer one stays."""
    matter, message = threads.lock_message(message_id)
    call = Call.objects.select_for_update().filter(pk=message_id).first()
    if (
        call is None
        or call.recording == recording
        or (call.recording and (call.recording_seconds or 0) >= (seconds or 0))
    ):
        return False
    call.recording, call.recording_seconds = recording[:300], seconds
    call.save(update_fields=["recording", "recording_seconds"])
    record(matter, "call_recorded", message=message, seconds=seconds)
    show(matter, message, call)
    return True
