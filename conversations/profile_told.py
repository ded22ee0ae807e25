"""The right side of a customer's page: facts, promises and orders, of all matters that the viewer may see."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from agents.models import Agent
from conversations.facts_card import Line, as_line
from conversations.models import Conversation, Promise, PromiseState
from customers.fact_words import order
from customers.models import Customer, Fact, Touchpoint

MOST_FACTS, MOST_PROMISES, MOST_ORDERS = 30, 12, 8


def context(customer: Customer, agent: Agent) -> dict[str, Any]:
    visible = Conversation.objects.visible_to(agent).filter(customer=customer)
    overdue = Q(state=PromiseState.OPEN, due_at__lt=timezone.now())
    due = Promise.objects.filter(overdue | Q(state=PromiseState.KEPT), conversation__in=visible)
    states = list(due.values_list("state", flat=True))
    return {
        "facts": facts(customer, visible),
        "promises": promises(visible),
        "promised": len(states),
        "kept": states.count(PromiseState.KEPT),
        "orders": orders(customer),
    }


def facts(customer: Customer, visible: Any) -> list[Line]:
    """The newest value of each key."""
    seen = Q(matter=None) | Q(matter__in=visible.values("pk"))
    standing = Fact.objects.standing().filter(seen, customer=customer).order_by("-said_at", "-pk")[:200]
    newest: dict[str, Fact] = {}
    for fact in standing:
        newest.setdefault(fact.key, fact)
    shown = sorted(newest.values(), key=lambda fact: order(fact.key))[:MOST_FACTS]
    return [as_line(fact, False) for fact in shown]


def promises(visible: Any) -> list[Promise]:
    found = Promise.objects.filter(conversation__in=visible, state=PromiseState.OPEN).select_related("owner")
    return list(found.order_by("due_at", "pk")[:MOST_PROMISES])


def orders(customer: Customer) -> list[Touchpoint]:
    return list(Touchpoint.objects.filter(customer=customer, kind="order").order_by("-at", "-pk")[:MOST_ORDERS])
