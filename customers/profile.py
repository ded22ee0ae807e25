"""What the customer's page shows of the record: every value with its source, and what disagrees with it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agents.models import AuditEntry
from customers import masking, proving, tiers
from customers.freshness import Proof, proof
from customers.identities import once
from customers.models import Customer, Identity, RecordValue, Standing

HISTORY = 12
# A look is for those who watch over looks; the other deeds concern everybody who uses the record.
LOOKED = "customer.looked"

ROWS: list[tuple[str, str | Promise, tuple[str, ...]]] = [
    ("name", _("Name"), ("family_name", "given_name")),
    ("kana", _("Reading"), ("family_kana", "given_kana")),
    ("roman", _("In Latin"), ("roman",)),
    ("company", _("Company"), ("company_name", "department")),
    ("address", pgettext_lazy("postal", "Address"), ("postal_code", "address")),
    ("tier", _("Tier"), ("tier",)),
    ("language", _("Language"), ("language",)),
    ("preferred_contact", _("Contact by"), ("preferred_contact",)),
    ("call_name", _("Called"), ("call_name",)),
    ("since", _("Since"), ("since",)),
]


@dataclass(frozen=True)
class Way:
    """An address or account, as shown: masked where it is one to look at, with how long its proof lasts."""

    identity: Identity
    shown: str
    is_masked: bool
    proof: Proof
    is_provable: bool


@dataclass
class Row:
    key: str
    label: str | Promise
    fields: tuple[str, ...]
    shown: str
    is_masked: bool = False
    origin: RecordValue | None = None
    rivals: list[tuple[RecordValue, str]] = field(default_factory=list)


def ways(customer: Customer, now: datetime | None = None) -> list[Way]:
    found = once(customer.identities.order_by("-assurance", "-assured_at", "id"))
    return [way(identity, now or timezone.now()) for identity in found]


def way(identity: Identity, now: datetime) -> Way:
    shown, is_masked = masking.of_identity(identity), masking.is_masked(identity)
    return Way(identity, shown, is_masked, proof(identity, now), proving.is_provable(identity))


def rows(customer: Customer) -> list[Row]:
    """The values that are known, and those that are only claimed by a rival."""
    current: dict[str, RecordValue] = {}
    rivals: dict[str, list[RecordValue]] = {}
    kept = RecordValue.objects.filter(customer=customer, standing__in=[Standing.CURRENT, Standing.RIVAL])
    for value in kept.select_related("by").order_by("-at"):
        if value.standing == Standing.RIVAL:
            rivals.setdefault(value.field, []).append(value)
        else:
            current[value.field] = value
    made = [row(customer, key, label, names, current, rivals) for key, label, names in ROWS]
    return [one for one in made if one.shown or one.rivals]


def row(
    customer: Customer,
    key: str,
    label: str | Promise,
    names: tuple[str, ...],
    current: dict[str, RecordValue],
    rivals: dict[str, list[RecordValue]],
) -> Row:
    made = Row(key, label, names, words(customer, key, names), key in masking.MASKED_FIELDS)
    origins = [current[name] for name in names if name in current]
    made.origin = max(origins, key=lambda value: value.at, default=None)
    made.rivals = [(value, shown(value.field, value.value)) for name in names for value in rivals.get(name, [])]
    return made


def words(customer: Customer, key: str, names: tuple[str, ...]) -> str:
    if key == "language":
        return str(customer.get_language_display())
    if key == "since":
        return f"{customer.since:%Y/%m/%d}" if customer.since else ""
    if key == "address" and customer.address:
        return shown(key, customer.address)
    return " ".join(filter(None, (shown(name, getattr(customer, name)) for name in names)))


def shown(name: str, value: str) -> str:
    return tiers.word(value) if name == "tier" else masking.masked(name, value)


def history(customer: Customer, *, with_looks: bool) -> list[Any]:
    """Deeds of colleagues from the audit, and what systems and customers changed; newest first."""
    audited = AuditEntry.objects.filter(thing="customer", thing_id=str(customer.pk)).select_related("actor")
    deeds = list((audited if with_looks else audited.exclude(action=LOOKED))[:HISTORY])
    told = RecordValue.objects.filter(customer=customer, by=None).exclude(source="")
    changes = list(told.order_by("-at", "-pk")[:HISTORY])
    lines: list[Any] = [*deeds, *changes]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:HISTORY]


FIELD_WORDS: dict[str, str | Promise] = {name: label for _key, label, names in ROWS for name in names} | {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "note": _("Note"),
    "honorific": _("Honorific"),
}
