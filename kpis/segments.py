"""Groups of customers and matters that figures can be narrowed to: what stands in the record, each a query.

Within a family nobody belongs to two, and who is known belongs to one: the parts of a family add up to the whole. Rows
without a known customer (or, for first and later matters, without a matter) belong to none.

A query is asked of the one customer or matter of each row (kpis.narrowing), and never as a list of all that there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from conversations.models import Conversation
from customers import tiers
from customers.models import Assurance, Customer, Identity

# Whom a query is of: customers, or matters.
type Column = Literal["customer", "conversation"]


@dataclass(frozen=True)
class Segment:
    """every: the customers or matters that belong to it, to be narrowed to the one of a row."""

    key: str
    name: Any
    column: Column
    every: Callable[[], QuerySet[Any, Any]]


@dataclass(frozen=True)
class Family:
    name: Any
    segments: tuple[Segment, ...]


def of_customers(key: str, name: Any, where: Q) -> Segment:
    return Segment(key, name, "customer", lambda: Customer.objects.filter(where).order_by())


def of_assurance(key: str, name: Any, level: int) -> Segment:
    """By the surest of their addresses."""

    def every() -> QuerySet[Any, Any]:
        own = Identity.objects.filter(customer=OuterRef("pk")).order_by()
        is_it, is_surer = Exists(own.filter(assurance=level)), Exists(own.filter(assurance__gt=level))
        return Customer.objects.filter(is_it, ~is_surer).order_by()

    return Segment(key, name, "customer", every)


def of_matters(key: str, name: Any, *, came_before: bool) -> Segment:
    """Whether the customer had a matter before this one, whatever became of it."""

    def every() -> QuerySet[Any, Any]:
        earlier = Conversation.objects.filter(customer=OuterRef("customer"), opened_at__lt=OuterRef("opened_at"))
        found = Exists(earlier.order_by())
        return Conversation.objects.filter(found if came_before else ~found).order_by()

    return Segment(key, name, "conversation", every)


FAMILIES = (
    Family(
        pgettext_lazy("segment", "First or again"),
        (
            of_matters("first", pgettext_lazy("segment", "First matter"), came_before=False),
            of_matters("again", pgettext_lazy("segment", "Had matters before"), came_before=True),
        ),
    ),
    Family(
        gettext_lazy("Tier"),
        (
            *(of_customers(f"tier-{tier}", word, Q(tier=tier)) for tier, word in tiers.WORDS.items()),
            of_customers("tier-other", pgettext_lazy("segment", "Another tier or none"), ~Q(tier__in=[*tiers.WORDS])),
        ),
    ),
    Family(
        pgettext_lazy("segment", "Person or organisation"),
        (
            of_customers("person", pgettext_lazy("segment", "Persons"), Q(company_name="")),
            of_customers("organisation", pgettext_lazy("segment", "Organisations"), ~Q(company_name="")),
        ),
    ),
    Family(
        gettext_lazy("Language"),
        (
            *(of_customers(f"lang-{code}", word, Q(language=code)) for code, word in settings.LANGUAGES),
            of_customers(
                "lang-other", pgettext_lazy("segment", "Another language"),
                ~Q(language__in=[code for code, _word in settings.LANGUAGES]),
            ),
        ),
    ),
    Family(
        pgettext_lazy("segment", "Surest address"),
        (
            *(of_assurance(f"sure-{level.name.lower()}", level.label, level.value) for level in reversed(Assurance)),
            of_customers("sure-none", pgettext_lazy("segment", "No address"), Q(identities=None)),
        ),
    ),
)  # fmt: skip
EVERY: dict[str, Segment] = {one.key: one for family in FAMILIES for one in family.segments}
