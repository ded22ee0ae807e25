"""Where each value of the record comes from: who may change it, and what becomes of a value that disagrees.

The value in the record gives way to a source that is at least as sure as the one that set it, and to a person; what is
less sure stands beside it as a rival until somebody decides. Nothing is swapped in silence, nothing is thrown away.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from agents.models import Agent
from customers.models import Assurance, Customer, Identity, IdentityKind, RecordValue, Standing
from omnidesk.inserting import insert
from omnidesk.redaction import redact

AGENT = "agent"
# Of what was written before sources were kept, and of what a colleague typed: a claim does not move it, a sign-in does.
TRUSTED = Assurance.PROVEN
TRACKED = (
    "family_name", "given_name", "family_kana", "given_kana", "roman", "company_name", "department", "honorific",
    "call_name", "postal_code", "address", "preferred_contact", "language", "tier", "since",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Who says so: 'agent', 'app', 'form', 'message', 'order' or 'import', over which channel, and how sure we are."""

    name: str
    assurance: int = Assurance.CLAIMED
    channel_kind: str = ""
    identity: Identity | None = None
    by: Agent | None = None
    at: datetime = field(default_factory=timezone.now)

    @property
    def rank(self) -> int:
        return rank(self.name, self.assurance)


def rank(source: str, assurance: int) -> int:
    return TRUSTED if source in (AGENT, "") else assurance


def tell(customer: Customer, said: dict[str, str], source: Source, *, moves: bool = True) -> list[str]:
    """A system or the customer gives values; returns the fields that changed. `customer` is locked by the caller.

    moves: may it change anything? What somebody merely claims of a person whom we know stands beside it instead.
    """
    heard = {name: redact(value.strip())[:500] for name, value in said.items() if name in TRACKED and value.strip()}
    # What is in the record already is told again with every message: it costs no question.
    news = {name: value for name, value in heard.items() if as_text(customer, name) != value}
    confirm(customer, heard.keys() - news.keys(), source)
    if not news:
        return []
    kept = RecordValue.objects.filter(customer=customer, field__in=news).exclude(standing=Standing.PAST)
    known: dict[str, list[RecordValue]] = {}
    for row in kept:
        known.setdefault(row.field, []).append(row)
    told = [(name, value, known.get(name, [])) for name, value in news.items()]
    changed = [name for name, value, rows in told if weigh(customer, name, value, source, rows, moves=moves)]
    if changed:
        customer.save(update_fields=changed)
    return changed


def confirm(customer: Customer, names: Collection[str], source: Source) -> None:
    """What is said again by somebody surer is known from them; a claim says nothing new."""
    if not names or source.assurance <= Assurance.CLAIMED:
        return
    said = RecordValue.objects.filter(customer=customer, field__in=names, standing=Standing.CURRENT, pinned_at=None)
    for current in said.exclude(source__in=(AGENT, "")).filter(assurance__lt=source.assurance):
        current.delete()
        add(customer, current.field, current.value, source, Standing.CURRENT)


def is_vouched_for(customer: Customer) -> bool:
    """Is somebody known to be behind this record? A browser is nobody yet."""
    sure = customer.identities.filter(assurance__gte=Assurance.ATTESTED)
    return sure.exclude(kind=IdentityKind.VISITOR).exists()


def weigh(
    customer: Customer, name: str, value: str, source: Source, known: list[RecordValue], *, moves: bool = True
) -> bool:
    """True = the record now says so. Else it is kept as a rival, unless somebody has set it aside before."""
    current = next((row for row in known if row.standing == Standing.CURRENT), None)
    if moves and (not as_text(customer, name) or gives_way(current, source)):
        write(customer, name, value, source)
        return True
    same = next((row for row in known if row.standing != Standing.CURRENT and row.value == value), None)
    if same is None:
        add(customer, name, value, source, Standing.RIVAL)
    elif source.rank > rank(same.source, same.assurance):
        same.delete()
        add(customer, name, value, source, Standing.RIVAL)
    return False


def gives_way(current: RecordValue | None, source: Source) -> bool:
    if current is None:
        return source.rank >= TRUSTED
    return current.pinned_at is None and source.rank >= rank(current.source, current.assurance)


def write(customer: Customer, name: str, value: str, source: Source) -> None:
    """The value becomes the record's (the caller saves the customer); what stood there is past."""
    column = Customer._meta.get_field(name)
    setattr(customer, name, column.to_python(value) if value else column.get_default())  # type: ignore[union-attr]  # plain columns only
    retire(customer, name)
    if value:
        RecordValue.objects.filter(customer=customer, field=name, value=value, standing=Standing.RIVAL).delete()
        add(customer, name, value, source, Standing.CURRENT)


def retire(customer: Customer, name: str) -> None:
    current = RecordValue.objects.filter(customer=customer, field=name, standing=Standing.CURRENT)
    current.update(standing=Standing.PAST, pinned_at=None)


def first_values(customer: Customer, source: Source) -> None:
    """A new record: where its first values come from. What nobody said (a language by default) has no source."""
    said = [name for name in ("family_name", "given_name", "roman", "company_name") if as_text(customer, name)]
    for name in said:
        insert(row(customer, name, as_text(customer, name), source), later=True)


def add(customer: Customer, name: str, value: str, source: Source, standing: Standing) -> None:
    row(customer, name, value, source, standing).save()


def row(
    customer: Customer, name: str, value: str, source: Source, standing: Standing = Standing.CURRENT
) -> RecordValue:
    return RecordValue(
        customer=customer,
        home=source.identity.home if source.identity else customer,
        field=name,
        value=value,
        standing=standing,
        source=source.name,
        channel_kind=source.channel_kind,
        assurance=source.assurance,
        identity=source.identity,
        by=source.by,
        at=source.at,
    )


def written(customer: Customer, names: list[str], source: Source) -> None:
    """These fields were saved already (a form of ours, a new record): keep who did it."""
    for name in names:
        if name not in TRACKED:
            continue
        retire(customer, name)
        value = as_text(customer, name)
        RecordValue.objects.filter(customer=customer, field=name, value=value, standing=Standing.RIVAL).delete()
        if value:
            add(customer, name, value[:500], source, Standing.CURRENT)


def as_text(customer: Customer, name: str) -> str:
    value = getattr(customer, name)
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
