"""P1: a provider's webhook until its row is durable, to a bare view that does the least there is to do."""

import hashlib
import hmac
import http.client
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
import redis

from tests.bench.door_floor import SECRET, TABLE
from tests.bench.report import Line
from tests.bench.stage import Stage
from tests.channels_ingest.providers import LINE, line_body, line_event

# As many at a time as a provider keeps open.
LINKS = 4


def measure(stage: Stage, rounds: int, requests: int) -> Line:
    ours, floor = Ours(stage), Floor(stage)
    taken: dict[str, list[float]] = {"ours": [], "floor": []}
    for number in range(rounds + 1):
        pair = rate(ours, number, requests), rate(floor, number, requests)
        if number:
            taken["ours"].append(pair[0])
            taken["floor"].append(pair[1])
    # The next line's worker has nothing to do with what was woken for nobody.
    redis.Redis.from_url(stage.redis.url).delete("celery")
    expected = (rounds + 1) * requests
    if (ours.stored(), floor.stored()) != (expected, expected):
        raise RuntimeError(f"P1: {ours.stored()} and {floor.stored()} rows of {expected}")
    ratios = [fast / bare for fast, bare in zip(taken["ours"], taken["floor"], strict=True)]
    figures = {f"{name} a second": statistics.median(values) for name, values in taken.items()}
    # Half of it would do, if not one worker were woken for all that wait of a channel.
    met = statistics.median(ratios) >= 0.7
    return Line("P1", "webhooks verified and kept, to a bare view with one INSERT", ratios, "≥ 0.7", met, figures)


def rate(side: "Ours | Floor", number: int, requests: int) -> float:
    """Requests a second over a few links at once; bodies are made and signed beforehand."""
    asked = [side.request(f"{number}x{one}") for one in range(requests)]
    shares = [asked[start::LINKS] for start in range(LINKS)]
    began = time.monotonic()
    with ThreadPoolExecutor(LINKS) as pool:
        list(pool.map(lambda share: knock(side.port, share), shares))
    return requests / (time.monotonic() - began)


def knock(port: int, share: list[tuple[str, bytes, dict[str, str]]]) -> None:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for path, body, headers in share:
        link.request("POST", path, body, {"Content-Type": "application/json", "Host": "localhost", **headers})
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"P1: the door answered {answer.status}")
    link.close()


class Ours:
    """No worker runs: what is woken waits in Redis, as it does while workers are busy."""

    def __init__(self, stage: Stage) -> None:
        from agents.models import Company
        from conversations.models import Channel

        Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
        secrets = json.dumps(LINE.credentials)
        self.channel = Channel.objects.create(kind="line", name="Bench", settings=LINE.settings, credentials=secrets)
        self.port, _ = stage.serve("omnidesk.asgi:application")

    def request(self, name: str) -> tuple[str, bytes, dict[str, str]]:
        body = line_body(line_event(name, "充電ランプが赤く点滅したままです。"))
        return f"/in/line/{self.channel.public_id}/", body, LINE.signed(body, self.channel)

    def stored(self) -> int:
        return self.channel.raw_deliveries.count()


class Floor:
    def __init__(self, stage: Stage) -> None:
        self.database = psycopg2.connect(stage.postgres.url)
        self.ask(TABLE)
        self.port, _ = stage.serve("tests.bench.door_app:application")

    def request(self, name: str) -> tuple[str, bytes, dict[str, str]]:
        body = line_body(line_event(name, "充電ランプが赤く点滅したままです。"))
        return "/door/", body, {"X-Signature": hmac.new(SECRET, body, hashlib.sha256).hexdigest()}

    def stored(self) -> int:
        found: int = self.ask("SELECT count(*) FROM bench_door")[0][0]
        return found

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with self.database, self.database.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
