"""Writing down what was told: in bulk, with the older word giving way to the later one."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from customers import fact_words
from customers.models import Fact
from customers.models.fact import FactSource

LONGEST = 500
MANY = [word.key for word in fact_words.WORDS if word.many]
# What rules and systems read; what a colleague writes down by hand stands even where one struck it out before.
READ = [source for source in FactSource if source != FactSource.AGENT]


def expiry(key: str, said_at: datetime) -> datetime | None:
    holds: timedelta | None = fact_words.holds(key)
    return said_at + holds if holds else None


def note(facts: list[Fact]) -> list[Fact]:
    """Insert what one message (form, token) told, and settle it with what stands: two statements for any number.

    The customer is locked by whoever calls; none of the facts is in the table yet (fact_once_per_message).
    """
    if facts:
        for fact in facts:
            fact.value, fact.norm = fact.value[:LONGEST], fact.norm[:LONGEST]
        Fact.objects.bulk_create(facts)
        settle(facts)
    return facts


def settle(fresh: list[Fact]) -> None:
    """A later word takes the place of the earlier; the same word again leaves the first one standing; and what a
    colleague struck out for this customer stays struck when it is read once more."""
    ids = [fact.pk for fact in fresh]
    together = around(fresh)
    together.update(
        replaced_by=Case(
            When(pk__in=ids, then=Subquery(standing_already(together, ids))),
            *(When(outdated(key, fresh), then=Value(latest(key, fresh).pk)) for key in {fact.key for fact in fresh}),
            default=Value(None),
        ),
        struck_at=Case(
            When(pk__in=ids, source__in=READ, then=Subquery(struck_twin(fresh[0]))),
            default=Value(None),
            output_field=DateTimeField(),
        ),
    )


def around(fresh: list[Fact]) -> "QuerySet[Fact]":
    """All that stands about the same things: of the person, and of the matter in which this was said."""
    place = Q(matter=None) | Q(matter__in={fact.matter for fact in fresh if fact.matter is not None})
    keys = {fact.key for fact in fresh}
    return Fact.objects.filter(place, customer=fresh[0].customer_id, key__in=keys, struck_at=None, replaced_by=None)


def standing_already(together: "QuerySet[Fact]", ids: list[int]) -> "QuerySet[Any, Any]":
    """What says the same and still holds, or was said later than this fresh one (a mail that was under way)."""
    holds = Q(expires_at=None) | Q(expires_at__gt=OuterRef("said_at"))
    later = Q(said_at__gt=OuterRef("said_at")) & ~Q(key__in=MANY)
    others = together.exclude(pk__in=ids).filter(holds, key=OuterRef("key"))
    return others.filter(Q(norm=OuterRef("norm")) | later).order_by("-said_at", "-pk").values("pk")[:1]


def outdated(key: str, fresh: list[Fact]) -> Q:
    """Said before, and not repeated now; or repeated after its time was over."""
    if key in MANY:
        return Q(pk__in=[])
    at = latest(key, fresh).said_at
    repeated = Q(norm__in=[fact.norm for fact in fresh if fact.key == key])
    return Q(key=key, said_at__lte=at) & (~repeated | Q(expires_at__lte=at))


def latest(key: str, fresh: list[Fact]) -> Fact:
    return max((fact for fact in fresh if fact.key == key), key=lambda fact: (fact.said_at, fact.confidence))


def struck_twin(one: Fact) -> "QuerySet[Any, Any]":
    twins = Fact.objects.filter(customer=one.customer_id, key=OuterRef("key"), norm=OuterRef("norm"))
    return twins.exclude(struck_at=None).annotate(at=F("struck_at")).values("at")[:1]
