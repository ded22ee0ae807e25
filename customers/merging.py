"""Two records, one person: what a merge would do, and whose everything is while merges are in force.

Nothing is copied: every identity has a home, every merge in force is an arrow from source to target, and the owner of
an identity is where the arrows lead from its home. So merges can be undone in any order.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from customers import values_home
from customers.models import Assurance, Consent, Customer, Fact, Identity, Merge, RecordValue, Touchpoint
from customers.noting import settle_again

UNDO_DAYS = 90
# What a person decides row by row; the other values follow rules.
FIELDS = (
    "family_name", "given_name", "family_kana", "given_kana", "company_name", "department", "honorific", "call_name",
    "postal_code", "address", "preferred_contact", "language", "tier", "since", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One field in both records: which value the merged record gets unless a person chooses the other."""

    field: str
    label: str
    source: Any
    target: Any
    keeps: str

    @property
    def same(self) -> bool:
        return bool(self.source == self.target)


def compare(source: Customer, target: Customer) -> list[Row]:
    """A value beats no value; between two values the target's stays."""
    return [row_of(source, target, field) for field in FIELDS]


def row_of(source: Customer, target: Customer, field: str) -> Row:
    ours, theirs = getattr(target, field), getattr(source, field)
    label = str(getattr(Customer._meta.get_field(field), "verbose_name", field))
    return Row(field, label, theirs, ours, keeps="target" if ours or not theirs else "source")


def may_merge(source: Customer, target: Customer) -> bool:
    """Not on claims alone: at least one of the two must have been seen to be who they say."""
    shown = Identity.objects.filter(customer__in=[source, target], assurance__gte=Assurance.ATTESTED)
    return source.pk != target.pk and shown.exists()


def overwrite(source: Customer, target: Customer, choices: dict[str, str]) -> dict[str, Any]:
    """Write the chosen values of the source into the target; returns {field: [value before, value after]} as JSON."""
    overwritten: dict[str, Any] = {}
    for row in compare(source, target):
        chosen = choices.get(row.field, row.keeps)
        if chosen == "source" and not row.same:
            overwritten[row.field] = [as_text(row.target), as_text(row.source)]
            setattr(target, row.field, row.source)
    if source.blocked_at and not target.blocked_at:
        # A stop beats a permission, whoever of the two said it.
        target.blocked_at = source.blocked_at
        overwritten["blocked_at"] = [None, as_text(source.blocked_at)]
    target.save()
    return overwritten


def restore(target: Customer, overwritten: dict[str, Any]) -> None:
    """Put back what the merge overwrote, unless somebody has changed it since."""
    for name, (before, after) in overwritten.items():
        if as_text(getattr(target, name)) == after:
            field = Customer._meta.get_field(name)
            setattr(target, name, field.to_python(before) if before is not None else None)  # type: ignore[union-attr]  # plain columns only
    target.save()


def as_text(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def owners(customer_ids: set[int]) -> dict[int, int]:
    """{home: owner now} for these homes, by the merges in force."""
    arrows = dict(Merge.objects.filter(undone_at=None).values_list("source_id", "target_id"))
    return {home: follow(home, arrows) for home in customer_ids}


def follow(home: int, arrows: dict[int, int]) -> int:
    seen = {home}
    while home in arrows and arrows[home] not in seen:
        home = arrows[home]
        seen.add(home)
    return home


def in_force(customer: Customer) -> list[Merge]:
    """The merges into this record, and into those merged into it, that can still be undone, newest first."""
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    found: dict[int, Merge] = {}
    targets = {customer.pk}
    while targets:
        standing = Merge.objects.filter(target__in=targets, undone_at=None, merged_at__gt=since)
        further = [merge for merge in standing.select_related("source") if merge.pk not in found]
        found |= {merge.pk: merge for merge in further}
        targets = {merge.source_id for merge in further}
    return sorted(found.values(), key=lambda merge: merge.merged_at, reverse=True)


def can_be_undone(merge: Merge) -> bool:
    return merge.undone_at is None and timezone.now() - merge.merged_at < timedelta(days=UNDO_DAYS)


def send_home(identities: list[Identity]) -> list[Identity]:
    """Give every identity to its owner by the merges in force; returns those that moved."""
    at = owners({identity.home_id for identity in identities})
    moved = [identity for identity in identities if identity.customer_id != at[identity.home_id]]
    for identity in moved:
        identity.customer_id = at[identity.home_id]
    Identity.objects.bulk_update(moved, ["customer"])
    return moved


def homed() -> "list[QuerySet[Any]]":
    """What lies with a customer and has a home, beside identities. Facts of a matter go with the matter."""
    found: list[QuerySet[Any]] = [Fact.objects.filter(matter=None), Touchpoint.objects.all(), Consent.objects.all()]
    return [*found, RecordValue.objects.all()]


def send_home_all(customers: set[int]) -> None:
    """Give all that these customers hold to its owner by the merges in force, and work out what stands."""
    values_home.let_go(customers)
    for things in homed():
        held = things.filter(customer__in=customers)
        for home, owner in owners(set(held.values_list("home", flat=True))).items():
            held.filter(home=home).exclude(customer=owner).update(customer=owner)
    values_home.settle(customers)
    settle_again(customers)
