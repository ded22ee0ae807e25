"""One way to say something to Redis that may be away: bounded, and skipped for a while after a failure.

What is said this way may be lost. The rows in PostgreSQL are the truth; pages catch up (omnidesk/owed.py sees to it)
and `sweep` finds what was not woken.
"""

import threading
import time
from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.maint_notifications import MaintNotificationsConfig

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 0.15
# One that is late once is most likely only busy; one that stays away costs less and less.
FIRST_REST_SECONDS = 0.3
REST_SECONDS = 5.0

_AWAY = (redis.RedisError, OperationalError, OSError)
_lock = threading.Lock()
_resting_until = 0.0
_rest = FIRST_REST_SECONDS
_client: redis.Redis | None = None


def client() -> redis.Redis:
    global _client
    with _lock:
        if _client is None:
            # The library would ask each new connection for notices of maintenance, which only a hosted Redis sends; a
            # server that ends meanwhile makes it fail with an AttributeError, which ended the thread that owes words.
            _client = redis.Redis.from_url(
                settings.REDIS_URL,
                socket_connect_timeout=CONNECT_SECONDS,
                socket_timeout=CONNECT_SECONDS,
                retry=None,
                maint_notifications_config=MaintNotificationsConfig(enabled=False),
            )
        return _client


def attempt(what: str, say: Callable[[], object]) -> bool:
    """Say it once. False = not said: Redis is away, or was a moment ago (at most REST_SECONDS)."""
    global _rest
    if time.monotonic() < _resting_until:
        return False
    try:
        say()
    except _AWAY as error:
        log.warning("Redis is away", what=what, error=type(error).__name__, silent_for_seconds=rest())
        return False
    _rest = FIRST_REST_SECONDS
    return True


def rest() -> float:
    """How long nothing is said now; those who failed in the same moment share one rest."""
    global _resting_until, _rest
    with _lock:
        if time.monotonic() >= _resting_until:
            _resting_until = time.monotonic() + _rest
            _rest = min(_rest * 2, REST_SECONDS)
        return round(_resting_until - time.monotonic(), 1)


def forget() -> None:
    """For tests that start another Redis, and for a process after a fork."""
    global _client, _resting_until, _rest
    with _lock:
        _client, _resting_until, _rest = None, 0.0, FIRST_REST_SECONDS
