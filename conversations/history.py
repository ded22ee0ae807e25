"""What was done to a matter, by whom and when. Every verb writes one line here, in its own transaction."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from agents.models import Agent
from conversations.models import Conversation, Entry, Message
from omnidesk.inserting import insert
from omnidesk.live import EntryShown
from omnidesk.telling import publish

# Written with every message that comes, and no line in the thread: nobody needs their keys.
ARRIVALS = frozenset({"opened", "received", "received_automatically"})
TRANSACTION = "pg_current_xact_id()::text::bigint"


def record(
    conversation: Conversation,
    kind: str,
    *,
    actor: Agent | None = None,
    message: Message | None = None,
    at: datetime | None = None,
    **data: Any,
) -> Entry:
    """Write one entry; the conversation must be locked (threads.lock), and with it its customer."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs into a verb's transaction")
    entry = Entry(
        conversation=conversation,
        customer=conversation.customer,
        kind=kind,
        at=at or timezone.now(),
        actor=actor,
        message=message,
        data=data,
        revision=conversation.customer.revision,
    )
    insert(entry, later=kind in ARRIVALS, xid=TRANSACTION)
    if kind in SHOWN:
        publish(EntryShown(entry))
    return entry


# Kinds that stand as a line in the thread; the others (messages, deliveries) are shown by what they are about.
SHOWN = frozenset(
    {
        "assigned",
        "team",
        "status",
        "snoozed",
        "woken",
        "labelled",
        "unlabelled",
        "split",
        "split_off",
        "joined",
        "spam",
        "not_spam",
        "blocked",
        "unblocked",
        "reopened",
        "merged",
        "unmerged",
        "titled",
        "copy_returned",
        "promised",
        "promise_kept",
        "promise_dropped",
        "promise_reopened",
        "app_proved",
        "app_offered",
        "code_proved",
        "code_wrong",
        "code_held",
        "survey_number",
        "survey_stray",
        "survey_comment",
        "callback_asked",
        "callback_known",
        "callback_moved",
        "callback_taken",
        "callback_released",
        "callback_tried",
        "callback_done",
        "callback_given_up",
        "callback_cancelled",
        "callback_undone",
    }
)


def current_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {TRANSACTION}")
        return int(cursor.fetchone()[0])
