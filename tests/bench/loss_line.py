"""LINE in P11: people who write by its webhook, which repeats itself, and an account that takes what we push.

Like LINE it takes what carries a key once, however often it comes.
"""

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

from tests.bench.stage import free_port
from tests.channels_ingest.providers import LINE, line_body, line_event

# Nobody of the chat has such a number.
FIRST = 100
CHANNEL: Any = SimpleNamespace(credentials=json.dumps(LINE.credentials))


def said(number: int, turn: int) -> tuple[bytes, dict[str, str]]:
    """A webhook and its headers. It brings no token: a reply that broke off is nothing that we repeat by ourselves."""
    event = line_event(
        f"{number}x{turn}", f"bench {number}-{turn}", source={"type": "user", "userId": f"U{number:032x}"}
    )
    event.pop("replyToken")
    body = line_body(event)
    return body, {"Content-Type": "application/json", "X-Forwarded-Proto": "https", **LINE.signed(body, CHANNEL)}


class Account:
    """What was pushed, by its words: each with the keys that it came with."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.taken: Counter[str] = Counter()
        self.repeats = 0
        outer, guard = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name that http.server asks for
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with guard:
                    is_new = outer.take(self.headers["X-Line-Retry-Key"], body["messages"][0]["text"])
                self.say(200 if is_new else 409, {"sentMessages": [{"id": self.headers["X-Line-Retry-Key"]}]})

            def do_GET(self) -> None:  # as above; names and quotas
                self.say(404, {})

            def say(self, status: int, told: dict[str, Any]) -> None:
                answer = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *said: Any) -> None:
                """The bench prints its own lines."""

        self.port = free_port()
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)

    def take(self, key: str, text: str) -> bool:
        is_new = key not in self.keys
        self.keys.add(key)
        self.taken[text] += is_new
        self.repeats += not is_new
        return is_new

    def __enter__(self) -> "Account":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
