"""P10: from a reply that was accepted to the call of its provider, to Celery's own delay from `delay()` to executed."""

import json
import statistics
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import redis

from tests.bench.report import Line, milliseconds
from tests.bench.stage import Stage, free_port
from tests.channels_ingest.providers import LINE

# Also until the worker has started, on a machine that has other things to do.
SECONDS = 90


def measure(stage: Stage, rounds: int, replies: int) -> Line:
    with Provider() as provider:
        ours, floor = Ours(stage, provider), Floor(stage)
        taken: dict[str, list[float]] = {"ours": [], "floor": []}
        for number in range(-3, rounds * replies):
            pair = ours.once(number), floor.once(number)
            if number >= 0:
                taken["ours"].append(pair[0])
                taken["floor"].append(pair[1])
    parts = [slice(start, start + replies) for start in range(0, rounds * replies, replies)]
    ratios = [statistics.median(taken["ours"][part]) / statistics.median(taken["floor"][part]) for part in parts]
    figures = {"p50 ms": milliseconds(taken["ours"]), "floor p50 ms": milliseconds(taken["floor"])}
    met = statistics.median(ratios) <= 4
    return Line("P10", "accepted reply → provider called, to Celery's delay → executed", ratios, "≤ 4", met, figures)


class Provider:
    """Takes every push and notes the moment at which its words arrived."""

    def __init__(self) -> None:
        self.heard: dict[str, float] = {}
        self.news = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name that http.server asks for
                now = time.monotonic()
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = json.dumps({"sentMessages": [{"id": uuid.uuid4().hex}]}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
                with outer.news:
                    outer.heard[body["messages"][0]["text"]] = now
                    outer.news.notify_all()

            def do_GET(self) -> None:  # as above; what is left of the quota
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *said: Any) -> None:
                """The bench prints its own lines."""

        self.port = free_port()
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)

    def __enter__(self) -> "Provider":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()

    def arrival(self, text: str) -> float:
        with self.news:
            if not self.news.wait_for(lambda: text in self.heard, SECONDS):
                raise RuntimeError("P10: a reply never reached the provider")
            return self.heard[text]


class Ours:
    """The reply of an agent on a LINE channel whose provider is a small server beside us; each is a push."""

    def __init__(self, stage: Stage, provider: Provider) -> None:
        from django.utils import timezone

        from agents.models import Agent, Company, Team
        from channels_ingest.adapters import ADAPTERS
        from conversations.inbound import Inbound
        from conversations.inbox import take_in
        from conversations.models import Channel
        from customers.identifying import Sender
        from customers.models import Assurance, IdentityKind

        Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
        team = Team.objects.create(name="Bench outbox")
        self.agent = Agent.objects.create(email="outbox@bench.example", family_name="計測")
        self.channel = Channel.objects.create(
            kind="line", name="Bench", team=team, settings=LINE.settings, credentials=json.dumps(LINE.credentials),
            is_practice=True, quota_left=1_000_000,
        )  # fmt: skip
        sender = Sender(
            kind=IdentityKind.LINE, value="Ubench", scope=self.channel.public_id, assurance=Assurance.ATTESTED,
            assured_by=ADAPTERS["line"].kind,
        )  # fmt: skip
        said = Inbound(self.channel, "bench-1", sender, "こんにちは", timezone.now())
        self.message = take_in(said)
        self.provider = provider
        worker = ("-m", "celery", "--app", "omnidesk", "worker", "--concurrency", "2")
        stage.run_with(
            {"SIMULATOR_URL": f"http://127.0.0.1:{provider.port}"}, *worker, "--without-gossip", "--without-mingle"
        )

    def once(self, number: int) -> float:
        from conversations import outbox

        assert self.message.identity is not None
        text = f"{number} 通目の返信"
        outbox.reply(
            self.message.conversation, self.agent, text=text, channel=self.channel, identity=self.message.identity,
            client_key=text, seen_revision=None,
        )  # fmt: skip
        accepted = time.monotonic()
        return self.provider.arrival(text) - accepted


class Floor:
    def __init__(self, stage: Stage) -> None:
        from tests.bench.floor_tasks import EXECUTED, executed

        self.task, self.key = executed, EXECUTED
        self.redis = redis.Redis.from_url(stage.redis.url)
        stage.run(
            "-m", "celery", "--app", "tests.bench.floor_tasks", "worker", "--concurrency", "2", "-Q", "bench-floor"
        )

    def once(self, number: int) -> float:
        began = time.monotonic()
        self.task.delay(number)
        found = self.redis.blpop([self.key], timeout=SECONDS)
        if found is None:
            raise RuntimeError("P10: the floor's task never ran")
        return float(found[1]) - began
