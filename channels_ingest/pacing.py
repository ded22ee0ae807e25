"""No faster than the provider takes it: what comes too fast is refused there, or thrown away.

Each channel has its next free moment in Redis, shared by all workers; while Redis is away each process keeps its own.
A short wait is slept through; after a longer one `sweep` comes back, in the order in which one person was written to.
"""

import threading
import time
from datetime import datetime, timedelta

from django.utils import timezone

from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.webhook import WebhookAdapter
from conversations import delivery
from conversations.models import Delivery, Message
from omnidesk import redis_link

# A channel of one a second keeps its pace, and no worker is held up for longer.
LONGEST_SLEEP = 1.0
# Whoever may send so many a second is not slowed down by us, and is spared the question.
UNPACED = 500.0

# {1, seconds} = ours after so many seconds; {0, seconds} = not ours, come back then.
TAKE = """
local now = redis.call('TIME')
local at = now[1] + now[2] / 1000000
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), at)
local wait = free - at
if wait > tonumber(ARGV[2]) then return {0, string.format('%.6f', wait)} end
local after = free + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%.6f', after), 'PX', math.ceil((after - at) * 1000) + 1000)
return {1, string.format('%.6f', wait)}
"""

_lock = threading.Lock()
_free: dict[int, float] = {}


def waits(message: Message) -> bool:
    """True = it is not its turn yet, and was put back. The message is claimed."""
    adapter = ADAPTERS.get(message.channel.kind) if message.channel else None
    if message.channel is None or not isinstance(adapter, WebhookAdapter):
        return False
    rate = adapter.pace(message.channel)
    if rate is None or rate >= UNPACED:
        return False
    before = one_before(message)
    is_ours, seconds = turn(message.channel.pk, adapter.counts_as(message) / rate) if before is None else (False, 0.0)
    if is_ours:
        time.sleep(seconds)
        return False
    delivery.wait_until(message.pk, "", max(timezone.now() + timedelta(seconds=seconds), before or message.received_at))
    return True


def one_before(message: Message) -> datetime | None:
    """When it is the turn of what was written to the same person before: put back by us, it is not to be overtaken."""
    same = {"conversation": message.conversation_id, "channel": message.channel_id, "identity": message.identity_id}
    waiting = Message.objects.filter(**same, seq__lt=message.seq, delivery=Delivery.QUEUED, failure="")
    return waiting.order_by("-next_attempt_at").values_list("next_attempt_at", flat=True).first()


def turn(channel: int, gap: float) -> tuple[bool, float]:
    said: list[tuple[bool, float]] = []

    def ask() -> None:
        found = redis_link.client().eval(TAKE, 1, f"omnidesk:pace:{channel}", str(gap), str(LONGEST_SLEEP))
        said.append((bool(found[0]), float(found[1])))

    return said[0] if redis_link.attempt("pace", ask) and said else own_turn(channel, gap)


def own_turn(channel: int, gap: float) -> tuple[bool, float]:
    with _lock:
        now = time.monotonic()
        free = max(_free.get(channel, now), now)
        if free - now > LONGEST_SLEEP:
            return False, free - now
        _free[channel] = free + gap
        return True, free - now
