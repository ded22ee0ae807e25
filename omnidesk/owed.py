"""What Redis could not be told just then: whoever would have heard is asked to look as soon as Redis hears us again.

A Redis that died hangs up on every hub, and each page asks for all it missed when it is back (omnidesk/hub.py). One
that only answered too late, on a busy machine, hangs up on nobody: no page would ever know that something passed it by.
"""

import threading
import time
from collections.abc import Callable, Iterable

Say = Callable[[list[str]], bool]

PAUSE = 0.5
# A command that ends says what it owes before it goes, but does not wait for a dead Redis.
LAST_TRIES = 4
# So much is owed only to a Redis that is away for the hubs too.
MOST = 10_000

_lock = threading.Lock()
_topics: set[str] = set()
_teller: threading.Thread | None = None


def owe(topics: Iterable[str], say: Say) -> None:
    """Say it for these topics, again and again, until it was said."""
    global _teller
    with _lock:
        if len(_topics) < MOST:
            _topics.update(topics)
        # After a fork the thread stayed with the parent, and what it owes too.
        if _teller is None or not _teller.is_alive():
            _teller = threading.Thread(target=_tell, args=(say,), name="owed")
            _teller.start()


def _tell(say: Say) -> None:
    global _teller
    tries = LAST_TRIES
    while tries:
        time.sleep(PAUSE)
        with _lock:
            topics = sorted(_topics)
        try:
            said = bool(topics) and say(topics)
        except ValueError:
            # Its log is closed: the command that owes it has ended.
            return
        with _lock:
            if said:
                _topics.difference_update(topics)
            if not _topics:
                _teller = None
                return
        tries -= not threading.main_thread().is_alive()
