"""Parameters of a header (`name=value`), RFC 2231 continuations and charsets included, and as programs break them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from channels_ingest.mail import charsets, words

_PARAM = re.compile(
    r"[;\s]([\w.*!#$%&+^`{}~|-]{1,60})\s{0,20}=\s{0,20}(\"(?:[^\"\\]|\\.)*\"|[^;\"][^;]*|\"[^;]*|)", re.DOTALL
)
_INDEXED = re.compile(r"(.+?)(?:\*(\d{1,3}))?(\*)?")
_FULL_TYPE = re.compile(r"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)")


@dataclass(frozen=True)
class Segment:
    index: int
    is_encoded: bool
    value: str


def full_type(value: str) -> str:
    """`text/plain`; empty when there is nothing like it."""
    found = _FULL_TYPE.match(value)
    return found[1].lower() if found else ""


def params(value: str, hints: Iterable[str] = ()) -> dict[str, str]:
    segments: dict[str, list[Segment]] = {}
    for name, text in _PARAM.findall(value):
        found = _INDEXED.fullmatch(name.lower())
        if found is not None:
            segment = Segment(int(found[2] or 0), bool(found[3]), unquoted(text))
            segments.setdefault(found[1], []).append(segment)
    return {name: joined(parts, hints) for name, parts in segments.items()}


def unquoted(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        text = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    return text


def joined(parts: list[Segment], hints: Iterable[str]) -> str:
    if not any(part.is_encoded for part in parts):
        first = sorted(parts, key=lambda part: part.index) if len({part.index for part in parts}) > 1 else parts[:1]
        return words.decoded("".join(part.value for part in first), hints)
    parts = sorted(parts, key=lambda part: (part.index, not part.is_encoded))
    charset, data = "", b""
    for place, part in enumerate(part for part in parts if part.is_encoded or len(parts) > 1):
        text = part.value
        if place == 0 and part.is_encoded and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        data += unquote_to_bytes(words.raw(text)) if part.is_encoded else words.raw(text)
    return words.decoded(charsets.decode(data, charset, hints)[0])
