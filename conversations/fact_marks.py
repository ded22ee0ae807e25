"""Where in a message something was told. The same for everybody who may see the message."""

from collections import defaultdict
from collections.abc import Iterable

from conversations.links import Range
from conversations.models import Direction, Message
from customers.models import Fact


def lay(messages: Iterable[Message]) -> None:
    """One statement for a whole piece of the thread."""
    inbound = {message.pk: message for message in messages if message.direction == Direction.IN}
    told: dict[int | None, list[Fact]] = defaultdict(list)
    for fact in said_in(list(inbound)) if inbound else ():
        told[fact.message].append(fact)
    for message in inbound.values():
        message.told = told[message.pk]


def said_in(messages: list[int]) -> Iterable[Fact]:
    """What was struck out was never told. What a later word replaced was, and keeps its mark."""
    placed = Fact.objects.filter(message__in=messages, struck_at=None).exclude(start=None)
    return placed.only("message", "start", "end", "replaced_by", "struck_at")


def ranges(message: Message) -> list[Range]:
    """A row that comes alone (pushed) asks for itself; a piece of the thread was given them (lay)."""
    if message.direction != Direction.IN:
        return []
    if not hasattr(message, "told"):
        lay([message])
    return [
        (fact.start, fact.end, names(fact))
        for fact in message.told
        if fact.start is not None and fact.end is not None and fact.struck_at is None
    ]


def names(fact: Fact) -> str:
    """Also that of the one which stands in the card instead of it."""
    return f"{fact.pk} {fact.replaced_by_id}" if fact.replaced_by_id else str(fact.pk)
