"""What customers did elsewhere, written in bulk: whose it was is asked once for the whole call, not for each event.

An event belongs to who holds its account, address or number as attested or better; else to who is known to use its
device; else to nobody, until the device becomes known (`claim_device`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from customers.models import Assurance, Customer, Identity, IdentityKind, Touchpoint
from omnidesk.live import PanelHint
from omnidesk.telling import publish

type Key = tuple[str, str, str]

# The surest first.
KINDS = (IdentityKind.ACCOUNT, IdentityKind.EMAIL, IdentityKind.PHONE)
# A device is a browser of its owner; no person types or reads its name.
DEVICE = IdentityKind.VISITOR
# What was done on a device before its owner was known: not for ever, as devices change hands.
CLAIMS_BACK = timedelta(days=30)
# Open pages that are told; more of them find it when they next ask.
MOST_TOLD = 50
BATCH = 5_000
MOST_BATCHES = 20


@dataclass(frozen=True)
class Event:
    """One event, checked and masked. `who`: {kind: value in its normal form}."""

    external_id: str
    place: str
    kind: str
    at: datetime
    device: str = ""
    who: dict[str, str] = field(default_factory=dict)
    title: str = ""
    url: str = ""
    flow: str = ""
    step: str = ""
    outcome: str = ""
    error: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def write(source: str, scope: str, events: Sequence[Event], *, is_demo: bool = False) -> set[str]:
    """Keep them, each once; returns the ids that are new. `scope`: in which the sender's accounts are proven."""
    ids = [event.external_id for event in events]
    known = set(Touchpoint.objects.filter(source=source, external_id__in=ids).values_list("external_id", flat=True))
    fresh = {event.external_id: event for event in events if event.external_id not in known}
    owners = owners_of(source, scope, fresh.values())
    rows = [row(source, event, owner(source, scope, event, owners), is_demo) for event in fresh.values()]
    # The same call at the same time: the database keeps one of each.
    Touchpoint.objects.bulk_create(rows, ignore_conflicts=True)
    tell({one.customer_id for one in rows})
    return set(fresh)


def owners_of(source: str, scope: str, events: Iterable[Event]) -> dict[Key, Identity]:
    """Who holds what these events name, in one query."""
    asked: dict[tuple[str, str], set[str]] = {}
    for event in events:
        for kind, where, value in keys_of(source, scope, event):
            asked.setdefault((kind, where), set()).add(value)
    if not asked:
        return {}
    wanted = Q()
    for (kind, where), values in asked.items():
        wanted |= Q(kind=kind, scope=where, value__in=values)
    held = Identity.objects.filter(wanted, assurance__gte=Assurance.ATTESTED)
    return {(one.kind, one.scope, one.value): one for one in held}


def keys_of(source: str, scope: str, event: Event) -> list[Key]:
    named: list[Key] = [
        (kind, scope if kind == IdentityKind.ACCOUNT else "", event.who[kind]) for kind in KINDS if event.who.get(kind)
    ]
    return [*named, (DEVICE, source, event.device)] if event.device else named


def owner(source: str, scope: str, event: Event, owners: dict[Key, Identity]) -> Identity | None:
    return next((owners[key] for key in keys_of(source, scope, event) if key in owners), None)


def row(source: str, event: Event, whose: Identity | None, is_demo: bool) -> Touchpoint:
    now = timezone.now()
    return Touchpoint(
        customer_id=whose.customer_id if whose else None,
        home_id=whose.home_id if whose else None,
        identity=whose,
        device=event.device,
        source=source,
        external_id=event.external_id,
        place=event.place,
        kind=event.kind,
        title=event.title,
        url=event.url,
        flow=event.flow,
        step=event.step,
        outcome=event.outcome,
        error=event.error,
        data=event.data,
        # A clock that is ahead must not hold the top of the list for ever.
        at=min(event.at, now),
        received_at=now,
        is_demo=is_demo,
    )


def tell(customers: set[int | None]) -> None:
    for customer in sorted(one for one in customers if one)[:MOST_TOLD]:
        publish(PanelHint(customer))


@transaction.atomic
def claim_device(source: str, device: str, identity: Identity) -> int:
    """The device is now known to be this person's: what was done on it before, by nobody we knew, is theirs too."""
    if not device:
        return 0
    lock_device(source, device)
    known = Identity.objects.filter(kind=DEVICE, scope=source, value=device, assurance__gte=Assurance.ATTESTED)
    owned = {"customer_id": identity.customer_id, "home_id": identity.home_id}
    if not known.update(**owned):
        Identity.objects.create(
            kind=DEVICE, scope=source, value=device, assurance=Assurance.ATTESTED, assured_by="app",
            assured_at=timezone.now(), display=f"#{device[:6]}", **owned,
        )  # fmt: skip
    since = timezone.now() - CLAIMS_BACK
    nobodys = Touchpoint.objects.filter(source=source, device=device, customer=None, at__gt=since)
    found = nobodys.update(**owned, identity=identity)
    if found:
        tell({identity.customer_id})
    return found


def lock_device(source: str, device: str) -> None:
    """Two people who sign in on one device at the same moment wait here for each other."""
    with connection.cursor() as cursor:
        key = f"{DEVICE}\x1f{source}\x1f{device}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def recent(customer: Customer, most: int = 6) -> list[Touchpoint]:
    return list(Touchpoint.objects.filter(customer=customer).order_by("-at", "-id")[:most])


def forget(source: str, days: int) -> int:
    """Delete what is older than its app may keep, in batches: no long lock, and the rest of the night is left."""
    old = Touchpoint.objects.filter(source=source, received_at__lt=timezone.now() - timedelta(days=days))
    gone = 0
    for _turn in range(MOST_BATCHES):
        ids = list(old.order_by("received_at").values_list("pk", flat=True)[:BATCH])
        gone += Touchpoint.objects.filter(pk__in=ids).delete()[0] if ids else 0
        if len(ids) < BATCH:
            break
    return gone
