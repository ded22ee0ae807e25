"""P4 fan-out and P5 socket memory: one event to a thousand signed-in agents."""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable

import psutil
import redis.asyncio as redis
from channels_redis.pubsub import RedisPubSubChannelLayer

from tests.bench.people import cookie_of, crew
from tests.bench.report import Line, milliseconds
from tests.bench.sockets import Crowd
from tests.bench.stage import Stage

FRAME = {"event": "message", "topic": "matter.1", "html": "充電ランプが赤く点滅したままです。" * 12}


WAYS = {"omnidesk.asgi": "ours", "tests.bench.floor_server": "floor", "tests.bench.stock_server": "stock"}


def frame(number: int) -> str:
    return json.dumps({**FRAME, "mark": f"bench-{number}-end"}, ensure_ascii=False)


class FanOut:
    def __init__(self, stage: Stage, sockets: int, rounds: int, events: int) -> None:
        self.stage, self.sockets, self.rounds, self.events = stage, sockets, rounds, events
        self.number = 0
        self.servers: dict[str, psutil.Process] = {}
        self.cpu: dict[str, float] = {}

    async def measure(self) -> list[Line]:
        link = redis.Redis.from_url(self.stage.redis.url)
        layer = RedisPubSubChannelLayer(hosts=[self.stage.redis.url])
        team = await asyncio.to_thread(self.cast)
        ours = await self.crowd("omnidesk.asgi:application", "/ws/console/", team)
        floor = await self.crowd("tests.bench.floor_server:application", "/", [""] * self.sockets)
        stock = await self.crowd("tests.bench.stock_server:application", "/", [""] * self.sockets)

        async def say_ours(text: str) -> None:
            packet = {"event": "queue", "topics": ["people"], "frames": {"": text}}
            await link.publish("omnidesk:live", json.dumps(packet, ensure_ascii=False))

        async def say_floor(text: str) -> None:
            await link.publish("bench:floor", text)

        async def say_stock(text: str) -> None:
            await layer.group_send("bench", {"type": "bench.say", "text": text})

        ways = {"ours": (ours, say_ours), "floor": (floor, say_floor), "stock": (stock, say_stock)}
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(self.rounds):
            # One event each in turn: what else the machine does meanwhile then falls on all three.
            taken = [[await self.once(name, *way) for name, way in ways.items()] for _ in range(self.events)]
            for name, of_one in zip(ways, zip(*taken, strict=True), strict=True):
                times[name].append(statistics.median(of_one))
        for crowd in (ours, floor, stock):
            await crowd.leave()
        return [self.line(times), self.memory_line()]

    def cast(self) -> list[str]:
        from agents.models import Company, Team

        Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
        people = crew(Team.objects.create(name="Bench fan-out"), self.sockets // 10)
        return [cookie_of(agent) for agent in people for _ in range(10)]

    async def crowd(self, application: str, path: str, cookies: list[str]) -> Crowd:
        port, process = await asyncio.to_thread(self.stage.serve, application)
        self.servers[WAYS[application.partition(":")[0]]] = process
        crowd = Crowd(port, path)
        await crowd.connect(cookies[:20])
        await asyncio.sleep(1)
        before = process.memory_info().rss
        await crowd.connect(cookies[20:])
        await asyncio.sleep(2)
        if application.startswith("omnidesk"):
            self.kib = (process.memory_info().rss - before) / 1024 / (len(cookies) - 20)
        return crowd

    def spent(self, name: str) -> float:
        """Seconds of CPU of a server: what a busy machine changes least."""
        return sum(self.servers[name].cpu_times()[:2])

    async def once(self, name: str, crowd: Crowd, say: Callable[[str], Awaitable[None]]) -> float:
        """Seconds from publish to the last socket."""
        self.number += 1
        before, began = self.spent(name), time.monotonic()
        await say(frame(self.number))
        taken = await crowd.all_have(self.number) - began
        await asyncio.sleep(0.05)
        # Only while it is spoken to: what it does beside, for idle sockets, is not fan-out.
        self.cpu[name] = self.cpu.get(name, 0) + 1000 * (self.spent(name) - before) / (self.rounds * self.events)
        return taken

    def line(self, times: dict[str, list[float]]) -> Line:
        to_floor = [ours / floor for ours, floor in zip(times["ours"], times["floor"], strict=True)]
        to_stock = [stock / ours for ours, stock in zip(times["ours"], times["stock"], strict=True)]
        met = statistics.median(to_floor) <= 1.5 and statistics.median(to_stock) >= 5
        figures = {f"{name} p50 ms": milliseconds(values) for name, values in times.items()}
        figures |= {f"{name} CPU ms per event": spent for name, spent in self.cpu.items()}
        figures |= {"times faster than stock Channels": statistics.median(to_stock), "sockets": self.sockets}
        return Line(
            "P4",
            "fan-out, publish to the last socket, to the raw floor",
            to_floor,
            "≤ 1.5 (and ≥ 5× stock)",
            met,
            figures,
        )

    def memory_line(self) -> Line:
        figures = {"KiB per idle signed-in agent socket": self.kib, "sockets": self.sockets}
        return Line("P5", "socket memory in KiB", [self.kib], "≤ 48", self.kib <= 48, figures)
