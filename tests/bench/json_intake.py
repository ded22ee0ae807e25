"""P2 for JSON: texts of LINE taken in per second by one worker, to django-helpdesk's mail intake on the same server.

One by one, as they come; and fifty that wait of a busy channel, by the task that is woken for all of them.
"""

import gc
import json
import statistics
import sys
import time

from tests.bench import mails
from tests.bench.mail_intake import PINS, Helpdesk, NoPeer
from tests.bench.report import Line
from tests.bench.stage import Stage
from tests.channels_ingest.providers import LINE, line_body, line_event

TEXTS = (
    "お世話になっております。充電ランプが赤く点滅したままです。注文は{n}番です。",
    "Hello, the lamp keeps blinking red. My order is {n}.",
)
PEOPLE = 40


def measure(stage: Stage, rounds: int, many: int) -> list[Line]:
    """`many` of each in a round: a mail of theirs after each text of ours, and after each backlog."""
    try:
        peer = Helpdesk(stage)
    except NoPeer as error:
        print(f"P2 for JSON is not measured: {error}", file=sys.stderr, flush=True)
        return []
    ours = Ours()
    taken: dict[str, list[float]] = {"one": [], "backlog": [], "theirs": []}
    # The first round warms up.
    for number in range(rounds + 1):
        begin = number * many
        pairs = [(ours.one(n), peer.take(mails.written(n))) for n in range(begin, begin + many)]
        backlog = ours.backlog(number, many)
        if number:
            taken["one"].append(many / sum(pair[0] for pair in pairs))
            taken["theirs"].append(many / sum(pair[1] for pair in pairs))
            taken["backlog"].append(many / backlog)
    ours.check(2 * (rounds + 1) * many)
    peer.check((rounds + 1) * many)
    return [line(taken, "one", "one by one", 2), line(taken, "backlog", f"{many} that wait, at once", 4)]


def line(taken: dict[str, list[float]], name: str, how: str, goal: float) -> Line:
    ratios = [fast / theirs for fast, theirs in zip(taken[name], taken["theirs"], strict=True)]
    figures = {f"{side} a second": statistics.median(taken[side]) for side in (name, "theirs")}
    what = f"texts of LINE taken in per second, {how}, to {PINS[0].replace('==', ' ')}'s mails"
    return Line("P2", what, ratios, f"≥ {goal:g}", statistics.median(ratios) >= goal, figures)


class Ours:
    """From the raw row that the door kept to the message on screen, by one worker's hands."""

    def __init__(self) -> None:
        from agents.models import Company, Team
        from conversations.models import Channel, Message

        Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
        team = Team.objects.create(name="Bench JSON")
        secrets = json.dumps(LINE.credentials)
        self.channel = Channel.objects.create(
            kind="line", name="Bench", team=team, settings=LINE.settings, credentials=secrets, quota_left=1_000_000
        )
        self.messages = Message.objects.filter(channel=self.channel)
        self.number = 0
        self.meet()
        # As a worker begins (omnidesk.celery); the other side too.
        gc.freeze()

    def meet(self) -> None:
        """Everybody has written before: a stranger's name would be asked of LINE."""
        from django.utils import timezone

        from channels_ingest.adapters import ADAPTERS
        from conversations.inbound import Inbound
        from conversations.inbox import take_in
        from customers.identifying import Sender
        from customers.models import Assurance, IdentityKind

        for number in range(PEOPLE):
            sender = Sender(
                kind=IdentityKind.LINE, value=named(number), scope=self.channel.public_id, display=f"計測{number}",
                assurance=Assurance.ATTESTED, assured_by=ADAPTERS["line"].kind, family_name=f"計測{number}",
            )  # fmt: skip
            take_in(Inbound(self.channel, f"met-{number}", sender, "こんにちは", timezone.now()))

    def kept(self) -> int:
        from channels_ingest import keeping

        self.number += 1
        said = TEXTS[self.number % 3 == 2].format(n=self.number)
        event = line_event(str(self.number), said, timestamp=int(time.time() * 1000))
        event["source"] = {"type": "user", "userId": named(self.number % PEOPLE)}
        return keeping.kept(self.channel, f"bench-{self.number}", line_body(event))[0].pk

    def one(self, number: int) -> float:
        from channels_ingest import intake

        raw_id = self.kept()
        began = time.perf_counter()
        intake.ingest(raw_id)
        return time.perf_counter() - began

    def backlog(self, number: int, many: int) -> float:
        from channels_ingest import draining

        for _ in range(many):
            self.kept()
        began = time.perf_counter()
        draining.drain(self.channel.pk)
        return time.perf_counter() - began

    def check(self, many: int) -> None:
        if self.messages.count() != many + PEOPLE:
            raise RuntimeError(f"{self.messages.count()} of {many} texts were taken in")


def named(number: int) -> str:
    return f"U{number:032x}"
