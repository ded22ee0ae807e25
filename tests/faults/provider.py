"""LINE, Twilio and another system, played by one small server that writes down what each took, by the words.

Each keeps its own rule against repeats: LINE its retry keys and reply tokens, the other system our name of a delivery;
Twilio has none, so that whatever it is told twice goes out twice.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

from tests.channels_ingest.local_server import serving

# Longer than anybody waits for an answer (omnidesk.calling.SECONDS).
FOR_EVER = 13.0
SLOWLY = 3.0
# What a call can meet. In all but these two it was taken, whatever the caller hears of it.
NOT_TAKEN = ("500", "429")
TROUBLES = (*NOT_TAKEN, "500, taken", "slow", "hangs", "cut")


@dataclass
class Ledger:
    took: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    # What the first call with these words meets: a trouble, or something that happens before it is answered.
    planned: dict[str, str | Callable[[], None]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def meets(self, words: str) -> str | Callable[[], None]:
        with self.lock:
            self.calls[words] += 1
            return self.planned.pop(words, "")

    def take(self, said: "Said") -> tuple[int, dict[str, Any]]:
        with self.lock:
            if said.key and said.key in self.known:
                return said.refusal, {"message": "known already", "sentMessages": []}
            self.known.add(said.key)
            self.took[said.words] += 1
            name = f"{said.kind}-{sum(self.took.values())}-{id(self)}"
        return 200, {"sentMessages": [{"id": name}], "sid": name, "id": name}


@dataclass(frozen=True)
class Said:
    """One message of ours, and the key by which its provider tells a repeat; "" = it cannot."""

    kind: str
    words: str
    key: str
    # What is answered to a repeat.
    refusal: int = 409


def read(path: str, headers: dict[str, str], content: bytes) -> Said | None:
    if path.endswith("/message/push"):
        body = json.loads(content)
        return Said("line", body["messages"][0]["text"], f"{path} {headers['x-line-retry-key']}")
    if path.endswith("/message/reply"):
        body = json.loads(content)
        return Said("reply", body["messages"][0]["text"], f"{path} {body['replyToken']}", 400)
    if path.endswith("/Messages.json"):
        return Said("sms", dict(parse_qsl(content.decode()))["Body"], "")
    if path.endswith("/events"):
        return Said("api", json.loads(content)["text"], f"{path} {headers['omnidesk-delivery']}")
    return None


@contextmanager
def running() -> Iterator[tuple[Ledger, str]]:
    ledger = Ledger()
    with serving(handler(ledger)) as address:
        yield ledger, address


def handler(ledger: Ledger) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Names and quotas: nobody has any here."""
            self.say(404, {})

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = read(self.path, {name.lower(): value for name, value in self.headers.items()}, content)
            if said is None:
                self.say(404, {})
                return
            trouble = ledger.meets(said.words)
            if trouble in NOT_TAKEN:
                self.say(int(str(trouble)), {"message": "busy"}, {"Retry-After": "2"} if trouble == "429" else {})
                return
            answer = ledger.take(said)
            if callable(trouble):
                trouble()
            elif trouble in ("slow", "hangs"):
                time.sleep(SLOWLY if trouble == "slow" else FOR_EVER)
            if trouble == "500, taken":
                self.say(500, {"message": "broken"})
            elif trouble not in ("hangs", "cut"):
                self.say(*answer)

        def say(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
            packed = json.dumps(body).encode()
            try:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(packed)), **(headers or {})}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(packed)
            except OSError:
                """Whoever asked has gone."""

        def log_message(self, *args: Any) -> None:
            """What counts is in the ledger."""

    return Handler
