"""The way out: a row first, a worker second. What was accepted here is sent, or says on screen why not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from agents.models import Agent, Team
from conversations import choosing, handing_over, promising, statuses, threads
from conversations.capabilities import capabilities_of
from conversations.changing import change, open_matter
from conversations.choosing import Choice
from conversations.history import record
from conversations.letter_rows import FORMATTED
from conversations.letters import Letter, write
from conversations.models import Attachment, Channel, Conversation, Delivery, Direction, Draft, Message, Status
from conversations.queue_row import summary, title_of
from customers.models import Customer, Identity
from omnidesk.live import MessageShown
from omnidesk.redaction import redact
from omnidesk.telling import publish
from omnidesk.waking import wake

DELIVER = "channels_ingest.deliver"
# A call is over, or written up: whoever asked for it wants to know.
CALLED = "callbacks.called"
RETRIED = (Delivery.FAILED, Delivery.UNKNOWN, Delivery.BOUNCED)


class FilesGone(Exception):
    """A file went out with another message meanwhile, or was taken away: nothing was sent."""


class Stale(Exception):
    """The customer or a colleague wrote after the writer last looked; `newer` are those messages, oldest first."""

    def __init__(self, newer: list[Message]) -> None:
        super().__init__(f"{len(newer)} newer messages")
        self.newer = newer


@transaction.atomic
def reply(
    conversation: Conversation,
    agent: Agent,
    *,
    text: str,
    channel: Channel,
    identity: Identity,
    client_key: str,
    seen_revision: int | None,
    attachment_ids: tuple[int, ...] = (),
    letter: Letter | None = None,
    choices: Sequence[Choice] = (),
) -> Message:
    """Accept a reply: QUEUED and on screen. A repeated client_key returns the first; raises Stale.

    seen_revision: the thread's revision on the writer's screen; None = the writer has seen what came in between.
    """
    matter = threads.lock(conversation)
    known = by_key(matter, client_key)
    if known is not None:
        return known
    stop_if_stale(matter, seen_revision)
    way: dict[str, Any] = {"channel": channel, "identity": identity, "client_key": client_key}
    message = queue(matter, agent, text=text, letter=letter, choices=choices, **way)
    attach(message, agent, attachment_ids)
    spoke = passed_on if letter and letter.goes_past(identity) else we_spoke
    spoke(matter, message, agent)
    promising.find(message, agent)
    Draft.objects.filter(agent=agent, conversation=matter, channel=channel).delete()
    return message


def stop_if_stale(matter: Conversation, seen_revision: int | None) -> None:
    newer = [] if seen_revision is None else threads.newer_than(matter, seen_revision)
    if newer:
        raise Stale(newer)


@transaction.atomic
def note(
    conversation: Conversation, agent: Agent, *, text: str, client_key: str, attachment_ids: tuple[int, ...] = ()
) -> Message:
    """An internal note: seen by colleagues, never sent."""
    matter = threads.lock(conversation)
    known = by_key(matter, client_key)
    if known is not None:
        return known
    message = add(matter, text, direction=Direction.NOTE, author=agent, client_key=client_key)
    attach(message, agent, attachment_ids)
    change(matter, next_seq=message.seq + 1)
    record(matter, "noted", actor=agent, message=message, at=message.shown_at)
    Draft.objects.filter(agent=agent, conversation=matter, channel=None).delete()
    return message


@transaction.atomic
def automatic(
    conversation: Conversation,
    *,
    text: str,
    channel: Channel,
    identity: Identity,
    letter: Letter | None = None,
    choices: Sequence[Choice] = (),
) -> Message:
    """A message of the desk itself: it answers nobody's turn and changes no status."""
    matter = threads.lock(conversation)
    way: dict[str, Any] = {"channel": channel, "identity": identity, "client_key": None}
    message = queue(matter, None, text=text, letter=letter, choices=choices, **way)
    change(matter, next_seq=message.seq + 1)
    record(matter, "sent_automatically", message=message, at=message.shown_at)
    return message


@transaction.atomic
def write_to(
    customer: Customer,
    agent: Agent,
    *,
    text: str,
    channel: Channel,
    identity: Identity,
    team: Team | None,
    client_key: str,
    letter: Letter | None = None,
    choices: Sequence[Choice] = (),
) -> Message:
    """Begin a new matter with a message of ours."""
    locked = threads.lock_customer(customer.pk)
    known = Message.objects.filter(customer=locked, client_key=client_key).first()
    if known is not None:
        return known
    now = timezone.now()
    title = title_of((letter.subject if letter else "") or text)
    owned: dict[str, Any] = {"customer": locked, "team": team, "assignee": agent, "status": Status.IN_PROGRESS}
    matter = open_matter(title=title, opened_at=now, last_activity_at=now, **owned)
    record(matter, "opened", actor=agent, at=now, channel=channel.pk, team=matter.team_id, outgoing=True)
    way: dict[str, Any] = {"channel": channel, "identity": identity, "client_key": client_key}
    message = queue(matter, agent, text=text, letter=letter, choices=choices, **way)
    we_spoke(matter, message, agent)
    return message


def by_key(matter: Conversation, client_key: str) -> Message | None:
    return Message.objects.filter(customer=matter.customer_id, client_key=client_key).first()


def queue(
    matter: Conversation,
    agent: Agent | None,
    *,
    text: str,
    channel: Channel,
    identity: Identity,
    client_key: str | None,
    letter: Letter | None = None,
    choices: Sequence[Choice] = (),
) -> Message:
    held = capabilities_of(channel).held if agent else timedelta(0)
    message = add(
        matter,
        text,
        direction=Direction.OUT,
        author=agent,
        is_automatic=agent is None,
        channel=channel,
        identity=identity,
        client_key=client_key,
        delivery=Delivery.QUEUED,
        next_attempt_at=timezone.now() + held,
    )
    write(message, letter)
    choosing.offer(message, choices)
    # What is held is found by `sweep` when its time has come.
    if not held:
        wake(DELIVER, message.pk)
    return message


def add(matter: Conversation, text: str, **fields: object) -> Message:
    now = timezone.now()
    message = Message.objects.create(
        conversation=matter,
        customer=matter.customer,
        text=redact(text),
        seq=matter.next_seq,
        revision=matter.customer.revision,
        arrived_revision=matter.customer.revision,
        shown_at=now,
        received_at=now,
        **fields,
    )
    publish(MessageShown(message))
    return message


def attach(message: Message, agent: Agent, attachment_ids: tuple[int, ...]) -> None:
    """Only the agent's own uploads that belong to no message yet; raises FilesGone."""
    own = Attachment.objects.filter(pk__in=attachment_ids, uploaded_by=agent, message=None)
    if attachment_ids and own.update(message=message, draft=None) != len(attachment_ids):
        raise FilesGone


def attached(message: Message) -> int:
    return 0 if message.text else message.attachments.count()


def passed_on(matter: Conversation, message: Message, agent: Agent) -> None:
    """It went to somebody else: the customer still waits for us."""
    change(matter, **summary(matter, message, attached(message)))
    record(matter, "forwarded", actor=agent, message=message, at=message.shown_at, channel=message.channel_id)


def we_spoke(matter: Conversation, message: Message, agent: Agent) -> None:
    """It is the customer's turn; who answers an unassigned matter takes it; an answer reopens a closed one."""
    told = {"waiting_since": None, "status": Status.AWAITING_CUSTOMER, "resolved_at": None}
    fields = summary(matter, message, attached(message)) | told
    if matter.assignee_id is None:
        fields["assignee"] = agent
    if matter.first_replied_at is None:
        fields["first_replied_at"] = message.shown_at
    if matter.snoozed_until is not None:
        fields |= {"snoozed_until": None, "snoozed_by": None}
    went_by = matter.last_channel_id
    before = statuses.state(matter)
    change(matter, **fields)
    record(
        matter,
        "replied",
        actor=agent,
        message=message,
        at=message.shown_at,
        channel=message.channel_id,
        before=before["status"],
        waited_since=before["waiting_since"],
        **{name: before[name] for name in ("resolved_at", "snoozed_until", "snoozed_by")},
    )
    handing_over.to_channel(matter, went_by, message.channel)


@transaction.atomic
def retry(message: Message, agent: Agent) -> bool:
    """Send a failed message again, as the same message. False = it was not failed (any more)."""
    matter, message = threads.lock_message(message.pk)
    # A call is dialled anew, as another one: nobody's telephone rings by a repeat.
    again = Message.objects.filter(pk=message.pk, delivery__in=RETRIED, call=None)
    found = again.update(
        delivery=Delivery.QUEUED,
        failure="",
        next_attempt_at=timezone.now(),
        attempts=0,
        revision=matter.customer.revision,
    )
    if not found:
        return False
    record(matter, "retried", actor=agent, message=message)
    publish(MessageShown(loaded(message.pk)))
    wake(DELIVER, message.pk)
    return True


def loaded(message_id: int) -> Message:
    """The message with all that its bubble shows."""
    related = ("conversation__team", "channel", "identity", "author", "customer", "envelope", "call__agent", "choices")
    found = Message.objects.select_related(*related).defer("envelope__html").annotate(**FORMATTED)
    return found.prefetch_related("attachments").get(pk=message_id)
