"""Taking back what was sent, for the seconds in which it has not left."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agents.models import Agent
from conversations import threads
from conversations.changing import change
from conversations.history import record
from conversations.letter_form import as_written
from conversations.models import (
    CLOSED,
    AskedAgain,
    Attachment,
    Conversation,
    Delivery,
    Draft,
    Entry,
    Message,
    Promise,
    PromiseState,
    Status,
)
from conversations.outbox import loaded
from conversations.splitting import summarise
from omnidesk.live import MessageShown
from omnidesk.telling import publish


@transaction.atomic
def withdraw(message: Message, agent: Agent) -> bool:
    """The words go back into the writer's draft, the matter to whose turn it was. False = it has left already."""
    matter, message = threads.lock_message(message.pk)
    still_here = Message.objects.filter(pk=message.pk, author=agent, delivery=Delivery.QUEUED, attempts=0)
    fields = {"delivery": Delivery.NONE, "unsent_at": timezone.now(), "next_attempt_at": None}
    if not still_here.update(**fields, revision=matter.customer.revision):
        return False
    unsay(message)
    back_to_draft(message, agent)
    give_turn_back(matter, message)
    record(matter, "withdrawn", actor=agent, message=message)
    publish(MessageShown(loaded(message.pk)))
    return True


def unsay(message: Message) -> None:
    """Nobody has read it: it promised nothing and asked nothing."""
    AskedAgain.objects.filter(message=message).delete()
    Promise.objects.filter(message=message, state=PromiseState.FOUND).delete()
    Promise.objects.filter(message=message, state=PromiseState.OPEN).update(state=PromiseState.DROPPED)


def back_to_draft(message: Message, agent: Agent) -> None:
    draft, _made = Draft.objects.get_or_create(agent=agent, conversation=message.conversation, channel=message.channel)
    draft.text = "\n\n".join(filter(None, [message.text, draft.text]))
    draft.letter = as_written(message) | draft.letter
    draft.save()
    Attachment.objects.filter(message=message).update(message=None, draft=draft)


def give_turn_back(matter: Conversation, message: Message) -> None:
    """Only what the reply changed, and only where nobody has changed it since."""
    replied = Entry.objects.filter(conversation=matter, message=message, kind="replied").first()
    if replied is not None and is_as_left(matter, replied):
        resolved_at = moment(replied.data.get("resolved_at"))
        change(matter, status=replied.data["before"], resolved_at=resolved_at, **asleep_again(matter, replied))
    summarise(matter)


def asleep_again(matter: Conversation, replied: Entry) -> dict[str, object]:
    """The snooze that the reply ended goes on, unless its time has come or there is another one."""
    until = moment(replied.data.get("snoozed_until"))
    if until is None or until <= timezone.now() or matter.snoozed_until is not None:
        return {}
    return {"snoozed_until": until, "snoozed_by_id": replied.data.get("snoozed_by")}


def moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def is_as_left(matter: Conversation, replied: Entry) -> bool:
    """It waits for the customer, or its writer closed it over the answer, which nobody will get."""
    if matter.status == Status.AWAITING_CUSTOMER:
        return True
    last = Entry.objects.filter(conversation=matter, kind="status", pk__gt=replied.pk).order_by("pk").last()
    return last is not None and last.actor_id == replied.actor_id and last.data["after"] == matter.status in CLOSED
