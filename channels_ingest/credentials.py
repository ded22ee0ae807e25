"""A channel's secrets: encrypted at rest, and the earlier ones beside the one in use while it is being replaced."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from conversations.models import Channel

# How long a secret that was replaced is still believed: providers switch over within minutes.
OVERLAP = timedelta(hours=24)
MOST_EARLIER = 3
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def of(channel: Channel) -> dict[str, Any]:
    found = json.loads(channel.credentials or "{}")
    return found if isinstance(found, dict) else {}


def secret(channel: Channel, name: str) -> str:
    """The one in use; "" = none was given."""
    return str(of(channel).get(name) or "")


def believed(channel: Channel, name: str, now: datetime | None = None) -> list[str]:
    """The secret in use, and the one before while it still counts. Empty = the door stays closed."""
    kept = of(channel)
    old = [str(one["value"]) for one in earlier(kept, name, now)]
    return [one for one in (str(kept.get(name) or ""), *old) if one]


def earlier(kept: dict[str, Any], name: str, now: datetime | None = None) -> list[dict[str, str]]:
    """Those that still count, newest first."""
    found = (kept.get("before") or {}).get(name) or []
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if (until_of(one) or LONG_AGO) > (now or timezone.now())]


def until_of(one: dict[str, str]) -> datetime | None:
    return parse_datetime(str(one.get("until", "")))


def overlapping(channel: Channel) -> datetime | None:
    """Until when an earlier secret counts beside the one in use; None = there is none."""
    kept = of(channel)
    ends = [until_of(one) for name in kept.get("before") or {} for one in earlier(kept, name)]
    return max((end for end in ends if end), default=None)


def replace(channel: Channel, given: dict[str, str]) -> None:
    """Fill in what was entered; what was there before counts on for a while. The caller saves the row.

    Twice in a row, and the other side may still have the first of three: it counts on too.
    """
    kept, until = of(channel), (timezone.now() + OVERLAP).isoformat()
    before = kept.get("before") or {}
    for name, value in given.items():
        old = str(kept.get(name) or "")
        if old and old != value:
            before[name] = [{"value": old, "until": until}, *earlier(kept, name)][:MOST_EARLIER]
        kept[name] = value
    channel.credentials = json.dumps(kept | {"before": before})


def end_previous(channel: Channel) -> None:
    """The one before is known to somebody else, or no longer needed. The caller saves the row."""
    channel.credentials = json.dumps(of(channel) | {"before": {}})
