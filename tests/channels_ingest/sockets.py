"""Sockets of the tests, opened through their real doors: a visitor's, and an agent's."""

import asyncio
from typing import Any

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from omnidesk.asgi import application
from omnidesk.hub import hub
from tests.channels_ingest.visitor import Browser

do = sync_to_async


async def open_socket(browser: Browser, ticket: str = "", **more: Any) -> WebsocketCommunicator:
    ticket = ticket or (await do(browser.post)("ticket/")).json()["ticket"]
    socket = at(browser.channel.public_id, ticket, **more)
    assert (await socket.connect(timeout=30))[0]
    return socket


def at(site: str, ticket: str, origin: str | None = None) -> WebsocketCommunicator:
    headers = [(b"host", b"localhost"), (b"origin", (origin or settings.PUBLIC_URL).encode())]
    return WebsocketCommunicator(application, f"/ws/chat/{site}/?ticket={ticket}", headers=headers)


async def heard(socket: WebsocketCommunicator, event: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            frame: dict[str, Any] = await socket.receive_json_from(timeout=30)
            if frame["event"] == event:
                return frame


async def fresh() -> None:
    async with asyncio.timeout(30):
        while not hub().fresh:  # noqa: ASYNC110  the hub tells its sockets, not its tests
            await asyncio.sleep(0.02)


async def console(agent: Any) -> WebsocketCommunicator:
    client = Client()
    await do(client.force_login)(agent)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = [(b"host", b"localhost"), (b"origin", settings.PUBLIC_URL.encode()), (b"cookie", cookie.encode())]
    socket = WebsocketCommunicator(application, "/ws/console/", headers=headers)
    assert (await socket.connect(timeout=30))[0]
    return socket
