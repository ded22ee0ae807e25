"""The pictures of a mail, drawn anew by us: nothing a stranger sent reaches a browser as it is."""

import base64
import hashlib
import threading
from collections.abc import Callable

from django.core.cache import cache
from django.core.files.base import ContentFile, File

from conversations import pictures
from conversations.models import Attachment
from omnidesk import fetching

CONTENT_TYPE = pictures.CONTENT_TYPE
LONGEST_SIDE = 1600
DAY = 86_400
# A server that does not answer is left alone for so long.
FAILED_SECONDS = 300
# Larger ones are fetched again: the cache is shared with what must not be pushed out of it.
MOST_CACHED = 512 * 1024
# So many workers at most wait for strangers' servers.
_LINES = threading.BoundedSemaphore(4)


def of_file(file: Attachment) -> bytes | None:
    if file.is_shut:
        return None

    def drawn() -> bytes | None:
        try:
            with file.file.open("rb") as stored:
                return redrawn(stored)
        except FileNotFoundError:
            return None

    return cached(f"file:{file.sha256}", drawn)


def of_address(url: str) -> bytes | None:
    """None = refused, not there, or no picture that we can read."""

    def drawn() -> bytes | None:
        if not _LINES.acquire(timeout=fetching.SECONDS):
            return None
        try:
            content = fetching.fetch(url)
        except fetching.NotFetched:
            return None
        finally:
            _LINES.release()
        return redrawn(ContentFile(content))

    return cached(f"address:{url}", drawn)


def redrawn(file: "File[bytes]") -> bytes | None:
    found = pictures.preview_of(file, LONGEST_SIDE)
    return found.file.read() if found else None


def cached(name: str, make: Callable[[], bytes | None]) -> bytes | None:
    """For a day, under a name that nobody can read a stranger's address from."""
    key = f"letter.picture:{hashlib.sha256(name.encode()).hexdigest()}"
    kept = cache.get(key)
    if isinstance(kept, str):
        return base64.b64decode(kept) or None
    made = make()
    if made is None or len(made) <= MOST_CACHED:
        cache.set(key, base64.b64encode(made or b"").decode(), DAY if made else FAILED_SECONDS)
    return made
