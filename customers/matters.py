"""Matters lie one floor up; here they are reached by the relation's name, and only those that the agent may see."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agents.models import Agent
from customers.models import Customer

OPEN = ("waiting", "in_progress", "on_hold", "awaiting_customer")


def visible(agent: Agent) -> QuerySet[Any]:
    model: Any = Customer._meta.get_field("conversations").related_model
    found: QuerySet[Any] = model.objects.visible_to(agent)
    return found


def latest(agent: Agent, customers: list[Customer]) -> dict[int, Any]:
    """The newest visible matter of each customer."""
    newest = visible(agent).filter(customer=OuterRef("pk")).order_by("-last_activity_at").values("pk")[:1]
    numbers = Customer.objects.filter(pk__in=[customer.pk for customer in customers]).values_list(
        "pk", Subquery(newest)
    )
    by_customer = {customer: matter for customer, matter in numbers if matter}
    found = visible(agent).select_related("last_channel").in_bulk(list(by_customer.values()))
    return {customer: found[matter] for customer, matter in by_customer.items() if matter in found}


def with_open_counts(agent: Agent, customers: QuerySet[Customer]) -> QuerySet[Customer]:
    theirs = visible(agent).filter(customer=OuterRef("pk"), status__in=OPEN).order_by()
    counted = theirs.values("customer").annotate(n=Count("pk")).values("n")
    return customers.annotate(open_matters=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def having_open(agent: Agent, customers: QuerySet[Customer]) -> QuerySet[Customer]:
    return customers.filter(Exists(visible(agent).filter(customer=OuterRef("pk"), status__in=OPEN)))
