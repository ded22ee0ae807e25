"""Calls to a provider's API: the same guarded line as for a stranger's address, with credentials and a body.

An address that an admin entered, or that stood in a provider's own message, may lead into our own network as well as a
stranger's. Only SIMULATOR_URL is ours by configuration, and may lie anywhere.
"""

import contextlib
import http.client
import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings

from omnidesk import fetching
from omnidesk.fetching import NotFetched, Target

SECONDS = 10.0
MOST_BYTES = 1024 * 1024
MOST_MEDIA_BYTES = 20 * 1024 * 1024
MOST_REDIRECTS = 3
AGENT = "Omnidesk/1"


class NotReached(Exception):
    """No connection: surely nothing was done there."""


class Broke(Exception):
    """It broke after the request was on its way: nobody knows whether it was done."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> dict[str, Any]:
        """The object they sent; {} where it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def after(self) -> float:
        """Seconds they want us to wait (Retry-After); 0 = they did not say."""
        text = self.headers.get("retry-after", "")
        return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    seconds: float = SECONDS,
    most: int = MOST_BYTES,
    strange: bool = False,
) -> Answer:
    """One request, no redirects. Raises NotReached before anything was said, Broke after.

    most: bytes that are read of the answer; a longer one is Broke.
    strange: the address was written by the other side, so that it may not lead home either.
    """
    until = time.monotonic() + seconds
    try:
        line, wanted = opened(url, until, strange)
    except (OSError, ValueError, NotFetched) as error:
        raise NotReached(type(error).__name__) from error
    try:
        with fetching.bounded(line, until):
            return asked(method, wanted, greeted(wanted, line), headers or {}, body, most)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Broke(type(error).__name__) from error


def fetch(
    url: str, headers: Mapping[str, str] | None = None, most: int = MOST_MEDIA_BYTES, *, strange: bool = False
) -> Answer:
    """A file at a provider's. The credentials in `headers` go to the first host only, wherever it sends us on; and what
    it names is an address of its choice."""
    origin = urlsplit(url)[:2]
    for _step in range(MOST_REDIRECTS + 1):
        stays = urlsplit(url)[:2] == origin
        answer = call("GET", url, headers=headers if stays else {}, most=most, strange=strange or not stays)
        onward = answer.headers.get("location", "")
        if answer.status not in (301, 302, 303, 307, 308) or not onward:
            return answer
        url = urljoin(url, onward)
    raise NotReached("too many redirects")


def timed(ask: Callable[[], Answer]) -> tuple[Answer | None, int]:
    """The answer of a call, and the milliseconds it took; None = they cannot be reached, or it broke."""
    begun = time.monotonic()
    try:
        answer = ask()
    except (NotReached, Broke):
        answer = None
    return answer, round((time.monotonic() - begun) * 1000)


def as_json(body: Any) -> tuple[dict[str, str], bytes]:
    """Headers and bytes of a JSON body."""
    return {"Content-Type": "application/json; charset=utf-8"}, json.dumps(body, ensure_ascii=False).encode()


def as_form(fields: list[tuple[str, str]]) -> tuple[dict[str, str], bytes]:
    return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields).encode()


def is_ours(url: str) -> bool:
    return urlsplit(url)[:2] == urlsplit(settings.SIMULATOR_URL)[:2]


def opened(url: str, until: float, strange: bool) -> tuple[socket.socket, Target]:
    """A line, and what to say on it. Anywhere but at home the address is judged first."""
    if strange or not is_ours(url):
        wanted = fetching.target(url)
        return fetching.opened(wanted, until), wanted
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    port = parts.port or fetching.PORTS[parts.scheme]
    home = Target(parts.scheme, str(parts.hostname), port, path or "/")
    line = socket.create_connection((home.host, port), timeout=max(until - time.monotonic(), 0.01))
    if home.scheme == "https":
        line = fetching.tls().wrap_socket(line, server_hostname=home.host, do_handshake_on_connect=False)
    return line, home


def greeted(wanted: Target, line: socket.socket) -> http.client.HTTPConnection:
    """Before both sides agree on TLS nothing of ours was said."""
    try:
        return fetching.speaking(wanted, line)
    except (OSError, ValueError) as error:
        raise NotReached(type(error).__name__) from error


def asked(
    method: str,
    wanted: Target,
    connection: http.client.HTTPConnection,
    headers: Mapping[str, str],
    body: bytes,
    most: int,
) -> Answer:
    own = {"Host": wanted.authority, "User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close"}
    connection.request(method, wanted.path, body=body or None, headers=own | dict(headers))
    answer = connection.getresponse()
    content = answer.read(most + 1)
    if len(content) > most:
        raise ValueError("too large")
    with contextlib.suppress(OSError):
        answer.close()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)
