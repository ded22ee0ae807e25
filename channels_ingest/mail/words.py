"""Header values as people wrote them: encoded words (RFC 2047, and what programs make of it) and raw 8-bit bytes."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from channels_ingest.mail import charsets
from channels_ingest.mail.limits import VALUE_BYTES

# A word should have 75 signs at most and no blank inside; many have more of both.
_BEGIN = re.compile(r"=\?([^?\s=]{1,40})\?([bBqQ])\?")
LONGEST_WORD = 4000
MOST_WORDS = 300
# Of one value, as text.
LONGEST = 10_000
_CONTROL = re.compile("[\x00-\x1f\x7f\u2028\u2029]+")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_QUOTED = re.compile(rb"=([0-9A-Fa-f]{2})")

type Run = tuple[str, bytes]


def raw(value: str) -> bytes:
    """The bytes that CPython's parser keeps as surrogates."""
    return value[:VALUE_BYTES].encode("utf-8", "surrogateescape")


def decoded(value: str, hints: Iterable[str] = ()) -> str:
    """One line, whatever was written into it."""
    value = _FOLD.sub("", value[:LONGEST])
    if value.isascii() and "=?" not in value and "\x1b" not in value:
        # Neither an encoded word nor the sign by which ASCII turns into Japanese: it is what it says.
        return _CONTROL.sub(" ", value).strip()
    text = "".join(charsets.decode(data, charset, hints)[0] for charset, data in runs(value))
    return _CONTROL.sub(" ", text).strip()


def runs(value: str) -> Iterator[Run]:
    """Neighbours of the same charset as one run of bytes: programs split words in the middle of a letter."""
    charset, held, at = "", b"", 0
    for word in encoded(value):
        between = value[at : word.start]
        at = word.end
        is_neighbour = bool(charset) and not between.strip()
        if held and not (is_neighbour and word.charset == charset):
            yield charset, held
            held = b""
        if not is_neighbour and between:
            yield "", raw(between)
        charset = word.charset
        held += payload(word.encoding, word.text)
    if held:
        yield charset, held
    if at < len(value):
        yield "", raw(value[at:])


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    charset: str
    encoding: str
    text: str


def encoded(value: str) -> Iterator[Word]:
    """In one pass: an end is looked for once, however many beginnings stand before it."""
    at, end, count = 0, -1, 0
    while count < MOST_WORDS and (begin := _BEGIN.search(value, at)):
        if end < begin.end():
            end = value.find("?=", begin.end())
            if end < 0:
                return
        if end - begin.end() > LONGEST_WORD:
            at = begin.end()
            continue
        yield Word(begin.start(), end + 2, begin[1].lower(), begin[2], value[begin.end() : end])
        at = end + 2
        count += 1


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
