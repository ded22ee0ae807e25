"""How many messages LINE still lets us push this month. Replies cost nothing of it."""

from django.core.cache import cache
from django.db.models import F

from channels_ingest.line import api
from conversations.models import Channel
from omnidesk.calling import Broke, NotReached

ASKED_EVERY = 300


def refresh(channel: Channel, base: str) -> int | None:
    """Ask LINE, and keep it; None = it does not count, or does not say. Raises nothing."""
    try:
        allowed, used = (api.get(channel, base, f"/v2/bot/message/quota{path}") for path in ("", "/consumption"))
    except (NotReached, Broke):
        return channel.quota_left
    if allowed.status != 200 or used.status != 200:
        return channel.quota_left
    most, spent = whole(allowed.json.get("value")), whole(used.json.get("totalUsage"))
    is_limited = allowed.json.get("type") == "limited" and most is not None and spent is not None
    keep(channel, max(most - spent, 0) if is_limited and most is not None and spent is not None else None)
    return channel.quota_left


def whole(value: object) -> int | None:
    """LINE writes the number of one as a number and of the other as a word, depending on the page one reads."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def keep(channel: Channel, left: int | None) -> None:
    channel.quota_left = left
    Channel.objects.filter(pk=channel.pk).update(quota_left=left)


def refresh_now_and_then(channel: Channel, base: str) -> None:
    if cache.add(f"line.quota.{channel.pk}", 1, ASKED_EVERY):
        refresh(channel, base)


def spent(channel: Channel) -> None:
    """One push; LINE's own count follows some minutes later."""
    Channel.objects.filter(pk=channel.pk, quota_left__gt=0).update(quota_left=F("quota_left") - 1)


def is_used_up(channel: Channel, base: str) -> bool:
    """What we know may be of last month, so LINE is asked before anything is refused."""
    return channel.quota_left == 0 and refresh(channel, base) == 0
