"""The console's socket: one a page. It asks the same questions as the pages, and asks them again when rights change."""

import asyncio
import json
import random
from typing import Any

import structlog
from channels.db import database_sync_to_async
from django.utils import timezone

from agents import rights
from agents.models import Agent
from conversations import topics
from conversations.company import Company
from conversations.focus import note_focus
from omnidesk.hub import Listener, hub
from omnidesk.socket import Socket

log = structlog.get_logger(__name__)

SIGNED_OUT = 4401
NO_RIGHT = 4403
TOO_MUCH = 4409
LONGEST_FRAME = 16 * 1024
# Rights are asked again so often even when no event told us to.
ASK_AGAIN_SECONDS = 60
FRAMES_PER_MINUTE = 300
# Of one person, in one process: tabs and devices, not a flood.
SOCKETS_PER_AGENT = 20


class ConsoleConsumer(Socket):
    frames_per_minute = FRAMES_PER_MINUTE
    agent: Agent
    listener: Listener

    async def connect(self) -> None:
        user = self.scope.get("user")
        if user is None or not user.is_authenticated or not await self.still_allowed(user):
            # Accepted and then closed: a browser tells the page the code of an open socket only.
            await self.accept()
            await self.close(SIGNED_OUT)
            return
        await self.accept()
        if hub().listening(f"agent.{self.agent.pk}") >= SOCKETS_PER_AGENT:
            await self.close(TOO_MUCH)
            return
        self.company = Company(self)
        self.listener = Listener(user.language, self.write, self.close_with, self.hear)
        hub().add(self.listener)
        self._asking = asyncio.create_task(self.keep_asking())
        # Listening first and asking second: a right that goes in between is heard of.
        hub().join(self.listener, {f"agent.{self.agent.pk}"})
        if await self.ask_again():
            await self.say({"event": "fresh" if hub().fresh else "stale", "reason": "redis"})

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "listener"):
            hub().remove(self.listener)
            self._asking.cancel()
            await self.company.leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not hasattr(self, "listener"):
            return
        if self.too_many() or text_data is None or len(text_data) > LONGEST_FRAME:
            await self.close(TOO_MUCH)
            return
        try:
            frame = json.loads(text_data)
            deed = DEEDS[frame["do"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            await self.say({"event": "error", "code": "unknown"})
            return
        await deed(self, frame)

    # What the server itself hears

    async def hear(self, name: str, frame: str) -> bool:
        """Rights changed, or a matter changed hands: ask again before anything more is written."""
        if name == "rights":
            await self.ask_again()
            return True
        if name == "missed":
            # It may have been a right that went.
            return not await self.ask_again()
        if name == "thread":
            await self.drop_hidden()
        return False

    async def company_word(self, word: dict[str, Any]) -> None:
        """A colleague's socket said something through the channel layer (the type is `company.word`)."""
        await self.company.hear(word)

    async def visitor_word(self, word: dict[str, Any]) -> None:
        """The customer is writing in the chat (the type is `visitor.word`)."""
        if f"matter.{word['matter']}" in self.listener.topics:
            await self.say({"event": "customer_typing", "matter": word["matter"]})

    async def keep_asking(self) -> None:
        while True:
            # Those that came together, after a restart, shall not ask together.
            await asyncio.sleep(ASK_AGAIN_SECONDS * random.uniform(0.75, 1))  # noqa: S311  jitter, not a secret
            try:
                await self.ask_again()
            except Exception:  # most likely the database is away; a socket that asks no more must not stay open
                log.exception("a socket could not ask for its rights")
                await self.close_broken()
                return

    async def ask_again(self) -> bool:
        mine = await database_sync_to_async(self._own)(self.scope["user"])
        if mine is None:
            await self.close(SIGNED_OUT)
            return False
        spaces = {topic for topic in self.listener.topics if topic.startswith(("team.", "agent.", "people"))}
        hub().leave(self.listener, spaces - mine)
        hub().join(self.listener, mine)
        await self.drop_hidden()
        return True

    async def drop_hidden(self) -> None:
        """Leave the topics that this agent may no longer hear, and say which."""
        held = {topic for topic in self.listener.topics if topic.startswith(topics.GRANTED)}
        if not held:
            return
        kept = await database_sync_to_async(topics.allowed)(self.agent, list(held))
        if held - kept:
            hub().leave(self.listener, held - kept)
            await self.say({"event": "left", "code": NO_RIGHT, "topics": sorted(held - kept)})

    async def still_allowed(self, user: Agent) -> bool:
        """The session is still there, and the person still works here."""
        return bool(await database_sync_to_async(self._ask)(user))

    def _ask(self, user: Agent) -> bool:
        agent = rights.holder(self.scope["session"].session_key or "")
        if agent is None or agent.pk != user.pk:
            return False
        self.agent = agent
        return True

    def _own(self, user: Agent) -> set[str] | None:
        return topics.own(self.agent) if self._ask(user) else None


async def join(socket: ConsoleConsumer, frame: dict[str, Any]) -> None:
    asked = frame.get("topics")
    granted = await database_sync_to_async(topics.allowed)(socket.agent, asked if isinstance(asked, list) else [])
    hub().join(socket.listener, granted)
    await hub().watch()
    await socket.say({"event": "joined", "topics": sorted(granted)})
    # Once more, now that it listens: a matter that changed hands in between told nobody here.
    await socket.drop_hidden()


async def leave(socket: ConsoleConsumer, frame: dict[str, Any]) -> None:
    asked = frame.get("topics")
    named = {topic for topic in asked if isinstance(topic, str)} if isinstance(asked, list) else set()
    granted = {topic for topic in named & socket.listener.topics if topic.startswith(topics.GRANTED)}
    hub().leave(socket.listener, granted)


async def viewing(socket: ConsoleConsumer, frame: dict[str, Any]) -> None:
    await socket.company.look(frame.get("matter"), typing=False)


async def typing(socket: ConsoleConsumer, frame: dict[str, Any]) -> None:
    await socket.company.look(frame.get("matter"), typing=True, channel=frame.get("channel"))


async def focus(socket: ConsoleConsumer, frame: dict[str, Any]) -> None:
    matter = frame.get("matter")
    if f"matter.{matter}" in socket.listener.topics and isinstance(matter, int):
        await database_sync_to_async(note_focus)(socket.agent, matter, timezone.now())


async def ping(socket: ConsoleConsumer, frame: dict[str, Any]) -> None:
    await socket.say({"event": "pong"})


DEEDS = {"join": join, "leave": leave, "viewing": viewing, "typing": typing, "focus": focus, "ping": ping}
