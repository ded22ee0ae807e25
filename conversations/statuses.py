"""Whose turn it is, and whether the matter is done."""

from django.db import transaction
from django.utils import timezone

from agents.models import Agent
from conversations import threads
from conversations.changing import change
from conversations.history import record
from conversations.models import CLOSED, Conversation, Entry, Status


@transaction.atomic
def set_status(conversation: Conversation, status: str, agent: Agent | None) -> Entry | None:
    """Set one of the statuses a person may choose; None = it is so already."""
    if status not in Status.values:
        raise ValueError(status)
    matter = threads.lock(conversation)
    if matter.status == status:
        return None
    before = state(matter)
    change(matter, **consequences(matter, status))
    return record(matter, "status", actor=agent, before=before, after=status)


def state(matter: Conversation) -> dict[str, str | None]:
    """What an undo needs to put the status back as it was."""
    return {
        "status": matter.status,
        "waiting_since": matter.waiting_since.isoformat() if matter.waiting_since else None,
        "resolved_at": matter.resolved_at.isoformat() if matter.resolved_at else None,
        "snoozed_until": matter.snoozed_until.isoformat() if matter.snoozed_until else None,
    }


def consequences(matter: Conversation, status: str) -> dict[str, object]:
    """A closed matter waits for nobody and sleeps no more; a reopened one is not resolved."""
    if status in CLOSED:
        return {
            "status": status,
            "resolved_at": timezone.now(),
            "waiting_since": None,
            "snoozed_until": None,
            "snoozed_by": None,
        }
    return {"status": status, "resolved_at": None}
