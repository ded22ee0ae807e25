"""Text parts as text: their charset, their line ends, `format=flowed`."""

import re
from collections.abc import Iterable

from channels_ingest.mail import charsets
from channels_ingest.mail.limits import TEXT_BYTES, TEXT_CHARS
from channels_ingest.mail.structure import Node

# Never seen by a reader, refused by a database, or turning the line around (U+202E).
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u202a-\u202e\u2066-\u2069]")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)


def text_of(node: Node, hints: Iterable[str]) -> tuple[str, str]:
    """The text and the charset it was read by."""
    content = node.content[:TEXT_BYTES]
    declared = node.options.get("charset", "").split()[:1]
    charset = declared[0] if declared else ""
    if node.kind == "text/html" and not charsets.meant(charset):
        found = _META.search(content[:4096])
        charset = found[1].decode("ascii", "replace") if found else charset
    text, used = charsets.decode(content, charset, hints)
    text = tidy(text)
    if node.kind == "text/plain" and node.options.get("format", "").lower().startswith("flowed"):
        text = unflowed(text, node.options.get("delsp", "").lower().startswith("yes"))
    return text, used


def tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _UNSEEN.sub("", text)[:TEXT_CHARS]


def unflowed(text: str, joined_bare: bool) -> str:
    """RFC 3676: a line that ends with a blank goes on in the next one of the same quote depth."""
    lines: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        if depth != open_depth or words == "-- ":
            lines.append([">" * depth + " "] if depth else [])
        lines[-1].append(words[:-1] if flows and joined_bare else words)
        open_depth = depth if flows else -1
    return "\n".join("".join(pieces) for pieces in lines)
