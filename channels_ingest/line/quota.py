"""How many messages LINE still lets us push this month. Replies cost nothing of it."""

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest.line import api, replying
from conversations.models import Channel, Direction, Message
from customers.models import Identity
from omnidesk.calling import Broke, NotReached

ASKED_EVERY = 300
# So long we say that a month is used up without having asked again: it may end, or somebody may buy more.
BELIEVED = 3600


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
    if left == 0:
        learned(channel)


def learned(channel: Channel) -> None:
    cache.set(f"line.quota.over.{channel.pk}", 1, BELIEVED)


def is_over(channel: Channel) -> bool:
    """Without asking LINE: pages ask it."""
    return channel.quota_left == 0 and bool(cache.get(f"line.quota.over.{channel.pk}"))


def replies_only(identity: Identity) -> str | Promise:
    """Why they cannot be written to once the month's messages are used up; "" = an answer to fresh words is free."""
    since = timezone.now() - replying.FRESH
    said = Message.objects.filter(identity=identity, direction=Direction.IN, shown_at__gt=since)
    return "" if said.exists() else _("This month's messages are used up")


def refresh_now_and_then(channel: Channel, base: str) -> None:
    if cache.add(f"line.quota.{channel.pk}", 1, ASKED_EVERY):
        refresh(channel, base)


def spent(channel: Channel) -> None:
    """One push; LINE's own count follows some minutes later."""
    Channel.objects.filter(pk=channel.pk, quota_left__gt=0).update(quota_left=F("quota_left") - 1)
    if channel.quota_left is not None and channel.quota_left <= 1:
        learned(channel)


def is_used_up(channel: Channel, base: str) -> bool:
    """What we know may be of last month, so LINE is asked before anything is refused."""
    return channel.quota_left == 0 and refresh(channel, base) == 0
