"""Whether an echo test waits for its word now: asked by adapters too, which lie below the test itself."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from conversations.models import Channel

# In the channel's settings: {"word": "4821", "begun": "…"} of the newest test.
KEY = "echo"
GIVEN_UP = timedelta(minutes=5)


def running(channel: Channel) -> tuple[str, datetime] | None:
    """The word that is waited for now, and since when."""
    found = newest(channel)
    return found if found and timezone.now() - found[1] <= GIVEN_UP else None


def is_shut(channel: Channel) -> bool:
    """Paused, and not being tried: in the minutes of a test its window takes words, of which only the word is read."""
    return channel.paused_at is not None and running(channel) is None


def newest(channel: Channel) -> tuple[str, datetime] | None:
    kept = channel.settings.get(KEY) or {}
    begun = parse_datetime(str(kept.get("begun", "")))
    return (str(kept["word"]), begun) if begun and kept.get("word") else None
