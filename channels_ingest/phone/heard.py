"""A recording while somebody listens: fetched once, and lying on this machine for as long as one listening lasts.

A player asks for it several times and in pieces, and the provider charges its patience for each.
"""

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import IO

from django.conf import settings
from django.http import HttpResponse

# So long one has the same recording open.
LISTENING = timedelta(minutes=10)
_FOLDER = settings.VAR_DIR / "heard"
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def held(name: str, get: Callable[[], bytes]) -> IO[bytes] | None:
    """Whoever asks at the same time waits for the one who fetches; None = it is not to be had."""
    forget_old()
    _FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _FOLDER / hashlib.sha256(name.encode()).hexdigest()
    file = open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b")  # noqa: SIM115  the caller's
    fcntl.flock(file, fcntl.LOCK_EX)
    if not os.fstat(file.fileno()).st_size:
        file.write(get())
        file.flush()
    fcntl.flock(file, fcntl.LOCK_UN)
    file.seek(0)
    if os.fstat(file.fileno()).st_size:
        return file
    path.unlink(missing_ok=True)
    file.close()
    return None


def forget_old() -> None:
    """Nobody has it longer than they listen, and the provider may have deleted it."""
    for path in _FOLDER.glob("*"):
        try:
            if time.time() - path.stat().st_mtime > LISTENING.total_seconds():
                path.unlink()
        except FileNotFoundError:
            # Another process was there first.
            continue


def answer(file: IO[bytes], asked: str, kind: str) -> HttpResponse:
    """The whole, or the piece that the Range header asks for."""
    size = os.fstat(file.fileno()).st_size
    wanted = piece(asked, size)
    first, last = wanted or (0, size - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file.seek(first)
    about = {"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)}
    about |= {"Content-Range": f"bytes {first}-{last}/{size}"} if wanted else {}
    content = file.read(last - first + 1)
    return HttpResponse(content, status=206 if wanted else 200, content_type=kind, headers=about)


def piece(asked: str, size: int) -> tuple[int, int] | None:
    """Its first and last byte; the first lies behind the last where it begins beyond the end. None = no piece."""
    match = _RANGE.fullmatch(asked)
    if match is None or not any(match.groups()):
        return None
    if not match[1]:
        return max(0, size - int(match[2])), size - 1
    return int(match[1]), min(int(match[2]) if match[2] else size - 1, size - 1)
