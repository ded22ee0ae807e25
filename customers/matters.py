"""Matters lie one floor up: they are found by the setting that names them, and only those that the agent may see."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from agents.models import Agent
from customers.models import Customer


def visible(agent: Agent) -> Any:
    """A queryset that knows what `open` is: statuses are words of the room above."""
    return import_string(settings.MATTERS).objects.visible_to(agent)


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
    theirs = visible(agent).open().filter(customer=OuterRef("pk")).order_by()
    counted = theirs.values("customer").annotate(n=Count("pk")).values("n")
    return customers.annotate(open_matters=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def having_open(agent: Agent, customers: QuerySet[Customer]) -> QuerySet[Customer]:
    return customers.filter(Exists(visible(agent).open().filter(customer=OuterRef("pk"))))


def counted(agent: Agent, customer: Customer) -> dict[str, int]:
    """How many matters of theirs this agent may see, and how many of these are open."""
    theirs = visible(agent).filter(customer=customer)
    return {"all": theirs.count(), "open": theirs.open().count()}
