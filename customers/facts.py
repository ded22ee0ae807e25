"""What is known of a customer: the one source for the guard, the card of the hand-over and the panel."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import pgettext

from customers import fact_words
from customers.identities import once
from customers.models import Assurance, Customer, Fact, Identity, IdentityKind, RecordValue
from customers.models.fact import FactSource
from customers.models.record import Standing

# What the profile knows by itself, by the kind of the address.
KEY_OF_KIND = {IdentityKind.PHONE: "phone", IdentityKind.EMAIL: "email"}


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that nobody has to ask any more. `source` in words; fact and message where it came by one."""

    key: str
    label: str
    value: str
    norm: str
    source: str
    channel_kind: str
    at: datetime | None
    fact: int | None = None
    message: int | None = None
    confirmed: bool = False


def standing(customer: Customer) -> list[Fact]:
    """Every fact that holds, of the person and of all matters, in the order of the card, newest first."""
    found = Fact.objects.standing().filter(customer=customer)
    return sorted(found.order_by("-said_at", "-pk"), key=lambda fact: fact_words.order(fact.key))


def known(
    customer: Customer,
    matter_id: int | None,
    visible: "QuerySet[Any] | Collection[int]",
    identities: Iterable[Identity] | None = None,
) -> dict[str, Known]:
    """{key: what is known} in this matter. `visible`: the matters the viewer may see. The latest word wins; a fact of
    the person counts in every matter, and what the profile holds counts where nothing was said. `identities`: the
    customer's, surest first, where the caller has them."""
    found = profile(customer, identities)
    # Of each key the latest word alone is fetched: a hundred facts cost what ten do.
    latest = told(customer, matter_id, visible).order_by("key", "-said_at", "-pk").distinct("key")
    found.update({fact.key: as_known(fact) for fact in latest})
    return dict(sorted(found.items(), key=lambda pair: fact_words.order(pair[0])))


def told(customer: Customer, matter_id: int | None, visible: "QuerySet[Any] | Collection[int]") -> "QuerySet[Fact]":
    """Standing facts that count in this matter, oldest first."""
    here = Q(matter=None) | (Q(matter=matter_id) & Q(matter__in=visible))
    standing_here = Fact.objects.standing().filter(here, customer=customer)
    return standing_here.order_by("said_at", "pk")


def as_known(fact: Fact) -> Known:
    return Known(
        key=fact.key,
        label=fact_words.label(fact.key),
        value=fact.value,
        norm=fact.norm,
        source=source_words(fact.source, fact.channel_kind),
        channel_kind=fact.channel_kind,
        at=fact.said_at,
        fact=fact.pk,
        message=fact.message,
        confirmed=fact.confirmed_at is not None,
    )


def source_words(source: str, channel_kind: str = "") -> str:
    """「LINE」, 「Web フォーム」: the channel it was said on, or where else it came from."""
    if source == FactSource.MESSAGE and channel_kind:
        return str(fact_words.CHANNELS.get(channel_kind, channel_kind))
    return str(FactSource(source).label) if source in FactSource.values else source


def profile(customer: Customer, identities: Iterable[Identity] | None = None) -> dict[str, Known]:
    """Name, company, addresses and the place to deliver to, as the record has them."""
    found = {}
    person = f"{customer.family_name} {customer.given_name}".strip()
    for key, value in (("name", person), ("company", customer.company_name)):
        if value:
            found[key] = of_record(key, value)
    for kept in RecordValue.objects.filter(customer=customer, field="address", standing=Standing.CURRENT):
        if kept.value:
            found["address"] = of_record("address", kept.value, kept.channel_kind, kept.at)
    if identities is None:
        identities = once(Identity.objects.filter(customer=customer, kind__in=KEY_OF_KIND).order_by("-assurance", "pk"))
    for identity in (one for one in identities if one.kind in KEY_OF_KIND):
        found.setdefault(KEY_OF_KIND[IdentityKind(identity.kind)], of_identity(identity))
    return found


def of_record(key: str, value: str, channel_kind: str = "", at: datetime | None = None) -> Known:
    return Known(key, fact_words.label(key), value, value, pgettext("source", "Profile"), channel_kind, at)


def of_identity(identity: Identity) -> Known:
    key = KEY_OF_KIND[IdentityKind(identity.kind)]
    return Known(
        key=key,
        label=fact_words.label(key),
        value=identity.address,
        norm=identity.value,
        source=pgettext("source", "Profile"),
        channel_kind=identity.kind,
        at=identity.assured_at or identity.created_at,
        confirmed=identity.assurance >= Assurance.ATTESTED,
    )
