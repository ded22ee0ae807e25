"""A desk that speaks the chat's protocol from memory, and breaks on demand."""

import asyncio
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.widget import pages

SITE = "shop-1"
# Where the pages of the desk's own people listen.
CONSOLE = "/ws/console/"


class Emulator:
    def __init__(self) -> None:
        self.desk = self.shop = ""
        self.loop: asyncio.AbstractEventLoop
        self.reset()

    def reset(self) -> None:
        self.config: dict[str, Any] = {}
        self.messages: list[dict[str, Any]] = []
        self.revision = 100
        self.tokens: set[str] = set()
        self.tickets: set[str] = set()
        self.sockets: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self.heard: list[dict[str, Any]] = []
        self.posted: list[dict[str, Any]] = []
        self.details: list[dict[str, Any]] = []
        self.identified: list[str] = []
        self.sessions = self.reads = 0
        # What goes wrong.
        self.down = False  # the desk answers 503 and accepts no socket
        self.lose_answers = 0  # so many messages are kept, and the answer is lost
        self.refusal: tuple[int, dict[str, Any]] | None = None
        self.takes_in = True
        self.page_size = 30

    # What the other side does

    def answer(
        self, text: str, *, at: datetime | None = None, author: str = "高橋", push: bool = True, **more: Any
    ) -> dict[str, Any]:
        row = self.add(mine=False, text=text, author={"name": author, "initial": author[:1]}, at=at, **more)
        if push:
            self.push(row)
        return row

    def add(self, *, mine: bool, text: str, at: datetime | None = None, **more: Any) -> dict[str, Any]:
        self.revision += 3
        row = {
            "id": 1000 + len(self.messages),
            "key": "",
            "mine": mine,
            "author": None,
            "automatic": False,
            "text": text,
            "shown_at": (at or datetime.now(UTC)).isoformat(),
            "state": "kept" if mine else "sent",
            "files": [],
            "unsent": False,
            "revision": self.revision,
        } | more
        self.messages.append(row)
        return row

    def change(self, row: dict[str, Any], push: bool = True, **fields: Any) -> None:
        self.revision += 1
        row |= fields | {"revision": self.revision}
        if push:
            self.push(row)

    def push(self, *rows: dict[str, Any]) -> None:
        self.tell({"event": "changed", "revision": self.revision, "messages": [dict(row) for row in rows]})

    def tell(self, event: dict[str, Any]) -> None:
        for queue in list(self.sockets.values()):
            self.loop.call_soon_threadsafe(queue.put_nowait, event)

    def break_sockets(self) -> None:
        self.tell({"close": 1012})

    # Doors

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self.socket(scope, receive, send)
        elif scope["type"] == "http":
            body = b""
            while (part := await receive()).get("more_body", False) or part.get("body"):
                body += part["body"]
                if not part.get("more_body"):
                    break
            status, content, headers = self.page(scope, body)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": content})

    def page(self, scope: dict[str, Any], body: bytes) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
        if found := pages.public(self, scope["path"], dict(scope["headers"])[b"host"].decode()):
            return found
        if self.down:
            return pages.as_json(503, {"code": "busy", "message": "お待ちください", "request_id": "r-503"})
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        status, said = self.deed(scope, headers.get("authorization", "").removeprefix("Visitor "), body)
        return said if isinstance(said, tuple) else pages.as_json(status, said)

    def deed(self, scope: dict[str, Any], token: str, body: bytes) -> tuple[int, Any]:
        path = scope["path"].removeprefix(f"/chat/{SITE}/")
        if path == "session/" and scope["method"] == "POST":
            return 201, self.session()
        if path == "identify/":
            given = json.loads(body)["token"]
            self.identified.append(given)
            return 201, self.session() | {"name": "佐藤"}
        if token not in self.tokens:
            return 401, {"code": "session", "message": "もう一度お試しください", "request_id": "r-401"}
        done: tuple[int, Any] = getattr(self, "on_" + path.strip("/").split("/")[0])(scope, token, body)
        return done

    def session(self) -> dict[str, Any]:
        self.sessions += 1
        self.tokens.add(token := secrets.token_hex(8))
        return {"token": token, "session": f"s{self.sessions}"}

    def on_session(self, scope: dict[str, Any], token: str, body: bytes) -> tuple[int, Any]:
        self.tokens.discard(token)
        return 200, {}

    def on_ticket(self, scope: dict[str, Any], token: str, body: bytes) -> tuple[int, Any]:
        self.tickets.add(ticket := secrets.token_hex(4))
        return 200, {"ticket": ticket}

    def on_details(self, scope: dict[str, Any], token: str, body: bytes) -> tuple[int, Any]:
        self.details.append(json.loads(body))
        return 200, {}

    def on_callback(self, scope: dict[str, Any], token: str, body: bytes) -> tuple[int, Any]:
        if scope["method"] == "GET":
            return 200, {"offered": True, "minutes": 30, "slots": []}
        return 201, {"wish": json.loads(body)["wish"], "at": None, "by": in_a_day(1)}

    def on_uploads(self, scope: dict[str, Any], token: str, body: bytes) -> tuple[int, Any]:
        if self.refusal:
            return self.refusal
        name = body.split(b'filename="')[1].split(b'"')[0].decode()
        url = f"/chat/{SITE}/files/{name}" if name.endswith(".png") else None
        return 201, {
            "id": f"f-{name}",
            "name": name,
            "size": len(body),
            "content_type": "image/png",
            "preview_url": url,
        }

    def on_files(self, scope: dict[str, Any], token: str, body: bytes) -> tuple[int, Any]:
        return 200, (200, pages.PIXEL, [(b"content-type", b"image/png")])

    def on_messages(self, scope: dict[str, Any], token: str, body: bytes) -> tuple[int, Any]:
        return (
            self.take(json.loads(body))
            if scope["method"] == "POST"
            else (200, self.read(scope["query_string"].decode()))
        )

    def take(self, said: dict[str, Any]) -> tuple[int, Any]:
        if self.refusal:
            return self.refusal
        known = any(row["key"] == said["key"] for row in self.posted)
        self.posted.append(said)
        if not known and self.takes_in:
            files = [
                {
                    "id": key,
                    "name": key[2:],
                    "size": 3000,
                    "content_type": "image/png",
                    "url": f"/chat/{SITE}/files/x",
                    "preview_url": f"/chat/{SITE}/files/x" if key.endswith(".png") else None,
                }
                for key in said["files"]
            ]
            self.push(self.add(mine=True, text=said["text"], key=said["key"], files=files))
        if self.lose_answers:
            self.lose_answers -= 1
            return 504, {}
        return 202, {"key": said["key"], "state": "kept"}

    def read(self, query: str) -> dict[str, Any]:
        self.reads += 1
        name, _, value = query.partition("=")
        rows = sorted(self.messages, key=lambda row: row["revision"])
        if name == "after":
            rows = [row for row in rows if row["revision"] > int(value)]
            page, more = rows[: self.page_size], len(rows) > self.page_size
            return {"revision": page[-1]["revision"] if more else self.revision, "messages": page, "more": more}
        rows = sorted(self.messages, key=lambda row: row["shown_at"])
        if name == "before":
            rows = rows[: next(at for at, row in enumerate(rows) if row["id"] == int(value))]
        return {"revision": self.revision, "messages": rows[-self.page_size :], "more": len(rows) > self.page_size}

    async def socket(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        ticket = scope["query_string"].decode().removeprefix("ticket=")
        if self.down or (ticket not in self.tickets and scope["path"] != CONSOLE):
            await send({"type": "websocket.close", "code": 4401})
            return
        self.tickets.discard(ticket)
        await send({"type": "websocket.accept"})
        queue = self.sockets[ticket] = asyncio.Queue()
        news = asyncio.create_task(self.forward(queue, send))
        while (event := await receive())["type"] == "websocket.receive":
            said = json.loads(event["text"])
            self.heard.append(said)
            if said["do"] == "ping":
                queue.put_nowait({"event": "pong"})
        news.cancel()
        self.sockets.pop(ticket, None)

    async def forward(self, queue: "asyncio.Queue[dict[str, Any]]", send: Any) -> None:
        while True:
            event = await queue.get()
            if "close" in event:
                await send({"type": "websocket.close", "code": event["close"]})
                return
            await send({"type": "websocket.send", "text": json.dumps(event)})


def in_a_day(hours: int = 17) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
