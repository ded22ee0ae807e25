"""What goes from socket to socket. Sockets open, and cost no subscription of their own, while Redis is away."""

import asyncio
import uuid
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer


class PatientLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # the library has no types
    """Only groups are used here, so a socket's own channel need not be known to Redis at all.

    As it comes, each new socket waits for a subscription of its own, and is refused when Redis does not answer.
    """

    async def new_channel(self, prefix: str = "specific.") -> str:
        layer: RedisPubSubLoopLayer = self._get_layer()
        channel = f"{layer.prefix}{prefix}{uuid.uuid4().hex}"
        queue: asyncio.Queue[Any] = asyncio.Queue()
        layer.channels[channel] = queue
        return channel
