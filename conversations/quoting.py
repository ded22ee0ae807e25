"""A customer quotes a message of ours: it says which matter they mean, and is shown above their words."""

from conversations.models import Channel, Direction, Message
from conversations.preview import preview_of
from customers.models import Customer

LONGEST = 300


def quoted(channel: Channel, name: str) -> Message | None:
    """By the channel's own name for it; None = we do not know it."""
    return Message.objects.filter(channel=channel, external_id=name).first()


def ours(channel: Channel, key: int) -> Message | None:
    """Of whose choices one was tapped."""
    return Message.objects.filter(channel=channel, pk=key, direction=Direction.OUT).first()


def words_of(message: Message | None, customer: Customer) -> str:
    """Only what we said to this very customer: their own words, quoted, would outlive their being taken back."""
    if message is None or message.customer_id != customer.pk or message.direction != Direction.OUT:
        return ""
    return preview_of(message.text)[:LONGEST]
