"""P14: a draft of 2,000 characters checked against 100 facts, to the same door asked about an empty draft."""

import http.client
import time
from itertools import chain, count
from urllib.parse import urlencode

from django.utils import timezone

from agents.models import Company, Team
from conversations.models import Conversation
from customers.models import Fact
from tests.bench.people import cookie_of
from tests.bench.report import Line, milliseconds
from tests.bench.stage import Stage
from tests.bench.thread_page import crew_member, history

MOST = 3.0
CHARACTERS = 2000
KEYS = ("order_number", "phone", "email", "address", "product", "issue", "date", "serial", "tried", "error_code")
CALM = "お客さまのお手元に届くまで、今しばらくお待ちくださいますようお願い申し上げます。"
ASKS = "恐れ入りますが、ご注文番号をお知らせいただけますでしょうか。"


def measure(stage: Stage, rounds: int, checks: int) -> Line:
    Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
    team = Team.objects.create(name="Bench guard")
    cookie = cookie_of(crew_member(team))
    matter = history(team, 20)
    facts(Conversation.objects.get(pk=matter), 100)
    port, _ = stage.serve("omnidesk.asgi:application")
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    door = Door(link, matter, cookie)
    fresh = map(draft, count())
    pairs = [[(door.ask("", 0), door.ask(next(fresh), 1)) for _ in range(checks)] for _ in range(rounds + 1)][1:]
    empty, full = ([[pair[side] for pair in turn] for turn in pairs] for side in (0, 1))
    ratios = [milliseconds(f, 0.95) / milliseconds(e, 0.95) for e, f in zip(empty, full, strict=True)]
    every = {"empty": list(chain.from_iterable(empty)), "checked": list(chain.from_iterable(full))}
    figures = {f"{name} p95 ms": milliseconds(times, 0.95) for name, times in every.items()}
    what = f"a draft of {CHARACTERS} characters, each sentence new, against 100 facts, to an empty draft"
    return Line("P14", what, ratios, f"≤ {MOST:g}", sorted(ratios)[len(ratios) // 2] <= MOST, figures)


def draft(number: int) -> str:
    """No sentence of it stands in another draft, so nothing is remembered from the check before."""
    calm = "".join(f"{number}の{line}番、{CALM}" for line in range(CHARACTERS // len(CALM)))
    return calm[: CHARACTERS - len(ASKS)].rpartition("。")[0] + "。" + ASKS


def facts(matter: Conversation, many: int) -> None:
    Fact.objects.bulk_create(
        Fact(
            customer=matter.customer, home=matter.customer, matter=matter.pk, key=KEYS[n % len(KEYS)], source="form",
            channel_kind="form", value=f"値{n}", norm=f"値{n}", said_at=timezone.now(),
        )
        for n in range(many)
    )  # fmt: skip


class Door:
    """The guard's door, asked as the page asks it."""

    def __init__(self, link: http.client.HTTPConnection, matter: int, cookie: str) -> None:
        self.link, self.address = link, f"/conversations/{matter}/guard/"
        token = "0123456789abcdefghijklmnopqrstuv"
        self.headers = {
            "Cookie": f"{cookie}; omnidesk_csrf={token}",
            "X-CSRFToken": token,
            "Host": "localhost",
            "X-Requested-With": "fetch",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def ask(self, text: str, expected: int) -> float:
        began = time.monotonic()
        self.link.request("POST", self.address, urlencode({"text": text}), self.headers)
        answer = self.link.getresponse()
        body = answer.read()
        taken = time.monotonic() - began
        if answer.status != 200 or body.count(b'"key"') != expected:
            raise RuntimeError(f"the guard answered {answer.status}: {body[:200]!r}")
        return taken
