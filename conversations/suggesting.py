"""Somebody else who gave the same address: perhaps the same person, which only a person decides."""

from dataclasses import dataclass

from agents.models import Agent
from customers.models import Assurance, Customer, Identity, IdentityKind

# Those that people type, and that many records may name.
TYPED = (IdentityKind.EMAIL, IdentityKind.PHONE)


@dataclass(frozen=True)
class Suggestion:
    customer: Customer
    identity: Identity

    @property
    def is_claim(self) -> bool:
        """They only typed it; else it is known to be theirs, and it was typed here."""
        return self.identity.assurance == Assurance.CLAIMED

    @property
    def is_phone(self) -> bool:
        return self.identity.is_phone


def suggestion_for(customer: Customer, agent: Agent) -> Suggestion | None:
    """The one heard from last, of those this agent may see. One question, by the index of values."""
    ours = Identity.objects.filter(customer=customer, kind__in=TYPED, scope="")
    same = Identity.objects.filter(kind__in=TYPED, scope="", value__in=ours.values("value")).exclude(customer=customer)
    seen = same.filter(customer__in=Customer.objects.visible_to(agent))
    found = seen.select_related("customer").order_by("-customer__last_contact_at", "-pk").first()
    return Suggestion(found.customer, found) if found else None
