"""Channels as it comes: one consumer, one group, the pub/sub layer. What the hub has to beat."""

import os
from typing import Any

import django
from django.conf import settings

settings.configure(
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]]},
        }
    }
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402  settings come first


class Stock(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.channel_layer.group_add("bench", self.channel_name)
        await self.accept()

    async def bench_say(self, packet: dict[str, Any]) -> None:
        await self.send(text_data=packet["text"])


application = Stock.as_asgi()
