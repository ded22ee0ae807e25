"""What every socket shares: how it is written to, how much it may say, and that none stays behind when it breaks."""

import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, ClassVar

import structlog
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from omnidesk.hub import BROKEN

log = structlog.get_logger(__name__)

Send = Callable[[dict[str, Any]], Awaitable[None]]
STRAIGHT = "omnidesk.send"


class Straight:
    """Outermost: keeps the server's own `send` in the scope.

    The session's middleware looks at the session at every frame, for the cookie of a page that a socket never sends.
    With a thousand sockets this was half of what an event costs.
    """

    def __init__(self, inner: Callable[..., Awaitable[None]]) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        await self.inner({**scope, STRAIGHT: send}, receive, send)


class Socket(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    frames_per_minute: ClassVar[int]
    _minute = _frames = 0

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels drops a consumer that raises without calling `disconnect`: its seat and its topics would stay."""
        try:
            await super().dispatch(message)
        except StopConsumer:
            raise
        except Exception as error:
            log.exception("a socket broke", what=message["type"])
            if message["type"] == "websocket.disconnect":
                raise StopConsumer from error
            await self.close_broken()

    async def close_broken(self) -> None:
        """The page comes back by itself and catches up."""
        # Whoever has gone already needs no closing.
        with suppress(RuntimeError, OSError):
            await self.close(BROKEN)

    async def write(self, text: str) -> None:
        # Straight to the server: the send of Channels would look for old connections at each message.
        send: Send = self.scope.get(STRAIGHT, self.base_send)
        await send({"type": "websocket.send", "text": text})

    async def say(self, frame: dict[str, Any]) -> None:
        await self.write(json.dumps(frame, ensure_ascii=False))

    async def close_with(self, code: int) -> None:
        await self.close(code)

    def too_many(self) -> bool:
        minute = int(time.monotonic() // 60)
        self._minute, self._frames = minute, self._frames + 1 if minute == self._minute else 1
        return self._frames > self.frames_per_minute
