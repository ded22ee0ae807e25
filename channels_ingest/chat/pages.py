"""The page a visitor is on, as agents may see it: an address without anything that would open a door."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from omnidesk.cleaning import clean_words
from omnidesk.redaction import redact

LONGEST_URL, LONGEST_TITLE = 500, 200
_SECRET_NAME = re.compile(
    r"token|secret|pass|pwd|key|auth|session|sid|sig|hash|code|otp|jwt|nonce|state|ticket|invite|reset|mail|phone|tel|name",
    re.IGNORECASE,
)
# Longer than any word or number a person would type into an address.
LONGEST_VALUE = 40


@dataclass(frozen=True)
class Page:
    url: str = ""
    title: str = ""


def page_of(said: Any) -> Page:
    """From what the widget says; what is no web page is no page."""
    if not isinstance(said, dict):
        return Page()
    url, title = said.get("url"), said.get("title")
    address = clean_url(url) if isinstance(url, str) else ""
    return Page(address, redact(clean_words(title, LONGEST_TITLE)) if address and isinstance(title, str) else "")


def clean_url(url: str) -> str:
    """Only the web; no user and password, no fragment, no query value that may be a key or a person."""
    try:
        parts = urlsplit(url[:4000].strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or not url.isprintable():
        return ""
    harmless = [(name, value) for name, value in parse_qsl(parts.query) if is_harmless(name, value)]
    host = f"[{host}]" if ":" in host else host
    return redact(urlunsplit((parts.scheme, host + port, parts.path, urlencode(harmless), "")))[:LONGEST_URL]


def is_harmless(name: str, value: str) -> bool:
    return not _SECRET_NAME.search(name) and len(value) <= LONGEST_VALUE and "@" not in value
