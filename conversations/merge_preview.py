"""What a merge of two records would look like, for the person who decides."""

from collections import Counter
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.db.models import Q

from agents.models import Agent
from conversations.models import Conversation
from customers.identities import once
from customers.merging import Row, compare, may_merge
from customers.models import Customer, Fact, Identity, IdentityKind

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
        """All of them stay: [{'kind': word, 'source': Identity | None, 'target': Identity | None}], kind by kind."""
        ours, theirs = (
            once(Identity.objects.filter(customer=side).order_by("-assurance", "-assured_at", "pk"))
            for side in (self.target, self.source)
        )
        return [row for kind in IdentityKind for row in beside(kind, ours, theirs)]

    @cached_property
    def matters(self) -> list[Conversation]:
        """The newest matters of both, as far as this person may see them."""
        mine = Conversation.objects.visible_to(self.agent).filter(customer__in=[self.source, self.target])
        return list(mine.select_related("last_channel").order_by("-last_activity_at", "-pk")[:SHOWN_MATTERS])

    @cached_property
    def counts(self) -> dict[str, int]:
        """Identities and matters of A, of B, and together."""
        at = {side: Conversation.objects.filter(customer=side).count() for side in (self.source, self.target)}
        standing = Fact.objects.standing().filter(customer__in=[self.source, self.target]).order_by()
        told = Counter(standing.values_list("customer", flat=True))
        ours = sum(1 for row in self.identities if row["target"])
        theirs = sum(1 for row in self.identities if row["source"])
        return {
            "a_matters": at[self.target],
            "b_matters": at[self.source],
            "matters": at[self.source] + at[self.target],
            "a_told": told[self.target.pk],
            "b_told": told[self.source.pk],
            "told": told.total(),
            "a_identities": ours,
            "b_identities": theirs,
            "doubled": (doubled := sum(1 for row in self.identities if same(row))),
            "identities": ours + theirs - doubled,
        }


def beside(kind: IdentityKind, ours: list[Identity], theirs: list[Identity]) -> list[dict[str, Any]]:
    """Of one kind: what both have first and on one line, the others as they come."""
    a, b = ([identity for identity in side if identity.kind == kind] for side in (ours, theirs))
    both = {identity.value for identity in a} & {identity.value for identity in b}

    def order(identity: Identity) -> tuple[bool, str]:
        return identity.value not in both, identity.value

    pairs = zip_longest(sorted(a, key=order), sorted(b, key=order))
    return [{"kind": kind.label, "target": target, "source": source} for target, source in pairs]


def same(row: dict[str, Any]) -> bool:
    return bool(row["target"] and row["source"] and row["target"].value == row["source"].value)


def possible_twins(customer: Customer, others: Any, most: int) -> list[Customer]:
    """Records that share an address, a reading or a name with this one; a person decides, nothing is merged by it."""
    values = list(customer.identities.values_list("value", flat=True))
    alike = Q(identities__value__in=values)
    if customer.kana:
        alike |= Q(family_kana=customer.family_kana, given_kana=customer.given_kana)
    if customer.family_name:
        alike |= Q(family_name=customer.family_name, given_name=customer.given_name)
    return list(others.filter(alike).distinct().order_by("-last_contact_at", "-pk")[:most])
