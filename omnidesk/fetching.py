"""The one place from which an address that a stranger wrote is fetched. omnidesk.calling speaks through it too.

The name is resolved once, its addresses are judged, and the connection goes to the judged one; each redirect is a new
address and judged again. No cookies, no credentials, no other ports, a limit on time and bytes.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from omnidesk import addresses

PORTS = {"http": 80, "https": 443}
SECONDS = 5.0
MOST_BYTES = 5 * 1024 * 1024
MOST_REDIRECTS = 3
LONGEST_URL = 4000
AGENT = "Omnidesk/1 (pictures of a mail, on request)"
_REDIRECTS = {301, 302, 303, 307, 308}
# What a path may hold beside letters and numbers; all else is written as %XX.
_SAFE = "%/:=&?~+!$,;'@()*[]-._"


class NotFetched(Exception):
    """Refused, not there, too large or too slow. Says nothing to strangers of which."""


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def fetch(url: str, *, most: int = MOST_BYTES, seconds: float = SECONDS) -> bytes:
    """The bytes behind an address of the public network; raises NotFetched."""
    until = time.monotonic() + seconds
    for _step in range(MOST_REDIRECTS + 1):
        try:
            content, onward = step(target(url), most, until)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetched(type(error).__name__) from error
        if onward is None:
            return content
        url = urljoin(url, onward)
    raise NotFetched("too many redirects")


def target(url: str) -> Target:
    parts: SplitResult = urlsplit(url)
    if len(url) > LONGEST_URL or parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        raise ValueError("not an address to fetch")
    port = parts.port or PORTS[parts.scheme]
    if port not in PORTS.values():
        raise ValueError("not a port to fetch from")
    host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return Target(parts.scheme, host, port, (quote(parts.path, safe=_SAFE) or "/") + query)


def step(wanted: Target, most: int, until: float) -> tuple[bytes, str | None]:
    """One request: its content, or where it sends us."""
    with bounded(opened(wanted, until), until) as line:
        return judged(asked(wanted, line), most)


@contextlib.contextmanager
def bounded(line: socket.socket, until: float) -> Iterator[socket.socket]:
    """The time limit of a socket is per read; a server that drips would hold us for hours."""
    clock = threading.Timer(max(until - time.monotonic(), 0), cut, [line])
    clock.daemon = True
    clock.start()
    try:
        yield line
    finally:
        clock.cancel()
        line.close()
    if time.monotonic() >= until:
        raise TimeoutError


def asked(wanted: Target, line: socket.socket) -> http.client.HTTPResponse:
    connection = speaking(wanted, line)
    headers = {"User-Agent": AGENT, "Accept": "image/*", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", wanted.path, headers={"Host": wanted.authority, **headers})
    return connection.getresponse()


def speaking(wanted: Target, line: socket.socket) -> http.client.HTTPConnection:
    """HTTP over a line that is open already. It never connects by itself: that would be to the name."""
    if isinstance(line, ssl.SSLSocket):
        line.do_handshake()
    connection = http.client.HTTPConnection(wanted.host, wanted.port)
    connection.auto_open, connection.sock = 0, line
    return connection


def judged(answer: http.client.HTTPResponse, most: int) -> tuple[bytes, str | None]:
    if answer.status in _REDIRECTS and answer.headers.get("Location"):
        return b"", str(answer.headers["Location"])
    if answer.status != 200 or answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ValueError(f"status {answer.status}")
    if (answer.length or 0) > most:
        raise ValueError("too large")
    content = answer.read(most + 1)
    if len(content) > most:
        raise ValueError("too large")
    return content, None


def opened(wanted: Target, until: float) -> socket.socket:
    """A line to the judged address itself; TLS still asks for the name."""
    address = addresses.public_address(wanted.host, wanted.port, until - time.monotonic())
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line = socket.create_connection((address, wanted.port), timeout=left)
    if wanted.scheme == "http":
        return line
    return tls().wrap_socket(line, server_hostname=wanted.host, do_handshake_on_connect=False)


@cache
def tls() -> ssl.SSLContext:
    """Made for the first line of a process: it reads every authority that the system trusts."""
    return ssl.create_default_context()


def cut(line: socket.socket) -> None:
    """At the system's level, because TLS in another thread is in the middle of something."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
