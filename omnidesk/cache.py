"""The cache in Redis: JSON instead of pickle, and limits that still hold when Redis is away."""

import json
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = structlog.get_logger(__name__)

# After a failure Redis is not asked again for so long: each try would cost its caller the connect timeout.
REST_SECONDS = 5


class JsonSerializer:
    """A neighbour who can write to Redis must not be able to run code here, which unpickling would allow."""

    def dumps(self, obj: Any) -> int | bytes:
        return obj if type(obj) is int else json.dumps(obj).encode()

    def loads(self, data: bytes) -> Any:
        """What is no JSON was not laid there by us, and counts as missing."""
        try:
            return json.loads(data)
        except ValueError:
            return None


class FallbackRedisCache(RedisCache):
    """Answers from this process's memory while Redis is away, so that rate limits count on."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache("omnidesk-without-redis", {"TIMEOUT": 300})
        self._resting_until = 0.0

    def _ask(self, deed: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._resting_until:
            try:
                return getattr(super(), deed)(*args, **kwargs)
            except (RedisConnectionError, RedisTimeoutError):
                self._resting_until = time.monotonic() + REST_SECONDS
                log.warning("cache without Redis", deed=deed, seconds=REST_SECONDS)
        return getattr(self._memory, deed)(*args, **kwargs)


def _asking(deed: str) -> Callable[..., Any]:
    def ask(self: FallbackRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._ask(deed, *args, **kwargs)

    return ask


DEEDS = "add get set touch delete get_many set_many delete_many has_key incr clear"
for _deed in DEEDS.split():
    setattr(FallbackRedisCache, _deed, _asking(_deed))
