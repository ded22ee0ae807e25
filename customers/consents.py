"""What a customer allows us to send where: words are added, the last one on an address counts, a stop beats all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from customers.identities import once
from customers.models import Answer, Consent, Customer, Identity, IdentityKind, Purpose
from omnidesk.live import PanelHint
from omnidesk.redaction import redact
from omnidesk.telling import publish

# Where something can be sent to that nobody asked for this minute.
REACHED = (IdentityKind.LINE, IdentityKind.EMAIL, IdentityKind.PHONE, IdentityKind.SOCIAL)


@dataclass(frozen=True)
class Said:
    """Who wrote the word down, from where, and in what words it was said."""

    source: str
    evidence: str = ""
    by: Agent | None = None
    at: datetime = field(default_factory=timezone.now)


@dataclass
class Line:
    """One address with what holds for it, by purpose."""

    identity: Identity
    answers: dict[str, Consent | None]

    @property
    def cells(self) -> list[tuple[Purpose, Consent | None]]:
        return [(purpose, self.answers.get(purpose)) for purpose in Purpose]


@transaction.atomic
def say(identity: Identity, purpose: str, answer: str, said: Said, ip: str | None = None) -> Consent:
    kept = Consent.objects.create(
        customer_id=identity.customer_id,
        home_id=identity.home_id,
        identity=identity,
        purpose=Purpose(purpose),
        answer=Answer(answer),
        source=said.source,
        evidence=redact(said.evidence)[:300],
        by=said.by,
        at=said.at,
    )
    if said.by:
        audit(
            said.by, "customer.consent", identity.customer, ip, purpose=purpose, answer=answer, fields=[identity.kind]
        )
    publish(PanelHint(identity.customer_id))
    return kept


def holding(identities: Iterable[Identity]) -> dict[tuple[str, str, str], Consent]:
    """{(kind, value, purpose): the word that counts}. Two rows may hold one address: then a stop at either beats."""
    known = {identity.pk: identity for identity in identities}
    last = Consent.objects.filter(identity__in=known).order_by("identity", "purpose", "-at", "-pk")
    found: dict[tuple[str, str, str], Consent] = {}
    for word in last.distinct("identity", "purpose").select_related("by"):
        identity = known[word.identity_id]
        key = identity.kind, identity.value, word.purpose
        other = found.get(key)
        if other is None or beats(word, other):
            found[key] = word
    return found


def beats(word: Consent, other: Consent) -> bool:
    if (word.answer == Answer.STOPPED) != (other.answer == Answer.STOPPED):
        return word.answer == Answer.STOPPED
    return word.at > other.at


def stopped(identities: Iterable[Identity], purpose: str = Purpose.SUPPORT) -> set[tuple[str, str]]:
    """The addresses (kind, value) to which nothing of this purpose may be sent."""
    words = holding(identities)
    return {(kind, value) for (kind, value, of), word in words.items() if of == purpose and word.answer == "stopped"}


def lines(customer: Customer) -> list[Line]:
    """Every address that can be written to, with what was said of it."""
    identities = list(customer.identities.filter(kind__in=REACHED).order_by("-assurance", "id"))
    words = holding(identities)
    shown = sorted(once(identities), key=lambda identity: REACHED.index(IdentityKind(identity.kind)))
    return [
        Line(one, {purpose: words.get((one.kind, one.value, purpose)) for purpose in Purpose.values}) for one in shown
    ]


def evidence(customer: Customer) -> list[Consent]:
    return list(customer.consents.select_related("identity", "by").order_by("-at", "-pk")[:50])
