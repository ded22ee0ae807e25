"""What a row of the queue shows of a matter: what it is about, and the last message of it."""

from typing import Any

from conversations.models import Conversation, Direction, Message
from conversations.preview import preview_of
from omnidesk.redaction import redact


def title_of(words: str) -> str:
    """The beginning of the subject, or of what was said, until an agent gives a better one."""
    return preview_of(redact(words))[:60]


def summary(matter: Conversation, message: Message, attached: int) -> dict[str, Any]:
    """What the row of the queue shows of the last message; one that came late leaves what stands there.

    attached: how many files it has, where it has no words."""
    counted: dict[str, Any] = {"next_seq": matter.next_seq + 1}
    if came_late(matter, message):
        return counted
    return counted | {
        "preview": preview_of(message.text, attached),
        "preview_is_ours": message.direction != Direction.IN,
        "last_channel_id": message.channel_id or matter.last_channel_id,
        "last_message_id": message.pk,
        "last_activity_at": max(matter.last_activity_at, message.shown_at),
    }


def came_late(matter: Conversation, message: Message) -> bool:
    """It was said before the last message that the row shows (mail that was under way, a queue of a provider)."""
    if matter.last_message_id is None or message.shown_at >= matter.last_activity_at:
        return False
    return Message.objects.filter(pk=matter.last_message_id, shown_at__gt=message.shown_at).exists()
