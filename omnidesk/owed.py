"""What Redis could not be told just then, said as soon as it hears us again.

Pages: whoever would have heard is asked to look. A Redis that died hangs up on every hub, and each page asks for all it
missed when it is back (omnidesk/hub.py). One that only answered too late, on a busy machine, hangs up on nobody: no
page would ever know that something passed it by. Workers: one sweep finds every row that nobody was woken for; the
beat's own comes later, because it has to find its way back to Redis first.
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
_debts: dict[Say, set[str]] = {}
_teller: threading.Thread | None = None


def owe(words: Iterable[str], say: Say) -> None:
    """Call `say` with these words, again and again, until it was said."""
    global _teller
    with _lock:
        owed = _debts.setdefault(say, set())
        if len(owed) < MOST:
            owed.update(words)
        # After a fork the thread stayed with the parent, and what it owes too.
        if _teller is None or not _teller.is_alive():
            _teller = threading.Thread(target=_tell, name="owed")
            _teller.start()


def _tell() -> None:
    global _teller
    tries = LAST_TRIES
    while tries:
        time.sleep(PAUSE)
        with _lock:
            debts = {say: sorted(words) for say, words in _debts.items()}
        try:
            said = [say for say, words in debts.items() if words and say(words)]
        except ValueError:
            # Its log is closed: the command that owes it has ended.
            return
        with _lock:
            _settle(debts, said)
            if not any(_debts.values()):
                _teller = None
                return
        tries -= not threading.main_thread().is_alive()


def _settle(debts: dict[Say, list[str]], said: list[Say]) -> None:
    """More may have been owed while it was being said."""
    for say in said:
        _debts[say].difference_update(debts[say])
