"""Two matters in one thread are split; one matter in two is joined. Both can be undone."""

from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from agents.models import Agent
from conversations import fact_moving, promise_moving, statuses, threads
from conversations.changing import change, open_matter
from conversations.history import record
from conversations.models import Conversation, Direction, Entry, Message, Status
from conversations.preview import preview_of
from omnidesk.live import ThreadHint
from omnidesk.redaction import redact
from omnidesk.telling import publish


class CannotSplit(Exception):
    """The message is the first of its matter (there is nothing to split), or lies in another matter."""


class CannotJoin(Exception):
    """Only two matters of the same customer can be joined, and each only once."""


@transaction.atomic
def split(conversation: Conversation, from_message: Message, agent: Agent, title: str = "") -> Conversation:
    """Everything from this message on becomes a matter of its own."""
    matter = threads.lock(conversation)
    from_message.refresh_from_db(fields=["conversation"])
    rest = Message.objects.filter(conversation=matter, shown_at__gte=from_message.shown_at)
    rest = rest.exclude(shown_at=from_message.shown_at, pk__lt=from_message.pk)
    if from_message.conversation_id != matter.pk or rest.count() == matter.messages.count():
        raise CannotSplit
    moved = list(rest.order_by("shown_at", "id"))
    other = open_matter(
        customer=matter.customer,
        title=redact(title or preview_of(moved[0].text))[:60],
        status=matter.status,
        team=matter.team,
        assignee=matter.assignee,
        opened_at=moved[0].shown_at,
        last_activity_at=moved[-1].shown_at,
        resolved_at=matter.resolved_at,
        is_demo=matter.is_demo,
    )
    move(moved, other)
    summarise(matter)
    record(matter, "split", actor=agent, into=other.pk, messages=[message.pk for message in moved])
    record(other, "split_off", actor=agent, out_of=matter.pk, at=moved[0].shown_at)
    return other


@transaction.atomic
def join(source: Conversation, into: Conversation, agent: Agent) -> Entry | None:
    """All of `source` goes on in `into`; the empty source stays as a closed line that says where it went."""
    source, into = lock_two(source, into)
    if source.joined_into_id == into.pk:
        return None
    if source.joined_into_id or into.joined_into_id:
        raise CannotJoin
    moved = list(source.messages.order_by("shown_at", "id"))
    before, facts = statuses.state(source), fact_moving.all_into(source, into)
    promises = promise_moving.all_into(source, into)
    reopened = reopen(into, before) if source.is_open and not into.is_open else None
    move(moved, into)
    change(source, joined_into=into, **statuses.consequences(source, Status.NO_REPLY_NEEDED))
    messages = [message.pk for message in moved]
    told: dict[str, Any] = {"before": before, "messages": messages, "facts": facts, "reopened": reopened}
    told["promises"] = promises
    return record(into, "joined", actor=agent, source=source.pk, **told)


def reopen(matter: Conversation, as_was: dict[str, Any]) -> dict[str, Any]:
    """The question is still open: so is the matter that it goes on in. Returns what an undo needs."""
    before = statuses.state(matter)
    change(matter, **statuses.as_it_was(as_was))
    return before


def lock_two(source: Conversation, into: Conversation) -> tuple[Conversation, Conversation]:
    """Both matters and their one customer; raises CannotJoin before a second customer would be locked."""
    if source.customer_id != into.customer_id or source.pk == into.pk:
        raise CannotJoin
    first, second = sorted((source, into), key=lambda matter: matter.pk)
    locked = {row.pk: row for row in (threads.lock(first), threads.lock(second))}
    source, into = locked[source.pk], locked[into.pk]
    if source.customer_id != into.customer_id:
        raise CannotJoin
    # Locked last, it knows the revision that both share.
    into.customer = source.customer = locked[second.pk].customer
    return source, into


def move(messages: list[Message], to: Conversation) -> None:
    """Into another matter of the same customer, with new numbers there; the thread keeps its order by time.

    However many they are, open pages are told once and ask for the rows themselves.
    """
    for message in messages:
        message.conversation, message.seq, message.revision = to, to.next_seq, to.customer.revision
        to.next_seq += 1
    Message.objects.bulk_update(messages, ["conversation", "seq", "revision"])
    fact_moving.follow(messages, to)
    promise_moving.follow(messages, to)
    summarise(to)
    publish(ThreadHint(to.customer_id, to.customer.revision))


def summarise(matter: Conversation) -> None:
    """Work out the row of the queue anew from the messages that are left."""
    said = matter.messages.exclude(direction=Direction.NOTE).filter(unsent_at=None)
    last = said.order_by("-shown_at", "-id").first()
    answered = said.filter(direction=Direction.OUT, is_automatic=False).aggregate(
        at=Max("shown_at"), first=Min("shown_at")
    )
    unanswered = said.filter(direction=Direction.IN, is_automatic=False)
    if answered["at"]:
        unanswered = unanswered.filter(shown_at__gt=answered["at"])
    fields: dict[str, object] = {
        "waiting_since": unanswered.aggregate(at=Min("received_at"))["at"] if matter.is_open else None,
        "first_replied_at": answered["first"],
        "next_seq": (matter.messages.aggregate(top=Max("seq"))["top"] or 0) + 1,
    }
    if last is None:
        # Everything was taken back: nobody may read it in the queue either.
        fields |= {"preview": "", "preview_is_ours": False}
    else:
        fields |= {
            "preview": preview_of(last.text, 0 if last.text else last.attachments.count()),
            "preview_is_ours": last.direction == Direction.OUT,
            "last_channel_id": last.channel_id,
            "last_message_id": last.pk,
            "last_activity_at": last.shown_at,
        }
    change(matter, **fields)
