"""Lock-out after wrong passwords: per account *and* address, so that nobody can lock a colleague out from elsewhere.

The counter lives in the cache, which keeps counting in memory while Redis is away. A try is counted before the
password is checked, so that parallel tries count too. Unknown addresses are treated like known ones.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.cache import cache

TRIES = 5
MINUTES = 15
SECONDS = MINUTES * 60


@dataclass(frozen=True)
class Attempt:
    left: int
    locked_until: datetime | None = None
    # The door was locked already: the password is not even looked at.
    refused: bool = False

    @property
    def minutes_left(self) -> int:
        seconds = (self.locked_until.timestamp() - time.time()) if self.locked_until else 0
        return max(1, -int(-seconds // 60))


def count(email: str, ip: str) -> Attempt:
    """Take one try. The last one locks the door from now on, unless its password is right."""
    tries, until = keys(email, ip)
    number = take(tries)
    if number < TRIES:
        return Attempt(TRIES - number)
    if number == TRIES:
        cache.touch(tries, SECONDS)
        cache.set(until, int(time.time()) + SECONDS, SECONDS)
    end = cache.get(until) or int(time.time()) + SECONDS
    return Attempt(0, datetime.fromtimestamp(end, UTC), refused=number > TRIES)


def take(tries: str) -> int:
    cache.add(tries, 0, SECONDS)
    try:
        return int(cache.incr(tries))
    except ValueError:
        # It expired between the two calls: the window is over and this is the first try of the next.
        cache.set(tries, 1, SECONDS)
        return 1


def forgive(email: str, ip: str) -> None:
    """It was the right password, or it was reset by mail."""
    cache.delete_many(keys(email, ip))


def keys(email: str, ip: str) -> tuple[str, str]:
    who = hashlib.sha256(f"{email.strip().lower()}|{ip}".encode()).hexdigest()
    return f"lockout:tries:{who}", f"lockout:until:{who}"
