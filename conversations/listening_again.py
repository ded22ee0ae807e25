"""Reading kept messages once more, after the company taught the rules something new."""

from collections.abc import Iterator
from datetime import datetime
from itertools import batched

from django.db import transaction

from conversations import threads
from conversations.listening import facts_of
from conversations.models import Direction, Message
from customers.models import Fact
from customers.noting import note
from omnidesk.live import PanelHint
from omnidesk.telling import publish

AT_ONCE = 500


def listen_again(since: datetime) -> Iterator[tuple[int, int]]:
    """Yields (messages read, facts added) for each piece. A second run adds nothing."""
    kept = Message.objects.filter(direction=Direction.IN, shown_at__gte=since, is_automatic=False)
    found = kept.select_related("conversation", "customer", "channel", "identity").order_by("shown_at", "pk")
    for piece in batched(found.iterator(chunk_size=AT_ONCE), AT_ONCE):
        yield len(piece), sum(read_again(message, facts) for message, facts in unread(piece))


def unread(piece: tuple[Message, ...]) -> list[tuple[Message, list[Fact]]]:
    """What is told in these messages and not in the table yet, whatever became of it there."""
    there = set(
        Fact.objects.filter(message__in=[message.pk for message in piece]).values_list("message", "key", "norm")
    )
    fresh = ((message, facts_of(message)) for message in piece)
    return [
        (message, missing)
        for message, facts in fresh
        if (missing := [fact for fact in facts if (fact.message, fact.key, fact.norm[:500]) not in there])
    ]


@transaction.atomic
def read_again(message: Message, facts: list[Fact]) -> int:
    """The message may have gone to another matter or customer meanwhile: the facts go with it."""
    matter, message = threads.lock_message(message.pk)
    for fact in facts:
        fact.customer = matter.customer
        fact.matter = matter.pk if fact.matter else None
    there = set(Fact.objects.filter(message=message.pk).values_list("key", "norm"))
    publish(PanelHint(matter.customer_id))
    return len(note([fact for fact in facts if (fact.key, fact.norm[:500]) not in there]))
