"""What a stranger's address may lead to: nothing of ours, and nothing endless."""

import http.server
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

import pytest

from omnidesk import addresses, fetching

PRIVATE = [
    "127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "10.1.2.3", "172.16.0.1",
    "192.168.1.1", "100.64.0.1", "::", "fe80::1", "fc00::1", "fec0::1", "224.0.0.1", "ff02::1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "198.18.0.1", "255.255.255.255", "::127.0.0.1",
]  # fmt: skip


@dataclass
class Canary:
    """A server on this machine that must not be reached, unless a test opens the way to it."""

    port: int
    hits: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canary]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.hits.append(self.path)
            found.headers.append(dict(self.headers))
            status, headers, body = found.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Canary(server.server_port)
    monkeypatch.setitem(fetching.PORTS, "http", server.server_port)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 counts as public, and only it."""
    monkeypatch.setattr(addresses, "is_public", lambda address: str(address) == "127.0.0.1")


@pytest.mark.parametrize("address", PRIVATE)
def test_it_knows_what_is_nobody_elses(address: str):
    assert not addresses.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_it_knows_what_is_everybodys(address: str):
    assert addresses.is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:7f00:1]/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://127.1/", "http://localhost/", "http://169.254.169.254/latest/meta-data/",
        "http://user:pass@127.0.0.1/", "http://127.0.0.1:6379/", "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/",
        "//127.0.0.1/", "http://", "http:///x", "https://127.0.0.1/", "http://１２７.0.0.1/", "http://[fe80::1%25lo]/",
        "http://x/" + "a" * 5000,
    ],
)  # fmt: skip
def test_it_refuses_what_leads_inside(canary: Canary, url: str):
    with pytest.raises(fetching.NotFetched):
        fetching.fetch(url)
    assert canary.hits == []


def test_it_brings_what_is_public_without_cookies(canary: Canary, opened: None):
    canary.answers["/a.png?b=%E3%81%82"] = (200, {"Set-Cookie": "a=b"}, b"picture")
    assert fetching.fetch("http://127.0.0.1/a.png?b=あ") == b"picture"
    sent = {name.lower() for name in canary.headers[0]}
    assert sent == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_it_judges_each_redirect(canary: Canary, opened: None):
    canary.answers["/a"] = (302, {"Location": "http://169.254.169.254/latest/"}, b"")
    canary.answers["/b"] = (302, {"Location": "http://[::1]/"}, b"")
    canary.answers["/c"] = (302, {"Location": "file:///etc/passwd"}, b"")
    for path in "abc":
        with pytest.raises(fetching.NotFetched):
            fetching.fetch(f"http://127.0.0.1/{path}")
    assert canary.hits == ["/a", "/b", "/c"]


def test_it_follows_three_redirects_and_no_more(canary: Canary, opened: None):
    for step in range(5):
        canary.answers[f"/{step}"] = (302, {"Location": f"/{step + 1}"}, b"")
    canary.answers["/5"] = (200, {}, b"far")
    assert fetching.fetch("http://127.0.0.1/2") == b"far"
    with pytest.raises(fetching.NotFetched):
        fetching.fetch("http://127.0.0.1/1")


def test_it_connects_to_the_address_it_judged(canary: Canary, monkeypatch: pytest.MonkeyPatch):
    """A name that is public when asked first and ours when asked again: it is asked once."""
    answers = iter(["203.0.113.9", "127.0.0.1", "127.0.0.1"])
    asked, tried = [], []

    def look_up(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(place[0])
        raise OSError("unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(addresses, "is_public", lambda address: str(address) == "203.0.113.9")
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(fetching.NotFetched):
        fetching.fetch("http://rebinding.example/")
    assert (asked, tried, canary.hits) == (["rebinding.example"], ["203.0.113.9"], [])


def test_it_refuses_a_name_of_which_one_address_is_ours(canary: Canary, monkeypatch: pytest.MonkeyPatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: both)
    with pytest.raises(fetching.NotFetched):
        fetching.fetch("http://two.example/")
    assert canary.hits == []


def test_it_takes_no_more_bytes_than_agreed(canary: Canary, opened: None):
    canary.answers["/large"] = (200, {}, b"x" * 2000)
    canary.answers["/told"] = (200, {"Content-Length": "99999999"}, b"x")
    canary.answers["/packed"] = (200, {"Content-Encoding": "gzip"}, b"x")
    for path in ("large", "told", "packed"):
        with pytest.raises(fetching.NotFetched):
            fetching.fetch(f"http://127.0.0.1/{path}", most=1000)


def test_it_ends_in_time_when_the_other_side_drips(opened: None, monkeypatch: pytest.MonkeyPatch):
    door = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setitem(fetching.PORTS, "http", door.getsockname()[1])

    def drip() -> None:
        line = door.accept()[0]
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            while True:
                line.sendall(b"X: y\r\n")
                time.sleep(0.5)  # the library gives up by itself after a hundred of them
        except OSError:
            line.close()

    threading.Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    with pytest.raises(fetching.NotFetched):
        fetching.fetch("http://127.0.0.1/", seconds=0.6)
    assert time.monotonic() - began < 30
    door.close()
