"""既に伺ったこと: what is known in this matter, as the panel shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from conversations.models import Conversation, Message
from customers import fact_words, masking
from customers.facts import source_words
from customers.models import Fact
from customers.models.fact import FactSource

# More than this nobody reads beside a conversation; the profile has the rest.
MOST = 60
# Where no channel carried it.
KINDS = {FactSource.TOKEN: "app", FactSource.FORM: "form", FactSource.TOUCHPOINT: "web"}


@dataclass(frozen=True)
class Line:
    """shown: the value as a page shows it at first, masked where it is one to look at (customers.looking).
    stale: out of date, struck through. opens: its message is in the reader's sight."""

    fact: Fact
    label: str
    shown: str
    source: str
    kind: str
    stale: bool
    opens: bool

    @property
    def is_masked(self) -> bool:
        return self.fact.key in masking.MASKED_FACTS


def of_matter(conversation: Conversation) -> "QuerySet[Fact]":
    """Of this matter or of the person; what was struck out is gone."""
    here = Q(matter=None) | Q(matter=conversation.pk)
    return Fact.objects.filter(here, customer=conversation.customer_id, struck_at=None)


def facts_context(conversation: Conversation, visible: "QuerySet[Conversation]") -> dict[str, Any]:
    """Two statements, however much was told."""
    facts = list(of_matter(conversation).order_by("-said_at", "-pk")[: MOST * 2])
    chosen = in_order(facts)[:MOST]
    behind = [fact.message for fact in chosen if fact.message]
    opening = set(Message.objects.filter(pk__in=behind, conversation__in=visible).values_list("pk", flat=True))
    lines = [as_line(fact, fact.message in opening) for fact in chosen]
    return {"told_lines": lines, "told_count": sum(not line.stale for line in lines)}


def in_order(facts: list[Fact]) -> list[Fact]:
    """By what it is; of each, the last value that is out of date above those that stand."""
    ordered = sorted(facts, key=lambda fact: fact_words.order(fact.key))
    return [fact for _key, same in groupby(ordered, key=lambda fact: fact.key) for fact in of_one_key(list(same))]


def of_one_key(same: list[Fact]) -> Iterable[Fact]:
    """`same` is newest first. What became longer («Sato», then «Sato Hanako») was not wrong before."""
    standing = [fact for fact in same if not is_stale(fact)]
    said = {fact.norm for fact in standing}
    past = next(
        (fact for fact in same if is_stale(fact) and not any(norm.startswith(fact.norm) for norm in said)), None
    )
    return [*([past] if past else []), *reversed(standing)]


def is_stale(fact: Fact) -> bool:
    return fact.replaced_by_id is not None or (fact.expires_at is not None and fact.expires_at <= timezone.now())


def as_line(fact: Fact, opens: bool) -> Line:
    kind = fact.channel_kind or KINDS.get(FactSource(fact.source), "")
    short = str(fact_words.CHANNELS.get(kind, "")) or source_words(fact.source, fact.channel_kind)
    by_hand = fact.source == FactSource.AGENT
    return Line(
        fact=fact,
        label=fact_words.label(fact.key),
        shown=masking.of_fact(fact.key, fact.value),
        source=source_words(fact.source) if by_hand else short,
        kind="" if by_hand else kind,
        stale=is_stale(fact),
        opens=opens,
    )
