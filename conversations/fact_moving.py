"""Facts of a matter go where it goes: with its messages into another, with the whole of it to another customer."""

from collections.abc import Iterable

from conversations.models import Conversation, Message
from customers.models import Fact
from customers.noting import settle_again


def follow(messages: Iterable[Message], to: Conversation) -> None:
    """What these messages told of their matter is now told of the other one. What they told of the person stays."""
    told = Fact.objects.filter(message__in=[message.pk for message in messages])
    told.exclude(matter=None).update(matter=to.pk, customer=to.customer_id)
    settle_again({to.customer_id})


def all_into(source: Conversation, into: Conversation) -> list[int]:
    """Also what colleagues wrote down without a message; returns that, for an undo."""
    by_hand = Fact.objects.filter(matter=source.pk, message=None)
    moved = list(by_hand.values_list("pk", flat=True))
    by_hand.update(matter=into.pk)
    return moved


def back_into(source: Conversation, facts: list[int]) -> None:
    Fact.objects.filter(pk__in=facts, customer=source.customer_id).update(matter=source.pk)


def hand_over(matter: Conversation) -> None:
    """The matter is another customer's now."""
    Fact.objects.filter(matter=matter.pk).update(customer=matter.customer_id)
