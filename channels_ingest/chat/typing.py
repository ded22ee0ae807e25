"""Who is writing right now: goes from socket to socket, and nothing of it is kept or waited for."""

import asyncio
import time
from typing import TYPE_CHECKING, Any

import structlog
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from channels_ingest.chat.consumer import VisitorConsumer

log = structlog.get_logger(__name__)

LAYER_SECONDS = 0.2
REST_SECONDS = 5.0
# A browser may tell of every key; colleagues need it no oftener.
TOLD_EVERY = 2.0


class Typing:
    """This socket's place in the group of the matter that the visitor's words go to."""

    def __init__(self, socket: "VisitorConsumer") -> None:
        self.socket = socket
        self.matter: int | None = None
        self._told = 0.0
        self._resting_until = 0.0

    async def follow(self, matter: int | None) -> None:
        """The visitor's matter may be split, joined or followed by another one."""
        if matter == self.matter:
            return
        await self.leave()
        if matter is not None and await self._layer("group_add", f"matter.{matter}", self.socket.channel_name):
            self.matter = matter

    async def leave(self) -> None:
        if self.matter is not None:
            matter, self.matter = self.matter, None
            await self._layer("group_discard", f"matter.{matter}", self.socket.channel_name)

    async def say(self) -> None:
        """The visitor types: for the agents who look at the matter (see ConsoleConsumer.visitor_word)."""
        now = time.monotonic()
        if self.matter is None or now - self._told < TOLD_EVERY:
            return
        self._told = now
        await self._layer("group_send", f"matter.{self.matter}", {"type": "visitor.word", "matter": self.matter})

    async def hear(self, word: dict[str, Any]) -> None:
        """An agent's socket said something to the group; the visitor learns who writes in this chat, and no more."""
        here = word.get("matter") == self.matter and word.get("channel") == self.socket.session.channel_id
        if word.get("typing") and here:
            name, _initial = word["faces"][self.socket.session.language]
            await self.socket.say({"event": "typing", "name": name})

    async def _layer(self, deed: str, *args: Any) -> bool:
        if time.monotonic() < self._resting_until:
            return False
        try:
            async with asyncio.timeout(LAYER_SECONDS):
                await getattr(self.socket.channel_layer, deed)(*args)
        except (RedisError, OSError, TimeoutError):
            self._resting_until = time.monotonic() + REST_SECONDS
            log.debug("the channel layer is away", deed=deed)
            return False
        return True
