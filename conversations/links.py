"""Plain text as HTML: escaped, with addresses made links that show where they go, and what was told underlined."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from urllib.parse import urlsplit

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

# Ends before quotes, brackets and Japanese punctuation, which sentences put right after an address.
_LINK = re.compile(r"""https?://[^\s<>"'`「」『』【】（）、。，！？…]+""", re.IGNORECASE)
_TRAILING = ".,:;!?)]}'"

# Where something was told, and the names by which its mark is found.
type Range = tuple[int, int, str]


def linked(text: str, ranges: Iterable[Range] = ()) -> SafeString:
    """Every piece is escaped by itself; a link is never cut, and belongs to what it touches."""
    held = sorted(ranges)
    pieces = ((names_at(start, end, held), html) for start, end, html in atoms(text, held))
    runs = ((names, "".join(html for _, html in run)) for names, run in groupby(pieces, key=lambda piece: piece[0]))
    shown = (f'<span class="fact" data-fact="{escape(names)}">{html}</span>' if names else html for names, html in runs)
    return mark_safe("".join(shown))  # noqa: S308  # every piece is escaped in atoms


def atoms(text: str, ranges: list[Range]) -> Iterator[tuple[int, int, str]]:
    """Links whole, and what lies between them cut where a range begins or ends."""
    end = 0
    for found in _LINK.finditer(text):
        address = found.group().rstrip(_TRAILING)
        yield from cut(text, end, found.start(), ranges)
        end = found.start() + len(address)
        yield found.start(), end, link(address)
    yield from cut(text, end, len(text), ranges)


def cut(text: str, start: int, end: int, ranges: list[Range]) -> Iterator[tuple[int, int, str]]:
    edges = {edge for begin, stop, _ in ranges for edge in (begin, stop) if start < edge < end}
    places = [start, *sorted(edges), end]
    for one, other in pairwise(places):
        if one < other:
            yield one, other, escape(text[one:other])


def names_at(start: int, end: int, ranges: list[Range]) -> str:
    return " ".join(names for begin, stop, names in ranges if begin < end and start < stop)


def link(address: str) -> SafeString:
    host = disguised_host(address)
    if host is None:
        return SafeString(escape(address))
    shown = format_html('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>', address, address)
    return format_html("{} <small>({})</small>", shown, host) if host else shown


def disguised_host(address: str) -> str | None:
    """The real host where the address hides it (user@host, look-alike letters); '' = plain; None = no link."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        plain = host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    if not host:
        return None
    return plain if "@" in parts.netloc or plain != host.lower() else ""
