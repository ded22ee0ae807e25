"""Who else is looking at, or writing in, a matter. Goes from socket to socket; nothing of it is kept."""

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.utils.translation import override
from redis.exceptions import RedisError

from agents.models import Agent

if TYPE_CHECKING:
    from conversations.consumers import ConsoleConsumer

log = structlog.get_logger(__name__)

# A page repeats itself more often than this; who is silent for longer is gone.
GONE_SECONDS = 45
TYPING_SECONDS = 6
LAYER_SECONDS = 0.3


@dataclass
class Person:
    name: str
    initial: str
    seen: float
    typing: float = 0.0
    typing_since: float = 0.0


def faces(agent: Agent) -> dict[str, tuple[str, str]]:
    """Name and initial as readers of each language know them: who hears a word reads another one than who says it."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = (agent.short_name, agent.initial)
    return found


class Company:
    def __init__(self, socket: "ConsoleConsumer") -> None:
        self.socket = socket
        self.matter: int | None = None
        self.people: dict[int, Person] = {}

    async def look(self, matter: object, *, typing: bool, channel: object = None) -> None:
        """This socket's person looks at (or types in) a matter it has joined; None = at none any more.

        channel: by which one the words would go out; whoever is reached by another one is not told of them.
        """
        if matter != self.matter:
            await self.leave()
            if not isinstance(matter, int) or f"matter.{matter}" not in self.socket.listener.topics:
                return
            self.matter = matter
            await self._layer("group_add", f"matter.{matter}", self.socket.channel_name)
            await self.say("hello", typing, channel)
        else:
            await self.say("here", typing, channel)

    async def leave(self) -> None:
        if self.matter is None:
            return
        await self.say("bye", typing=False)
        await self._layer("group_discard", f"matter.{self.matter}", self.socket.channel_name)
        self.matter, self.people = None, {}

    async def say(self, word: str, typing: bool, channel: object = None) -> None:
        agent = self.socket.agent
        about = {"id": agent.pk, "faces": faces(agent)}
        packet = {"type": "company.word", "word": word, "matter": self.matter, "typing": typing, **about}
        if isinstance(channel, int):
            packet["channel"] = channel
        await self._layer("group_send", f"matter.{self.matter}", packet)

    async def hear(self, word: dict[str, Any]) -> None:
        """A colleague came, is still there, types, or left. Who may no longer see the matter hears nothing."""
        own = word["id"] == self.socket.agent.pk
        if own or word["matter"] != self.matter or f"matter.{self.matter}" not in self.socket.listener.topics:
            return
        now = time.monotonic()
        if word["word"] == "bye":
            self.people.pop(word["id"], None)
        else:
            self.note(word, now)
        if word["word"] == "hello":
            await self.say("here", typing=False)
        await self.show(now)

    def note(self, word: dict[str, Any], now: float) -> None:
        name, initial = word["faces"][self.socket.agent.language]
        person = self.people.setdefault(word["id"], Person(name, initial, now))
        person.seen = now
        if word["typing"]:
            person.typing_since = person.typing_since if now - person.typing < TYPING_SECONDS else now
            person.typing = now

    async def show(self, now: float) -> None:
        self.people = {pk: person for pk, person in self.people.items() if now - person.seen < GONE_SECONDS}
        people = [
            {
                "id": pk,
                "name": person.name,
                "initial": person.initial,
                "typing": bool(person.typing) and now - person.typing < TYPING_SECONDS,
                "typing_seconds": int(now - person.typing_since) if person.typing else 0,
            }
            for pk, person in self.people.items()
        ]
        await self.socket.say({"event": "viewing", "matter": self.matter, "people": people})

    async def _layer(self, deed: str, *args: Any) -> None:
        """Nobody waits for company: without Redis it is simply not known."""
        try:
            async with asyncio.timeout(LAYER_SECONDS):
                await getattr(self.socket.channel_layer, deed)(*args)
        except (RedisError, OSError, TimeoutError):
            log.debug("the channel layer is away", deed=deed)
