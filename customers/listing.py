"""The list of customers: filters by a fixed set of names, newest contact first, a page at a time along the index."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from agents.models import Agent
from customers import matters, search
from customers.identities import once
from customers.models import Customer, Identity
from omnidesk import keyset

PAGE = 50
# Up to here results are counted; more is "100+".
COUNTED = 100


@dataclass(frozen=True)
class Asked:
    q: str = ""
    assurance: int | None = None
    tier: str = ""
    kind: str = ""
    open: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.assurance is not None or self.tier or self.kind or self.open)


@dataclass(frozen=True)
class Line:
    customer: Customer
    identities: list[Identity]
    latest: Any

    @property
    def more_identities(self) -> int:
        return max(0, len(self.identities) - 5)


def fitting(agent: Agent, asked: Asked) -> QuerySet[Customer]:
    found = Customer.objects.visible_to(agent)
    if asked.q.strip():
        found = search.find(found, asked.q, matters.visible(agent))
    theirs = Identity.objects.filter(customer=OuterRef("pk"))
    if asked.kind:
        found = found.filter(Exists(theirs.filter(kind=asked.kind)))
    if asked.assurance is not None:
        stronger = Exists(theirs.filter(assurance__gt=asked.assurance))
        found = found.filter(Exists(theirs.filter(assurance=asked.assurance)), ~stronger)
    if asked.tier:
        found = found.filter(tier=asked.tier)
    return matters.having_open(agent, found) if asked.open else found


def page(agent: Agent, asked: Asked, after: str) -> tuple[list[Line], str]:
    """Those in touch, newest first, then those never in touch; the lines and the cursor of what follows."""
    people = matters.with_open_counts(agent, fitting(agent, asked)).prefetch_related(
        Prefetch("identities", Identity.objects.order_by("-assurance", "id"))
    )
    at, pk = keyset.read(after)
    touched = people.filter(last_contact_at__isnull=False).order_by("-last_contact_at", "-pk")
    found: list[Customer] = []
    if at or not after:
        found = list(touched.filter(behind(at, pk))[: PAGE + 1])
    if len(found) <= PAGE:
        never = people.filter(last_contact_at=None).order_by("-pk")
        found += (
            never.filter(pk__lt=pk)[: PAGE + 1 - len(found)] if after and not at else never[: PAGE + 1 - len(found)]
        )
    return lines(agent, found[:PAGE]), further(found)


def further(found: list[Customer]) -> str:
    last = found[PAGE - 1] if len(found) > PAGE else None
    return keyset.written(last.last_contact_at, last.pk) if last else ""


def behind(at: datetime | None, pk: int) -> Q:
    return Q(last_contact_at__lte=at) & (Q(last_contact_at__lt=at) | Q(pk__lt=pk)) if at else Q()


def lines(agent: Agent, customers: list[Customer]) -> list[Line]:
    latest = matters.latest(agent, customers)
    return [Line(customer, once(customer.identities.all()), latest.get(customer.pk)) for customer in customers]


def counted(agent: Agent, asked: Asked) -> int:
    """How many fit, up to one more than is told."""
    return len(fitting(agent, asked).order_by().values_list("pk", flat=True)[: COUNTED + 1])


def tiers() -> list[str]:
    return sorted(set(Customer.objects.exclude(tier="").order_by().values_list("tier", flat=True).distinct()))
