"""LINE's API in the tests: a real server on this machine that keeps LINE's rules for tokens, keys and quotas."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.channels_ingest.local_server import serving

TOKEN = "a-long-lived-token-of-line"
BOT = {"userId": "Ub9952f8a4c0d4f1f8e5a7c2f4d6e8a10", "basicId": "@minato", "displayName": "みなと家電"}


class LineServer:
    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, str], Any]] = []
        self.names = {"U206d25c2ea6bd87c17655609a1c37cb8": "はなこ"}
        # By the message's id: what is answered to each of the calls for its content, the last one for ever.
        self.contents: dict[str, list[tuple[int, bytes]]] = {}
        # By path: what the next calls meet instead; "broken" = the line goes dead after the request was taken in.
        self.troubles: dict[str, list[tuple[int, dict[str, Any], dict[str, str]] | str]] = {}
        self.limit: int | None = 1000
        self.used = 990
        self.spent: set[str] = set()
        self.keys: set[str] = set()
        self.said: list[list[dict[str, Any]]] = []
        self.endpoint: tuple[str, bool] | None = None
        self.test: dict[str, Any] = {"success": True, "statusCode": 200, "reason": "OK", "detail": "200"}

    def asked(self, path: str) -> list[tuple[dict[str, str], Any]]:
        return [(headers, body) for _verb, called, headers, body in self.calls if called.endswith(path)]

    def answer(self, verb: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"message": "Authentication failed."}
        if path.endswith("/content"):
            answers = self.contents.get(path.split("/")[-2], [(404, b"")])
            return answers.pop(0) if len(answers) > 1 else answers[0]
        name = path.removeprefix("/v2/bot/").replace("/", "_")
        if name.startswith("profile_"):
            shown = self.names.get(name.removeprefix("profile_"))
            return (200, {"displayName": shown}) if shown else (404, {"message": "Not found"})
        if name.startswith("user_"):
            return 200, {"linkToken": "a-link-token"}
        return getattr(self, name)(headers, body)

    def info(self, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        return 200, BOT | {"chatMode": "bot"}

    def message_reply(self, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        if body["replyToken"] in self.spent:
            return 400, {"message": "Invalid reply token"}
        self.spent.add(body["replyToken"])
        return self.took(body)

    def message_push(self, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        key = headers.get("x-line-retry-key", "")
        if key in self.keys:
            return 409, {"message": "The retry key is already accepted", "sentMessages": [{"id": "461230966842064897"}]}
        if self.limit is not None and self.used >= self.limit:
            return 429, {"message": "You have reached your monthly limit."}
        self.keys.add(key)
        self.used += 1
        return self.took(body)

    def took(self, body: Any) -> tuple[int, Any]:
        self.said.append(body["messages"])
        rest = [{"id": f"5612309668{len(self.said)}{number}"} for number in range(1, len(body["messages"]))]
        return 200, {"sentMessages": [{"id": f"46123096684206{len(self.said)}"}, *rest]}

    def message_quota(self, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        return 200, {"type": "none"} if self.limit is None else {"type": "limited", "value": self.limit}

    def message_quota_consumption(self, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        return 200, {"totalUsage": self.used}

    def channel_webhook_endpoint(self, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        if self.endpoint is None:
            return 404, {"message": "Not found"}
        return 200, {"endpoint": self.endpoint[0], "active": self.endpoint[1]}

    def channel_webhook_test(self, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        return 200, self.test


@contextmanager
def running() -> Iterator[tuple[LineServer, str]]:
    line = LineServer()
    with serving(handler(line)) as address:
        yield line, address


def handler(line: LineServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.take("GET")

        def do_POST(self) -> None:
            self.take("POST")

        def take(self, verb: str) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = json.loads(content) if content.startswith(b"{") else content.decode() or None
            line.calls.append((verb, self.path, headers, body))
            trouble = line.troubles[self.path].pop(0) if line.troubles.get(self.path) else None
            if trouble == "broken":
                line.answer(verb, self.path, headers, body)
                self.close_connection = True
                return
            if isinstance(trouble, tuple):
                self.say(*trouble)
            else:
                self.say(*line.answer(verb, self.path, headers, body))

        def say(self, status: int, answer: Any, headers: dict[str, str] | None = None) -> None:
            packed = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(packed)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
