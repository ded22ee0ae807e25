"""One hub per process: one Redis subscription, handing declared events to this process's sockets by topic.

A socket that takes its frames is written to at once. A slow one has a bounded queue and a task of its own, so that it
delays nobody; a laggard is closed and catches up from the database when it comes back.
"""

import asyncio
import json
import random
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from typing import Any

import redis.asyncio as redis
import structlog
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from omnidesk import frames, redis_link
from omnidesk.frames import WIRE, watching
from omnidesk.live import EVENTS

log = structlog.get_logger(__name__)

QUEUE_LENGTH = 256
LAGGARD = 4408
BROKEN = 1011
WATCH_SECONDS = 2.0


class Listener:
    """One socket: what it listens to, in which language, and what still has to be written to it."""

    def __init__(
        self,
        language: str,
        write: Callable[[str], Awaitable[None]],
        close: Callable[[int], Coroutine[Any, Any, None]],
        hear: Callable[[str, str], Awaitable[bool]] | None = None,
    ) -> None:
        self.language = language
        self.topics: set[str] = set()
        self._write = write
        self._close = close
        # Sees (event name, frame) first; True = taken, nothing is written. For events the server itself acts on.
        self._hear = hear
        self._waiting: deque[tuple[str, str, frozenset[str]]] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._writing = self._done = False
        # Of this socket's own request, not of whichever task happens to read from Redis.
        self._context = copy_context()
        self._loop = asyncio.get_running_loop()
        self._closing: asyncio.Task[None] | None = None

    def offer(self, name: str, frame: str, topics: frozenset[str] = frozenset()) -> None:
        """Write a frame, or queue it behind those that wait; without topics it is the server's own word."""
        if self._done:
            return
        if len(self._waiting) >= QUEUE_LENGTH:
            self.stop()
            self._closing = asyncio.create_task(self._close(LAGGARD))
            return
        self._waiting.append((name, frame, topics))
        if not self._writing:
            # Eager: where the socket takes it at once (nearly always) it is written here and now, and the event loop
            # has nothing to schedule. Where it does not, the rest waits in a task of its own and delays nobody.
            self._writing = True
            self._writer = asyncio.Task(self._drain(), loop=self._loop, context=self._context, eager_start=True)

    async def _drain(self) -> None:
        while self._waiting:
            name, frame, topics = self._waiting.popleft()
            # Asked again at the moment of writing: a right may have gone while the frame was waiting.
            if topics and not topics & self.topics:
                continue
            try:
                if self._hear is None or not await self._hear(name, frame):
                    await self._write(frame)
            except Exception:
                # An open socket that hears nothing more would look fine: closed, its page comes back and catches up.
                log.exception("a socket could not be told", what=name)
                self._done = True
                self._closing = asyncio.create_task(self._close(BROKEN))
                return
        self._writing = False

    def stop(self) -> None:
        self._done = True
        self._waiting.clear()
        if self._writer is not None:
            self._writer.cancel()


class Hub:
    def __init__(self) -> None:
        self._by_topic: dict[str, set[Listener]] = defaultdict(set)
        self._listeners: set[Listener] = set()
        self._reader: asyncio.Task[None] | None = None
        self._again: asyncio.Task[None] | None = None
        # How many wait here for fragments of a matter in a language; and for which of them Redis knows it.
        self._awaited: Counter[str] = Counter()
        self._watched: set[str] = set()
        self._subscription: Any = None
        self._turn = asyncio.Lock()
        self._watcher: asyncio.Task[None] | None = None
        self.fresh = False

    def add(self, listener: Listener) -> None:
        self._listeners.add(listener)
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read_for_ever())

    def remove(self, listener: Listener) -> None:
        listener.stop()
        self._listeners.discard(listener)
        self.leave(listener, set(listener.topics))

    def join(self, listener: Listener, topics: set[str]) -> None:
        self._awaited.update(watching(fragments(topics - listener.topics), [listener.language]))
        listener.topics |= topics
        for topic in topics:
            self._by_topic[topic].add(listener)

    def leave(self, listener: Listener, topics: set[str]) -> None:
        gone = watching(fragments(topics & listener.topics), [listener.language])
        self._awaited.subtract(gone)
        if gone:
            self._watcher = asyncio.create_task(self._watch())
        listener.topics -= topics
        for topic in topics:
            self._by_topic[topic].discard(listener)
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    async def watch(self) -> None:
        """Let Redis know for which matters somebody waits here: for the others nobody renders a fragment.

        A socket that goes meanwhile cuts no command in two, and a Redis that hangs holds up no socket: until it knows,
        hints come in the place of fragments.
        """
        self._watcher = asyncio.create_task(self._watch())
        await asyncio.wait([self._watcher], timeout=WATCH_SECONDS)

    async def _watch(self) -> None:
        async with self._turn:
            self._awaited = +self._awaited
            # Taken now: whoever joins while Redis answers has a turn of their own after this one.
            wanted = set(self._awaited)
            come, gone = wanted - self._watched, self._watched - wanted
            if self._subscription is None:
                return
            try:
                async with asyncio.timeout(WATCH_SECONDS):
                    if come:
                        await self._subscription.subscribe(*come)
                    if gone:
                        await self._subscription.unsubscribe(*gone)
            except (redis.RedisError, OSError, TimeoutError, RuntimeError):
                # The reader meets the same, begins anew and tells all of them at once.
                return
            self._watched = wanted

    def listening(self, topic: str) -> int:
        """How many sockets of this process hear the topic."""
        return len(self._by_topic.get(topic, ()))

    def deliver(self, payload: str | bytes) -> None:
        """Hand one published payload to its listeners; a malformed or undeclared one is dropped."""
        try:
            packet: dict[str, Any] = json.loads(payload)
            name, topics, frames = packet["event"], packet["topics"], packet["frames"]
            if name not in EVENTS:
                raise KeyError(name)
            spoken = frozenset(topics)
            heard = set().union(*(self._by_topic.get(topic, set()) for topic in spoken))
            offers = [(listener, frames.get(listener.language) or frames.get("")) for listener in heard]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            log.warning("a malformed live event was dropped")
            return
        for listener, frame in offers:
            if isinstance(frame, str) and frame:
                listener.offer(name, frame, spoken)

    def _tell_all(self, name: str) -> None:
        self.fresh = name == "fresh"
        for listener in list(self._listeners):
            listener.offer(name, json.dumps({"event": name, "reason": "redis"}))

    async def _tell_fresh_again(self) -> None:
        """Processes that met the dead Redis keep silent a little longer than it was away: ask once more after that."""
        await asyncio.sleep(redis_link.REST_SECONDS + 1)
        if self.fresh:
            self._tell_all("fresh")

    async def _read_for_ever(self) -> None:
        pause = 0.2
        while self._listeners:
            try:
                await self._read()
                pause = 0.2
            except Exception as error:
                # Whatever it was, this process hears nothing now: its pages are told, and it begins anew.
                if not isinstance(error, (redis.RedisError, OSError)):
                    log.exception("the hub's reader broke")
                if self.fresh:
                    log.warning("live events stopped: Redis is away", error=type(error).__name__)
                    self._tell_all("stale")
            await asyncio.sleep(pause + random.uniform(0, pause))  # noqa: S311  jitter, not a secret
            pause = min(pause * 2, 2)

    async def _read(self) -> None:
        # Nothing may come back by itself: reader and watcher would each make a line of their own, and one be deaf.
        never = Retry(NoBackoff(), 0)
        link = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, health_check_interval=10, retry=never)
        try:
            async with link.pubsub() as subscription:
                await subscription.subscribe(WIRE)
                # For sockets only now: before its first word it has no line, and each who speaks first would make one.
                self._watched, self._subscription = set(), subscription
                frames.taken_by(1)
                await self.watch()
                async for packet in subscription.listen():
                    if packet["type"] == "subscribe" and packet["channel"] == WIRE.encode():
                        self._tell_all("fresh")
                        self._again = asyncio.create_task(self._tell_fresh_again())
                    elif packet["type"] == "message":
                        self.deliver(packet["data"])
        finally:
            self._subscription = None
            await link.aclose()


def fragments(topics: set[str]) -> list[str]:
    """Those on which finished HTML is pushed; the others carry hints."""
    return [topic for topic in topics if topic.startswith(("matter.", "wall.", "wallboard."))]


_hubs: dict[int, Hub] = {}


def hub() -> Hub:
    """The hub of the running event loop (a process has one loop, tests have several)."""
    loop = id(asyncio.get_running_loop())
    return _hubs.setdefault(loop, Hub())
