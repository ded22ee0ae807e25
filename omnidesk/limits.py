"""How often a stranger may do what: one table for the code, the docs and the tests.

Windows are fixed and counted in Redis; while it is away each process counts by itself (see omnidesk.cache), so a limit
may then be reached once per process, but never falls away.
"""

import contextlib
import hashlib
import threading
from collections import Counter
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most `count` in `seconds`, per `per`."""

    count: int
    seconds: int
    per: str


LIMITS: dict[str, Limit] = {
    "api.handoffs": Limit(600, 60, "app"),
    "api.touchpoints": Limit(120, 60, "app"),
    "api.wrong_key": Limit(30, 600, "address"),
    "api.events.address": Limit(120, 60, "address"),
    "api.events.device": Limit(60, 60, "device"),
    "api.callbacks": Limit(120, 60, "app"),
    "api.figures": Limit(120, 60, "app"),
    "api.reviews": Limit(60, 60, "app"),
    # Somebody's telephone rings: the same number from however many doors.
    "callback.number": Limit(6, 3600, "number"),
    "callback.address": Limit(20, 3600, "address"),
    "callback.session": Limit(6, 3600, "session"),
    "callback.slots": Limit(60, 60, "address"),
    "chat.handoff": Limit(30, 600, "address"),
    # Six characters are guessed by whoever may try for ever.
    "handoff.code": Limit(5, 600, "sender"),
    "handoff.code.mailbox": Limit(100, 600, "mailbox"),
    "handoff.code.agent": Limit(30, 600, "agent"),
    "chat.session": Limit(30, 600, "address"),
    "chat.session.site": Limit(3000, 600, "site"),
    "chat.identify": Limit(30, 600, "address"),
    "chat.message": Limit(20, 60, "session"),
    "chat.message.address": Limit(120, 60, "address"),
    "chat.upload": Limit(10, 60, "session"),
    "chat.upload.address": Limit(40, 600, "address"),
    "chat.details": Limit(10, 600, "session"),
    "chat.read": Limit(240, 60, "session"),
    # A machine writes to somebody who may not be the one who asked for it.
    "code.address": Limit(3, 3600, "address"),
    "code.agent": Limit(30, 3600, "agent"),
    # Each asks a provider on behalf of the company's account.
    "check.channel": Limit(10, 60, "channel"),
    "form.submission": Limit(12, 600, "address"),
    "form.page": Limit(120, 60, "address"),
    "form.files": Limit(40, 600, "address"),
    # Each asks LINE for a link token.
    "line.link": Limit(10, 3600, "identity"),
    "mail.pictures": Limit(300, 60, "agent"),
    # What a machine mails: anything at all to one address or one customer; an answer; to an address somebody typed.
    "mail.automatic": Limit(10, 10_800, "address or customer"),
    "mail.answer": Limit(1, 86_400, "address"),
    "mail.typed": Limit(1, 86_400, "address"),
    "chat.ticket": Limit(30, 60, "session"),
    # Screens in the room ask now and then; a link that was guessed gets no further.
    "board.page": Limit(120, 60, "address"),
    # Many read and answer behind the one address of a telephone company.
    "survey.page": Limit(240, 60, "address"),
    "survey.answer": Limit(120, 60, "address"),
    # A mail provider asks for all its readers from a few addresses.
    "survey.leave": Limit(600, 60, "address"),
    # The played providers answer practice channels only; a desk that tries its own out needs far less.
    "simulator.call": Limit(600, 60, "practice channel"),
    "simulator.words": Limit(60, 60, "agent"),
    # Badly signed ones; what is rightly signed counts nowhere.
    "webhook.refused": Limit(120, 60, "address"),
    "sign_in.account": Limit(50, 3600, "account"),
    "sign_in.address": Limit(100, 3600, "address"),
}

# How many sockets at the same time, counted per process of the socket servers.
SOCKETS: dict[str, int] = {
    "session": 8,
    "address": 40,
    "site": 5000,
    "board": 12,
}


class OverLimit(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.seconds = LIMITS[name].seconds


def spend(name: str, key: str) -> None:
    """Count one; raises OverLimit when the window is full."""
    limit, slot = LIMITS[name], slot_of(name, key)
    cache.add(slot, 0, limit.seconds)
    try:
        count = cache.incr(slot)
    except ValueError:
        # The window ended between the two calls, or Redis went away: counting begins anew.
        cache.set(slot, 1, limit.seconds)
        return
    if count > limit.count:
        raise OverLimit(name)


def give_back(name: str, key: str) -> None:
    """It was counted beforehand, and turned out to be none."""
    with contextlib.suppress(ValueError):
        cache.decr(slot_of(name, key))


def forget(name: str, key: str) -> None:
    cache.delete(slot_of(name, key))


def slot_of(name: str, key: str) -> str:
    """Hashed, so that a key of any length or letters fits, and no address lies in the cache."""
    return f"limit:{name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"


class Seats:
    """Who is sitting in this process now; counted here because a killed process frees its seats by dying."""

    def __init__(self) -> None:
        self._taken: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def take(self, places: dict[str, str]) -> bool:
        """One seat in each place ({kind: key}), or none at all."""
        with self._lock:
            if any(self._taken[place] >= SOCKETS[place[0]] for place in places.items()):
                return False
            self._taken.update(places.items())
            return True

    def free(self, places: dict[str, str]) -> None:
        with self._lock:
            for place in places.items():
                self._taken[place] -= 1
                if self._taken[place] <= 0:
                    del self._taken[place]


def address_of(request: HttpRequest) -> str:
    return client_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def client_address(peer: str, forwarded_for: str) -> str:
    """The caller's address: what our own outermost proxy saw, never what the caller wrote into the header."""
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()] if settings.TRUSTED_PROXIES else []
    trusted = [*hops, peer][-settings.TRUSTED_PROXIES - 1 :] if hops else [peer]
    try:
        address = ip_address(trusted[0])
    except ValueError:
        return peer
    return neighbourhood(address) if isinstance(address, IPv6Address) else str(address)


def neighbourhood(address: IPv6Address) -> str:
    """A household holds a whole /64, so that is what is counted."""
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"
