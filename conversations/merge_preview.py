"""What a merge of two records would look like, for the person who decides."""

from functools import cached_property
from typing import Any

from django.db.models import Q

from agents.models import Agent
from conversations.models import Conversation
from customers.merging import Row, compare, may_merge
from customers.models import Customer, Identity

SHOWN_MATTERS = 12


class Preview:
    """A is the target (it stays), B the source."""

    def __init__(self, source: Customer, target: Customer, agent: Agent) -> None:
        self.source, self.target, self.agent = source, target, agent

    @cached_property
    def allowed(self) -> bool:
        return may_merge(self.source, self.target)

    @cached_property
    def _rows(self) -> list[Row]:
        return compare(self.source, self.target)

    @property
    def rows(self) -> list[Row]:
        """The fields that differ; where only one side has a value, that one is marked."""
        return [row for row in self._rows if not row.same]

    @property
    def same(self) -> list[Row]:
        """What is equal on both sides and not empty."""
        return [row for row in self._rows if row.same and row.target]

    @cached_property
    def identities(self) -> list[dict[str, Any]]:
        """All identities stay: [{'value': shown, 'source': Identity | None, 'target': Identity | None}]."""
        found: dict[tuple[str, str, str], dict[str, Any]] = {}
        both = Identity.objects.filter(customer__in=[self.source, self.target])
        for identity in both.order_by("kind", "-assurance", "pk"):
            row = found.setdefault((identity.kind, identity.scope, identity.value), {"source": None, "target": None})
            row["source" if identity.customer_id == self.source.pk else "target"] = identity
            row["kind"] = identity.get_kind_display()
        return list(found.values())

    @cached_property
    def matters(self) -> list[Conversation]:
        """The newest matters of both, as far as this person may see them."""
        mine = Conversation.objects.visible_to(self.agent).filter(customer__in=[self.source, self.target])
        return list(mine.select_related("last_channel").order_by("-last_activity_at", "-pk")[:SHOWN_MATTERS])

    @cached_property
    def counts(self) -> dict[str, int]:
        """Identities and matters of A, of B, and together."""
        at = {side: Conversation.objects.filter(customer=side).count() for side in (self.source, self.target)}
        ours = sum(1 for row in self.identities if row["target"])
        theirs = sum(1 for row in self.identities if row["source"])
        return {
            "a_matters": at[self.target],
            "b_matters": at[self.source],
            "matters": at[self.source] + at[self.target],
            "a_identities": ours,
            "b_identities": theirs,
            "doubled": ours + theirs - len(self.identities),
            "identities": len(self.identities),
        }


def possible_twins(customer: Customer, others: Any, most: int) -> list[Customer]:
    """Records that share an address, a reading or a name with this one; a person decides, nothing is merged by it."""
    values = list(customer.identities.values_list("value", flat=True))
    alike = Q(identities__value__in=values)
    if customer.kana:
        alike |= Q(family_kana=customer.family_kana, given_kana=customer.given_kana)
    if customer.family_name:
        alike |= Q(family_name=customer.family_name, given_name=customer.given_name)
    return list(others.filter(alike).distinct().order_by("-last_contact_at", "-pk")[:most])
