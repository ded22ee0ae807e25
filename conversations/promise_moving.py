"""What was promised, and what had to be said twice, stays with the words it was said in, wherever these go."""

from collections.abc import Iterable

from conversations.models import AskedAgain, Conversation, Message, Promise


def follow(messages: Iterable[Message], to: Conversation) -> None:
    moved = [message.pk for message in messages]
    Promise.objects.filter(message__in=moved).update(conversation=to)
    AskedAgain.objects.filter(message__in=moved).update(conversation=to)


def all_into(source: Conversation, into: Conversation) -> list[int]:
    """Also what was noted by hand; returns that, for an undo."""
    by_hand = Promise.objects.filter(conversation=source, message=None)
    moved = list(by_hand.values_list("pk", flat=True))
    by_hand.update(conversation=into)
    return moved


def back_into(source: Conversation, promises: list[int]) -> None:
    Promise.objects.filter(pk__in=promises).update(conversation=source)
