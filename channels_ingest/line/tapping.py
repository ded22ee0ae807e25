"""A quick reply that was tapped: LINE brings back the data that we gave it, which names our message and its choice."""

import re
from typing import Any

from channels_ingest.line import words
from conversations import choosing
from conversations.models import Channel, Message

_NAMED = re.compile(r"choice:(\d{1,18}):(\d{1,2})", re.ASCII)


def named(message: Message, place: int) -> str:
    return f"choice:{message.pk}:{place}"


def of(event: dict[str, Any], channel: Channel) -> tuple[int, str] | None:
    """Our message, and what the choice says; None = another button, of a menu or of somebody else's making."""
    found = _NAMED.fullmatch(words.text_of(words.inner(event, "postback"), "data"))
    if found is None:
        return None
    key, place = int(found[1]), int(found[2])
    says = choosing.tapped(channel, key, place)
    return (key, says) if says else None
