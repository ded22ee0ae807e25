"""What a message of ours is called at the other side: the same each time it is repeated, and readable only here."""

from conversations.models import Channel, Message


def delivery_of(message: Message) -> str:
    assert message.channel is not None, "only notes have no channel, and they are never queued"  # noqa: S101
    return f"{message.channel.public_id}.{message.pk}"


def pk_of(name: str, channel: Channel) -> int | None:
    """The key of the message that is so called; None = it is not one of our names for this channel's messages."""
    scope, _dot, number = name.rpartition(".")
    is_ours = scope == channel.public_id and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if is_ours else None
