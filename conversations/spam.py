"""What is no matter at all, and who may not write into the queue any more."""

from django.db import transaction
from django.utils import timezone

from agents.models import Agent
from conversations import threads
from conversations.history import record
from conversations.models import Conversation, Entry, Status
from conversations.statuses import set_status
from customers.models import Customer
from omnidesk.live import PanelHint
from omnidesk.telling import publish


def mark(conversation: Conversation, agent: Agent) -> Entry | None:
    """Out of every queue and every measure."""
    return set_status(conversation, Status.SPAM, agent)


def unmark(conversation: Conversation, agent: Agent) -> Entry | None:
    return set_status(conversation, Status.WAITING, agent) if conversation.status == Status.SPAM else None


@transaction.atomic
def block(conversation: Conversation, agent: Agent) -> Entry | None:
    """What this customer writes from now on is kept as spam; their open matters stay as they are."""
    matter = threads.lock(conversation)
    if matter.customer.blocked_at:
        return None
    Customer.objects.filter(pk=matter.customer_id).update(blocked_at=timezone.now())
    publish(PanelHint(matter.customer_id))
    return record(matter, "blocked", actor=agent)


@transaction.atomic
def unblock(conversation: Conversation, agent: Agent) -> Entry | None:
    matter = threads.lock(conversation)
    if not matter.customer.blocked_at:
        return None
    Customer.objects.filter(pk=matter.customer_id).update(blocked_at=None)
    publish(PanelHint(matter.customer_id))
    return record(matter, "unblocked", actor=agent)
