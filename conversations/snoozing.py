"""A matter put aside until a time. The customer's next word wakes it early."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agents.models import Agent
from conversations import threads
from conversations.changing import change
from conversations.history import record
from conversations.models import Conversation, Entry


class NotLater(Exception):
    """The time has passed, or the matter is closed: there is nothing to sleep for."""


@transaction.atomic
def snooze(conversation: Conversation, until: datetime, agent: Agent, by: int | None = None) -> Entry | None:
    """by: whose snooze it is, where an undo brings an earlier one back."""
    matter = threads.lock(conversation)
    if not matter.is_open or until <= timezone.now():
        raise NotLater
    if matter.snoozed_until == until:
        return None
    before, before_by = matter.snoozed_until, matter.snoozed_by_id
    taker = {"assignee": agent} if matter.assignee_id is None else {}
    change(matter, snoozed_until=until, snoozed_by_id=by or agent.pk, **taker)
    return record(
        matter,
        "snoozed",
        actor=agent,
        until=until.isoformat(),
        before=before.isoformat() if before else None,
        before_by=before_by,
        took=bool(taker),
    )


@transaction.atomic
def wake(conversation: Conversation, agent: Agent | None) -> Entry | None:
    """End the snooze, by a person or (agent None) because it is time."""
    matter = threads.lock(conversation)
    if matter.snoozed_until is None:
        return None
    until = matter.snoozed_until
    change(matter, snoozed_until=None, snoozed_by=None)
    return record(matter, "woken", actor=agent, before=until.isoformat())


def wake_due(limit: int = 200) -> int:
    """Wake every matter whose time has come; called by the sweep."""
    due = Conversation.objects.filter(snoozed_until__lte=timezone.now()).order_by("snoozed_until")[:limit]
    return sum(1 for matter in due if wake(matter, None))
