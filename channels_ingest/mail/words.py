"""Header values as people wrote them: encoded words (RFC 2047, and what programs make of it) and raw 8-bit bytes."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator

from channels_ingest.mail import charsets
from channels_ingest.mail.limits import VALUE_BYTES

# A word should have no blank inside and 75 signs at most; many have more of both.
ENCODED = re.compile(r"=\?([^?\s=]{1,40})\?([bBqQ])\?((?:[^?]|\?(?!=)){0,4000}?)\?=")
_CONTROL = re.compile("[\x00-\x1f\x7f\u2028\u2029]+")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_QUOTED = re.compile(rb"=([0-9A-Fa-f]{2})")

type Run = tuple[str, bytes]


def raw(value: str) -> bytes:
    """The bytes that CPython's parser keeps as surrogates."""
    return value[:VALUE_BYTES].encode("utf-8", "surrogateescape")


def decoded(value: str, hints: Iterable[str] = ()) -> str:
    """One line, whatever was written into it."""
    text = "".join(charsets.decode(data, charset, hints)[0] for charset, data in runs(value[:VALUE_BYTES]))
    return _CONTROL.sub(" ", text).strip()


def runs(value: str) -> Iterator[Run]:
    """Neighbours of the same charset as one run of bytes: programs split words in the middle of a letter."""
    charset, held = "", b""
    at = 0
    for found in ENCODED.finditer(value):
        between = value[at : found.start()]
        at = found.end()
        is_neighbour = bool(charset) and not between.strip()
        if not (is_neighbour and found[1].lower() == charset):
            if held:
                yield charset, held
            held = b""
            if not is_neighbour and between:
                yield "", raw(between)
        charset = found[1].lower()
        held += payload(found[2], found[3])
    if held:
        yield charset, held
    if at < len(value):
        yield "", raw(value[at:])


def payload(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        return _QUOTED.sub(lambda found: bytes((int(found[1], 16),)), raw(text.replace("_", " ")))
    return from_base64(text)


def from_base64(text: str) -> bytes:
    """Too little and too much padding alike."""
    letters = _NOT_BASE64.sub("", text)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4))
    except binascii.Error:
        return raw(text)
