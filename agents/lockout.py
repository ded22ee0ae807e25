"""Lock-out after wrong passwords: per account *and* address, so that nobody can lock a colleague out from elsewhere.

Behind it stand two slower ones (omnidesk/limits.py): per account over all addresses and per address over all accounts,
against guesses that are spread out. They do not hold where this account has signed in before, or has chosen a new
password by mail: whoever tries from everywhere locks out themselves, and not the person.

The counter lives in the cache, which keeps counting in memory while Redis is away. A try is counted before the
password is checked, so that parallel tries count too. Unknown addresses are treated like known ones.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.cache import cache

from omnidesk.limits import LIMITS, OverLimit, forget, give_back, spend

TRIES = 5
MINUTES = 15
SECONDS = MINUTES * 60
KNOWN_SECONDS = 30 * 86400


@dataclass(frozen=True)
class Attempt:
    left: int
    locked_until: datetime | None = None
    # The door was locked already: the password is not even looked at.
    refused: bool = False
    # A slower lock has just closed; it is told once.
    closes: bool = False

    @property
    def minutes_left(self) -> int:
        seconds = (self.locked_until.timestamp() - time.time()) if self.locked_until else 0
        return max(1, -int(-seconds // 60))


def count(email: str, ip: str) -> Attempt:
    """Take one try. The last one locks the door from now on, unless its password is right."""
    attempt = count_pair(email, ip)
    if attempt.refused or cache.get(known(email, ip)):
        return attempt
    return spread_out(email, ip) or attempt


def count_pair(email: str, ip: str) -> Attempt:
    tries, until = keys(email, ip)
    number = take(tries)
    if number < TRIES:
        return Attempt(TRIES - number)
    if number == TRIES:
        cache.touch(tries, SECONDS)
        cache.set(until, int(time.time()) + SECONDS, SECONDS)
    end = cache.get(until) or int(time.time()) + SECONDS
    return Attempt(0, datetime.fromtimestamp(end, UTC), refused=number > TRIES)


def spread_out(email: str, ip: str) -> Attempt | None:
    """None = neither of the slower locks is closed. Both count each try, whatever the other says."""
    closed = [(name, key) for name, key in slower(email, ip) if is_full(name, key)]
    if not closed:
        return None
    (name, key), seconds = closed[0], LIMITS[closed[0][0]].seconds
    told = f"lockout:told:{name}:{hashlib.sha256(key.encode()).hexdigest()}"
    end = datetime.fromtimestamp(time.time() + seconds, UTC)
    return Attempt(0, end, refused=True, closes=cache.add(told, 1, seconds))


def is_full(name: str, key: str) -> bool:
    try:
        spend(name, key)
    except OverLimit:
        return True
    return False


def slower(email: str, ip: str) -> tuple[tuple[str, str], ...]:
    return ("sign_in.account", email.strip().lower()), ("sign_in.address", ip)


def take(tries: str) -> int:
    cache.add(tries, 0, SECONDS)
    try:
        return int(cache.incr(tries))
    except ValueError:
        # It expired between the two calls: the window is over and this is the first try of the next.
        cache.set(tries, 1, SECONDS)
        return 1


def forgive(email: str, ip: str) -> None:
    """It was the right password: this try was none, and from here this account is known."""
    cache.delete_many(keys(email, ip))
    if not cache.get(known(email, ip)):
        for name, key in slower(email, ip):
            give_back(name, key)
    cache.set(known(email, ip), 1, KNOWN_SECONDS)


def reset(email: str, ip: str) -> None:
    """A new password, chosen by its owner: what was guessed at the old one counts no more."""
    forget("sign_in.account", email.strip().lower())
    cache.delete_many(keys(email, ip))
    cache.set(known(email, ip), 1, KNOWN_SECONDS)


def keys(email: str, ip: str) -> tuple[str, str]:
    who = pair(email, ip)
    return f"lockout:tries:{who}", f"lockout:until:{who}"


def known(email: str, ip: str) -> str:
    return f"lockout:known:{pair(email, ip)}"


def pair(email: str, ip: str) -> str:
    return hashlib.sha256(f"{email.strip().lower()}|{ip}".encode()).hexdigest()
