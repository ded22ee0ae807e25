"""A channel's secrets: encrypted at rest, and two of a kind side by side while one is being replaced."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from conversations.models import Channel

# How long a secret that was replaced is still believed: providers switch over within minutes.
OVERLAP = timedelta(hours=24)


def of(channel: Channel) -> dict[str, Any]:
    found = json.loads(channel.credentials or "{}")
    return found if isinstance(found, dict) else {}


def secret(channel: Channel, name: str) -> str:
    """The one in use; "" = none was given."""
    return str(of(channel).get(name) or "")


def believed(channel: Channel, name: str, now: datetime | None = None) -> list[str]:
    """The secret in use, and the one before while it still counts. Empty = the door stays closed."""
    kept = of(channel)
    before = (kept.get("before") or {}).get(name) or {}
    until = parse_datetime(str(before.get("until", "")))
    old = str(before.get("value") or "") if until and until > (now or timezone.now()) else ""
    return [one for one in (str(kept.get(name) or ""), old) if one]


def replace(channel: Channel, given: dict[str, str]) -> None:
    """Fill in what was entered; what was there before counts on for a while. The caller saves the row."""
    kept, until = of(channel), (timezone.now() + OVERLAP).isoformat()
    before = kept.get("before") or {}
    for name, value in given.items():
        old = str(kept.get(name) or "")
        if old and old != value:
            before[name] = {"value": old, "until": until}
        kept[name] = value
    channel.credentials = json.dumps(kept | {"before": before})


def end_previous(channel: Channel) -> None:
    """The one before is known to somebody else, or no longer needed. The caller saves the row."""
    channel.credentials = json.dumps(of(channel) | {"before": {}})
