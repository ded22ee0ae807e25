"""P3: from a customer's message to the agent's socket, to the shortest way there could be."""

import asyncio
import http.client
import json
import statistics
import time
import uuid
from typing import Any

import psycopg2

from tests.bench.fan_out import frame
from tests.bench.people import cookie_of, crew
from tests.bench.report import Line, milliseconds
from tests.bench.sockets import Crowd
from tests.bench.stage import Stage

VISITORS = 15


async def measure(stage: Stage, rounds: int, events: int) -> Line:
    ours, floor = await asyncio.to_thread(Ours, stage), await asyncio.to_thread(Floor, stage)
    await ours.listen()
    await floor.listen()
    # The server has hung up meanwhile: it keeps a silent link for five seconds. The next request opens it anew.
    ours.link.close()
    taken: dict[str, list[float]] = {"ours": [], "floor": []}
    ratios = []
    for number in range(-3, rounds * events):
        pair = [await ours.once(number + 1000), await floor.once(number + 1000)]
        if number >= 0:
            taken["ours"].append(pair[0])
            taken["floor"].append(pair[1])
    for start in range(0, rounds * events, events):
        part = {name: statistics.median(values[start : start + events]) for name, values in taken.items()}
        ratios.append(part["ours"] / part["floor"])
    p50, p99 = milliseconds(taken["ours"]), milliseconds(taken["ours"], 0.99)
    met = statistics.median(ratios) <= 5 and p99 <= 5 * p50
    figures = {
        "p50 ms": p50,
        "p99 ms": p99,
        "floor p50 ms": milliseconds(taken["floor"]),
        "messages": len(taken["ours"]),
    }
    return Line("P3", "inbound → agent's socket, idle, to the floor", ratios, "≤ 5 (p99 ≤ 5 × p50)", met, figures)


class Ours:
    """A visitor's POST → raw row → worker → matter → hub → the socket of an agent of the team."""

    name = "Bench inbound"

    def __init__(self, stage: Stage) -> None:
        from agents.models import Company, Team
        from channels_ingest.chat import sessions
        from channels_ingest.chat.pages import Page
        from conversations.models import Channel

        Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
        team = Team.objects.create(name=self.name)
        self.channel = Channel.objects.create(kind="chat", name="Bench", team=team, settings={"origins": []})
        self.cookie = cookie_of(crew(team, 1)[0])
        self.port, _ = stage.serve("omnidesk.asgi:application")
        stage.run(
            "-m", "celery", "--app", "omnidesk", "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"
        )
        self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        # Several visitors, because one may write only so often.
        begun = [sessions.begin(self.channel, language="ja", page=Page(), user_agent="bench") for _ in range(VISITORS)]
        self.tokens = [token for _, token in begun]

    async def listen(self) -> None:
        """Each visitor writes once; the agent then hears their matters, as the pages that show them do."""
        from conversations.models import Conversation

        for number in range(VISITORS):
            await asyncio.to_thread(self.post, number)
        matters: list[int] = []
        while len(matters) < VISITORS:
            matters = [
                pk async for pk in Conversation.objects.filter(last_channel=self.channel).values_list("pk", flat=True)
            ]
            await asyncio.sleep(0.05)
        self.crowd = Crowd(self.port, "/ws/console/")
        await self.crowd.connect(
            [self.cookie], json.dumps({"do": "join", "topics": [f"matter.{pk}" for pk in matters]})
        )
        await asyncio.sleep(1)

    async def once(self, number: int) -> float:
        began = time.monotonic()
        await asyncio.to_thread(self.post, number)
        return await self.crowd.all_have(number, 30) - began

    def words(self, number: int) -> str:
        return f"bench-{number}-end"

    def post(self, number: int) -> None:
        body = json.dumps({"key": str(uuid.uuid4()), "text": self.words(number), "files": []})
        headers = {
            "Content-Type": "application/json", "Authorization": f"Visitor {self.tokens[number % VISITORS]}",
            "Host": "localhost", "X-Forwarded-For": f"198.51.100.{number % 250}",
        }  # fmt: skip
        self.link.request("POST", f"/chat/{self.channel.public_id}/messages/", body, headers)
        answer = self.link.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
        if answer.status != 202:
            raise RuntimeError(f"{answer.status}: {said}")


class Floor:
    def __init__(self, stage: Stage) -> None:
        self.database = psycopg2.connect(stage.postgres.url)
        with self.database, self.database.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS bench_floor (n int PRIMARY KEY, body text, done bool DEFAULT false)"
            )
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS bench_floor_message (id bigserial PRIMARY KEY, n int, body text)"
            )
        self.port, _ = stage.serve("tests.bench.floor_server:application")
        stage.run(
            "-m", "celery", "--app", "tests.bench.floor_tasks", "worker", "--concurrency", "2", "-Q", "bench-floor"
        )

    async def listen(self) -> None:
        from tests.bench.floor_tasks import floor

        self.task = floor
        self.crowd = Crowd(self.port, "/")
        await self.crowd.connect([""])
        await asyncio.sleep(5)

    async def once(self, number: int) -> float:
        began = time.monotonic()
        await asyncio.to_thread(self.hand_over, number)
        return await self.crowd.all_have(number, 30) - began

    def hand_over(self, number: int) -> None:
        with self.database, self.database.cursor() as cursor:
            cursor.execute("INSERT INTO bench_floor (n, body) VALUES (%s, %s)", [number, frame(number)])
        self.task.delay(number, frame(number))
