"""Records that may be one person: found by keys they share, weighed by customers.alike, kept until somebody decides."""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from customers import alike, masking, search
from customers.identities import display
from customers.models import (
    BroughtTogether,
    Customer,
    Identity,
    IdentityKind,
    MergeCandidate,
    NotTheSame,
    RecordValue,
    Touchpoint,
)

# No key is worth more pairs than these: a number of a hundred people says nothing.
MOST_OF_A_KEY = 20
LOOKED_BACK = 500
SECONDS = 1.5
BROWSERS_SINCE = timedelta(days=180)
SHARED = (IdentityKind.PHONE, IdentityKind.EMAIL, IdentityKind.ACCOUNT)


def waiting(customer: Customer | None = None) -> QuerySet[MergeCandidate]:
    """The pairs to decide, surest first."""
    found = MergeCandidate.objects.filter(one__merged_into=None, other__merged_into=None)
    found = found.filter(Q(one=customer) | Q(other=customer)) if customer else found
    return found.select_related("one", "other").order_by("-score", "pk")


def seek(limit: int = 200, seconds: float = SECONDS) -> int:
    """Look at the records that nobody looked at since they changed; returns how many those were. The next beat goes on
    where the time was up: what customers wait for shares the workers with this."""
    ends, done = time.monotonic() + seconds, 0
    for customer in Customer.objects.filter(pk__in=unsought(limit), merged_into=None):
        seek_for(customer)
        done += 1
        if time.monotonic() > ends:
            break
    return done


def unsought(limit: int) -> list[int]:
    """New ones, then those with a new address or value; by the newest rows of each, so that nothing is read through."""
    never = list(Customer.objects.filter(doubles_sought_at=None, merged_into=None).values_list("pk", flat=True)[:limit])
    changed: set[int] = set()
    kinds: tuple[tuple[Any, str], ...] = ((Identity.objects.all(), "created_at"), (RecordValue.objects.all(), "at"))
    for rows, at in kinds:
        last = rows.order_by("-pk").values("pk")[:LOOKED_BACK]
        news = rows.filter(pk__in=last, **{f"{at}__gt": F("customer__doubles_sought_at")})
        changed |= set(news.values_list("customer", flat=True))
    return [*never, *sorted(changed)][:limit]


@transaction.atomic
def seek_for(customer: Customer) -> list[MergeCandidate]:
    """Weigh everybody who shares a key with this one; what is no candidate any more is gone."""
    moment = timezone.now()
    known_apart = told_apart(customer)
    brought = brought_with(customer)
    others = [pk for pk in living(customer, [*brought, *sharing(customer)]) if pk not in known_apart]
    people = persons([customer.pk, *others])
    holders = holders_of(people.get(customer.pk, alike.Person()))
    found: list[MergeCandidate] = []
    for pk in others:
        reasons = alike.reasons(people[customer.pk], people[pk], holders, named_together=pk in brought)
        if pk in brought or alike.score(reasons) >= alike.PROPOSED:
            found.append(pair(customer.pk, pk, reasons))
    MergeCandidate.objects.filter(Q(one=customer) | Q(other=customer)).delete()
    MergeCandidate.objects.bulk_create(found, ignore_conflicts=True)
    Customer.objects.filter(pk=customer.pk).update(doubles_sought_at=moment)
    return found


def pair(one: int, other: int, reasons: list[alike.Reason]) -> MergeCandidate:
    kept = [{"reason": it.reason, "points": it.points, "detail": veiled(it)} for it in reasons]
    low, high = sorted((one, other))
    return MergeCandidate(one_id=low, other_id=high, score=alike.score(reasons), reasons=kept)


def veiled(reason: alike.Reason) -> str:
    """The row is read by many: it holds no number."""
    shown = display(reason.reason, reason.detail)
    return masking.masked(reason.reason, shown) if reason.reason in ("phone", "email") else ""


def sharing(customer: Customer) -> list[int]:
    """Keys of those who share an address, a browser or a name, however it is written."""
    found: list[int] = []
    for kind, value in set(customer.identities.filter(kind__in=SHARED).values_list("kind", "value")):
        same = Identity.objects.filter(kind=kind, value=value).exclude(customer=customer)
        found += same.values_list("customer", flat=True)[:MOST_OF_A_KEY]
    found += on_same_browsers(customer)
    others = Customer.objects.filter(merged_into=None).exclude(pk=customer.pk)
    for name in spellings(customer):
        found += search.find(others, name).values_list("pk", flat=True)[:MOST_OF_A_KEY]
    return found


def living(customer: Customer, found: list[int]) -> list[int]:
    """Each once, and only records of their own. Who was met in practice is nobody's double, though the number may be
    a real one: a colleague's own, in an echo test."""
    wanted = list(dict.fromkeys(found))
    others = Customer.objects.filter(merged_into=None, is_simulated=customer.is_simulated).exclude(pk=customer.pk)
    alive = set(others.filter(pk__in=wanted).values_list("pk", flat=True))
    return [pk for pk in wanted if pk in alive]


def bring_together(one: Customer, other: Customer) -> None:
    """Something that came in names both: from the next beat on the pair waits for a person. The first is locked."""
    if one.pk == other.pk:
        return
    low, high = sorted((one.pk, other.pk))
    BroughtTogether.objects.get_or_create(one_id=low, other_id=high)
    Customer.objects.filter(pk=one.pk).update(doubles_sought_at=None)


def brought_with(customer: Customer) -> list[int]:
    pairs = BroughtTogether.objects.filter(Q(one=customer) | Q(other=customer)).values_list("one", "other")
    return [pk for both in pairs[:MOST_OF_A_KEY] for pk in both if pk != customer.pk]


def spellings(customer: Customer) -> set[str]:
    """Each finds the others too: the search folds variants, kana and the ways to write Latin."""
    names = (f"{customer.family_name} {customer.given_name}", customer.kana, customer.roman, customer.company_name)
    return {name.strip() for name in names if len(name.strip().replace(" ", "")) >= 3}


def on_same_browsers(customer: Customer) -> list[int]:
    since = timezone.now() - BROWSERS_SINCE
    own = Touchpoint.objects.filter(customer=customer, at__gt=since).exclude(device="")
    devices = list(own.values_list("device", flat=True).distinct()[:MOST_OF_A_KEY])
    if not devices:
        return []
    others = Touchpoint.objects.filter(device__in=devices, customer__isnull=False).exclude(customer=customer)
    return [pk for pk in others.values_list("customer", flat=True).distinct()[:MOST_OF_A_KEY] if pk]


def persons(pks: Iterable[int]) -> dict[int, alike.Person]:
    """Three statements, however many they are."""
    kept: dict[int, dict[str, set[str]]] = {}
    for pk, kind, value in Identity.objects.filter(customer__in=pks).values_list("customer", "kind", "value"):
        kept.setdefault(pk, {}).setdefault(kind, set()).add(value)
    seen: dict[int, set[str]] = {}
    devices = Touchpoint.objects.filter(customer__in=pks, at__gt=timezone.now() - BROWSERS_SINCE).exclude(device="")
    for owner, device in devices.values_list("customer", "device").distinct():
        if owner:
            seen.setdefault(owner, set()).add(device)
    rows = Customer.objects.filter(pk__in=pks)
    return {row.pk: person(row, kept.get(row.pk, {}), seen.get(row.pk, set())) for row in rows}


def person(row: Customer, identities: dict[str, set[str]], devices: set[str]) -> alike.Person:
    return alike.Person(
        family=row.family_name,
        given=row.given_name,
        family_kana=row.family_kana,
        given_kana=row.given_kana,
        roman=row.roman,
        company=row.company_name,
        address=row.address,
        phones=frozenset(identities.get(IdentityKind.PHONE, ())),
        emails=frozenset(identities.get(IdentityKind.EMAIL, ())),
        accounts=frozenset(identities.get(IdentityKind.ACCOUNT, ())),
        devices=frozenset(devices),
    )


def holders_of(one: alike.Person) -> dict[str, int]:
    values = one.phones | one.emails
    held = Identity.objects.filter(kind__in=SHARED, value__in=values).values_list("value", "customer").distinct()
    return Counter(value for value, _customer in held)


def told_apart(customer: Customer) -> set[int]:
    pairs = NotTheSame.objects.filter(Q(one=customer) | Q(other=customer)).values_list("one", "other")
    return {pk for both in pairs for pk in both} - {customer.pk}


@transaction.atomic
def tell_apart(one: Customer, other: Customer, agent: Agent, ip: str) -> NotTheSame:
    low, high = sorted((one.pk, other.pk))
    MergeCandidate.objects.filter(one=low, other=high).delete()
    kept, _new = NotTheSame.objects.get_or_create(one_id=low, other_id=high, defaults={"by": agent})
    for customer in (one, other):
        audit(agent, "customer.told_apart", customer, ip, pair=[low, high])
    return kept


@transaction.atomic
def take_back(apart: NotTheSame, agent: Agent, ip: str) -> None:
    """They may be one after all: the pair is weighed again."""
    one = apart.one
    for customer in (apart.one, apart.other):
        audit(agent, "customer.told_apart_undone", customer, ip)
    apart.delete()
    seek_for(one)
