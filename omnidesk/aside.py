"""What may be said a moment later: by a thread of its own, once for all who asked meanwhile. No answer waits for it.

What is not yet said when the process ends is lost; only what is found again by its row may be said this way.
"""

import threading
import time
from collections.abc import Callable, Hashable

import structlog

log = structlog.get_logger(__name__)

# The first is told at once; those who ask within the next moments, together at their end.
PAUSE = 0.05


class Aside[Word: Hashable]:
    """`say` is called with each word, and must not raise for what is merely away."""

    def __init__(self, name: str, say: Callable[[Word], object]) -> None:
        self.name = name
        self._say = say
        self._asked: dict[Word, None] = {}
        self._lock = threading.Lock()
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None

    def ask(self, word: Word) -> None:
        with self._lock:
            self._asked[word] = None
            # After a fork the thread stayed with the parent.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name=self.name, daemon=True)
                self._thread.start()
        self._wanted.set()

    def _work(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            with self._lock:
                words, self._asked = self._asked, {}
            for word in words:
                try:
                    self._say(word)
                except Exception:  # the next word is not to be lost with this one
                    log.exception("something could not be said", what=self.name)
            time.sleep(PAUSE)
