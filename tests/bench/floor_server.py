"""The floor of fan-out: raw ASGI, one Redis subscription, every frame to every socket. Nothing else."""

import asyncio
import os
from typing import Any

import redis.asyncio as redis

SOCKETS: set[Any] = set()
READER: list[asyncio.Task[None]] = []


async def read() -> None:
    async with redis.Redis.from_url(os.environ["REDIS_URL"]).pubsub() as subscription:
        await subscription.subscribe("bench:floor")
        async for packet in subscription.listen():
            if packet["type"] == "message":
                frame = {"type": "websocket.send", "text": packet["data"].decode()}
                await asyncio.gather(*(send(frame) for send in list(SOCKETS)))


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "websocket":
        return
    if not READER:
        READER.append(asyncio.create_task(read()))
    await receive()
    await send({"type": "websocket.accept"})
    SOCKETS.add(send)
    while (await receive())["type"] != "websocket.disconnect":
        pass
    SOCKETS.discard(send)
