"""Whose turn it is, and whether the matter is done."""

from datetime import datetime
from typing import Any

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


TIMES = ("waiting_since", "resolved_at", "snoozed_until")


def state(matter: Conversation) -> dict[str, Any]:
    """What an undo needs to put the status back as it was, as JSON."""
    moments = {name: getattr(matter, name) for name in TIMES}
    times = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {"status": matter.status, "snoozed_by": matter.snoozed_by_id, **times}


def as_it_was(before: dict[str, Any]) -> dict[str, Any]:
    """The fields that bring a state back."""
    times = {name: datetime.fromisoformat(before[name]) if before[name] else None for name in TIMES}
    return {"status": before["status"], "snoozed_by_id": before.get("snoozed_by"), **times}


def undone(before: dict[str, Any], after: str) -> dict[str, Any]:
    """Where nothing was closed or reopened, the deed touched no time: a snooze or a wait set since stays."""
    fields = as_it_was(before)
    return fields if after in CLOSED or before["status"] in CLOSED else {"status": fields["status"]}


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
