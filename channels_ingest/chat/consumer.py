"""The socket of a chat window. It carries hints; what the visitor sees is always asked of the database."""

import asyncio
from typing import Any

import structlog
from channels.db import database_sync_to_async

from channels_ingest.chat import live, sessions
from channels_ingest.chat.door import is_own_origin
from channels_ingest.chat.pages import page_of
from channels_ingest.chat.typing import Typing
from channels_ingest.models import VisitorSession
from omnidesk.cleaning import Unreadable, read_json
from omnidesk.hub import Listener, hub
from omnidesk.limits import Seats, client_address
from omnidesk.socket import Socket

log = structlog.get_logger(__name__)

NO_TICKET, FOREIGN, TOO_MUCH, NO_SEAT, CLOSED, AWAY = 4401, 4403, 4409, 4429, 4410, 4503
LONGEST_FRAME = 16 * 1024
FRAMES_PER_MINUTE = 120
# After Redis came back, other processes may still be resting from it and publish nothing.
LOOK_AGAIN_SECONDS = 7

seats = Seats()


class VisitorConsumer(Socket):
    frames_per_minute = FRAMES_PER_MINUTE
    session: VisitorSession
    listener: Listener

    async def connect(self) -> None:
        refusal = await self.enter()
        if refusal == FOREIGN:
            # A page that is not ours gets no socket at all, only a 403.
            await self.close()
            return
        # Accepted and then closed: a browser tells the page the code of an open socket only.
        await self.accept()
        if refusal:
            await self.close(refusal)
            return
        self.typing = Typing(self)
        self._looking = asyncio.Lock()
        self._again: asyncio.Task[None] | None = None
        self.listener = Listener(self.session.language, self.write, self.close_with, self.hear)
        async with self._looking:
            hub().add(self.listener)
            hub().join(self.listener, {f"visitor.{self.session.pk}"})
            # Listening first and reading second: nothing can fall between. The window asks for what it missed before.
            self.news = await database_sync_to_async(live.begin)(self.session)
            await self.tell()

    async def enter(self) -> int:
        """0 = come in, else the code to close with."""
        headers = dict(self.scope["headers"])
        origin = headers.get(b"origin", b"null").decode("latin-1")
        if not is_own_origin(origin):
            return FOREIGN
        session = await database_sync_to_async(live.admitted)(self.scope)
        if session is None:
            return NO_TICKET
        forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
        address = client_address((self.scope.get("client") or ("", 0))[0], forwarded)
        places = {"session": str(session.pk), "address": address, "site": session.channel.public_id}
        if not seats.take(places):
            return NO_SEAT
        self.places, self.session = places, session
        return 0

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "places"):
            seats.free(self.places)
        if hasattr(self, "listener"):
            hub().remove(self.listener)
            if self._again:
                self._again.cancel()
            await self.typing.leave()
            await database_sync_to_async(sessions.connected)(self.session, -1)

    # From the desk

    async def hear(self, name: str, frame: str) -> bool:
        """What the hub offers is for this socket, never for the browser: the answer is looked up."""
        if name == "fresh":
            self._again = asyncio.create_task(self.look_again())
        if name in ("fresh", "missed", "visitor"):
            try:
                await self.look()
            except Exception as error:  # most likely the database is away; a deaf socket must not stay open
                log.warning("a visitor's socket could not look for news", error=type(error).__name__)
                # The window comes back by itself and asks for what it missed.
                await self.close(AWAY)
        return True

    async def look_again(self) -> None:
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        await self.hear("visitor", "")

    async def look(self) -> None:
        """Ask the database what is new for this session, and say it."""
        async with self._looking:
            more = True
            while more:
                self.news = await database_sync_to_async(live.look)(self.session, self.news)
                await self.tell()
                more = self.news.more

    async def tell(self) -> None:
        for frame in self.news.frames:
            await self.say(frame)
        if self.news.ended:
            await self.close(CLOSED)
        else:
            await self.typing.follow(self.news.matter)

    async def company_word(self, word: dict[str, Any]) -> None:
        """An agent looks at, or writes in, the matter (the type is `company.word`)."""
        await self.typing.hear(word)

    async def visitor_word(self, word: dict[str, Any]) -> None:
        """This visitor's own words, or those of another tab, come back from the group."""

    # From the window

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not hasattr(self, "listener"):
            return
        if self.too_many() or text_data is None or len(text_data) > LONGEST_FRAME:
            await self.close(TOO_MUCH)
            return
        try:
            said = read_json(text_data)
            deed = DEEDS[said["do"]]
        except (Unreadable, KeyError, TypeError):
            await self.say({"event": "error", "code": "unknown"})
            return
        await deed(self, said)


async def typing(socket: VisitorConsumer, said: dict[str, Any]) -> None:
    await socket.typing.say()


async def got(socket: VisitorConsumer, said: dict[str, Any]) -> None:
    await database_sync_to_async(live.received)(socket.session, said.get("id"), read=False)


async def seen(socket: VisitorConsumer, said: dict[str, Any]) -> None:
    await database_sync_to_async(live.received)(socket.session, said.get("id"), read=True)


async def page(socket: VisitorConsumer, said: dict[str, Any]) -> None:
    await database_sync_to_async(sessions.is_on)(socket.session, page_of(said))


async def ping(socket: VisitorConsumer, said: dict[str, Any]) -> None:
    """Also the last net: whatever hint was lost, the next ping finds what is new."""
    await database_sync_to_async(sessions.seen)(socket.session)
    await socket.look()
    await socket.say({"event": "pong"})


DEEDS = {"typing": typing, "got": got, "seen": seen, "page": page, "ping": ping}
