"""One way to say something to Redis that may be away: bounded, and skipped for a while after a failure.

What is said this way may be lost. The rows in PostgreSQL are the truth; pages catch up and `sweep` finds what was
not woken.
"""

import threading
import time
from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 0.15
REST_SECONDS = 5.0

_AWAY = (redis.RedisError, OperationalError, OSError)
_lock = threading.Lock()
_resting_until = 0.0
_client: redis.Redis | None = None


def client() -> redis.Redis:
    global _client
    with _lock:
        if _client is None:
            _client = redis.Redis.from_url(
                settings.REDIS_URL, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS, retry=None
            )
        return _client


def attempt(what: str, say: Callable[[], object]) -> bool:
    """Say it once. False = not said: Redis is away, or was less than REST_SECONDS ago."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return False
    try:
        say()
    except _AWAY as error:
        _resting_until = time.monotonic() + REST_SECONDS
        log.warning("Redis is away", what=what, error=type(error).__name__, silent_for_seconds=REST_SECONDS)
        return False
    return True


def forget() -> None:
    """For tests that start another Redis, and for a process after a fork."""
    global _client, _resting_until
    with _lock:
        _client, _resting_until = None, 0.0
