"""Every step is a line of the history, a hint to open pages, and can be put back from what the line remembers."""

from datetime import datetime
from typing import Any

from agents.models import Agent
from callbacks.models import Callback
from conversations.history import record
from conversations.models import Conversation, Entry
from omnidesk.live import CallbackHint, PanelHint
from omnidesk.telling import publish

STEP = ("wish", "state", "owner_id", "call_at", "due_at", "slot_id", "tries", "settled_at")


def snapshot(callback: Callback) -> dict[str, Any]:
    values = {name: getattr(callback, name) for name in STEP}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def tell(matter: Conversation, callback: Callback, kind: str, agent: Agent | None, **data: Any) -> Entry:
    """In the verb's transaction; the matter is locked."""
    publish(PanelHint(matter.customer_id))
    publish(CallbackHint(callback.pk, matter.team_id, callback.owner_id))
    return record(matter, kind, actor=agent, callback=callback.pk, after=snapshot(callback), **data)
