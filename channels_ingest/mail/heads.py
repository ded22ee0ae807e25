"""Where a mail's headers end and what they are, however they were broken on the way."""

import re
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import compat32
from functools import cached_property

from channels_ingest.mail.limits import HEADER_BYTES, HEADER_LINES

_HEADER = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|mime-version|received|return-path|reply-to|sender|delivered-to|in-reply-to"
    rb"|references|content-(?:type|transfer-encoding|disposition|id)|x-[a-z0-9-]+)[ \t]*:",
    re.IGNORECASE,
)
_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*\n|(?:\xef\xbb\xbf|>?From [^\r\n]*\r?\n)+")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_PARSER = BytesParser(policy=compat32)


@dataclass
class Head:
    """Name and value as they were written, 8-bit bytes as surrogates, top to bottom."""

    items: list[tuple[str, str]]

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """In small letters: a mail is asked for some thirty headers, most of which it does not have."""
        found: dict[str, list[str]] = {}
        for name, value in self.items:
            found.setdefault(name.lower(), []).append(value)
        return found

    def all(self, name: str) -> list[str]:
        return self.by_name.get(name.lower(), [])

    def value(self, name: str) -> str:
        """The first of that name; empty when there is none."""
        return next(iter(self.all(name)), "")


def halves(raw: bytes) -> tuple[bytes, bytes, list[str]]:
    """Header block and body. A line that is no header goes to the header above it when real headers follow, else it
    begins the body: programs forget the fold as well as the empty line."""
    defects: list[str] = []
    kept: list[bytes] = []
    last_known = last_known_header(raw)
    end = 0
    for line in _LINE.finditer(raw, 0, HEADER_BYTES):
        text, end = line[0], line.end()
        if not text.strip():
            break
        if _HEADER.match(text) or (text[:1] in b" \t" and kept):
            kept.append(text.rstrip(b"\r\n").replace(b"\r", b" ") + b"\n")
        elif line.start() > last_known:
            end = line.start()
            defects.append("no empty line after the headers")
            break
        else:
            defects.append("a line among the headers that is none")
            kept += [b" " + text] if kept else []
    return b"".join(kept[:HEADER_LINES]), raw[end:], defects


def last_known_header(raw: bytes) -> int:
    last = -1
    for line in _LINE.finditer(raw, 0, HEADER_BYTES):
        if not line[0].strip():
            break
        if _KNOWN.match(line[0]):
            last = line.start()
    return last


def without_mark(raw: bytes) -> bytes:
    """Without an mbox line, empty lines or a byte order mark before the first header; old line ends as new ones."""
    if b"\n" not in raw[:4096] and b"\r" in raw[:4096]:
        raw = raw.replace(b"\r", b"\n")
    found = _BEGIN.match(raw)
    while found and found.end():
        raw = raw[found.end() :]
        found = _BEGIN.match(raw)
    return raw


def parsed(block: bytes) -> Head:
    """Header grammar is CPython's; its own decoding of values is not asked. NUL ends no header."""
    return Head(list(_PARSER.parsebytes(block.replace(b"\x00", b""), headersonly=True).raw_items()))
