"""The socket of a screen in the room: it hears the tiles of its link's scope, and nothing that it could ask for."""

import asyncio
import json

import structlog
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.urls import URLPattern, path

from kpis import board_links
from kpis.wall_scopes import BOARD
from omnidesk.hub import Listener, hub
from omnidesk.limits import OverLimit, Seats, client_address, spend
from omnidesk.socket import Socket

log = structlog.get_logger(__name__)

NO_RIGHT, TOO_MUCH, NO_SEAT = 4403, 4409, 4429
ASK_AGAIN_SECONDS = 45
LONGEST_FRAME = 4 * 1024

seats = Seats()


class BoardConsumer(Socket):
    frames_per_minute = 60
    listener: Listener

    async def connect(self) -> None:
        # Accepted and then closed: a browser tells the page the code of an open socket only.
        await self.accept()
        self.token = self.scope["url_route"]["kwargs"]["token"]
        # Before the database is asked anything: whoever guesses costs no more than a look at their address.
        if not await self.may_ask():
            await self.close(NO_SEAT)
            return
        found = await database_sync_to_async(board_links.found)(self.token)
        if found is None:
            await self.close(NO_RIGHT)
            return
        row, self.tiles = found
        if not self.take_seat("board", str(row.pk)):
            await self.close(NO_SEAT)
            return
        self.listener = Listener(row.language, self.write, self.close_with)
        hub().add(self.listener)
        self._asking = asyncio.create_task(self.keep_asking())
        await self.say({"event": "fresh" if hub().fresh else "stale", "reason": "redis"})

    async def may_ask(self) -> bool:
        """A seat for their address, and as often as its pages are opened."""
        forwarded = dict(self.scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1")
        address = client_address((self.scope.get("client") or ("", 0))[0], forwarded)
        if not self.take_seat("address", address):
            return False
        try:
            await sync_to_async(spend)("board.page", address)
        except OverLimit:
            return False
        return True

    def take_seat(self, kind: str, key: str) -> bool:
        if not seats.take({kind: key}):
            return False
        self.places = [*getattr(self, "places", []), {kind: key}]
        return True

    async def disconnect(self, code: int) -> None:
        for place in getattr(self, "places", []):
            seats.free(place)
        if hasattr(self, "listener"):
            hub().remove(self.listener)
            self._asking.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """It joins its own topic, whatever it names; else it only says that it is there."""
        if not hasattr(self, "listener"):
            return
        if self.too_many() or text_data is None or len(text_data) > LONGEST_FRAME:
            await self.close(TOO_MUCH)
            return
        try:
            deed = json.loads(text_data)["do"]
        except (ValueError, KeyError, TypeError, RecursionError):
            deed = ""
        if deed == "join":
            await self.join()
        elif deed == "ping":
            await self.say({"event": "pong"})

    async def join(self) -> None:
        topic = f"{BOARD}.{self.tiles.key}"
        hub().join(self.listener, {topic})
        await hub().watch()
        await self.say({"event": "joined", "topics": [topic]})

    async def keep_asking(self) -> None:
        """A link that was revoked goes dark, without the screen's asking."""
        while True:
            await asyncio.sleep(ASK_AGAIN_SECONDS)
            try:
                found = await database_sync_to_async(board_links.found)(self.token)
            except Exception:  # most likely the database is away; a socket that asks no more must not stay open
                log.exception("a screen's socket could not ask for its right")
                await self.close_broken()
                return
            if found is None:
                await self.close(NO_RIGHT)
                return


websocket_urlpatterns: list[URLPattern] = [path("ws/wall/<str:token>/", BoardConsumer.as_asgi())]
