"""Something breaks in the middle, and everything is counted: acknowledged = stored = shown, and sent once at most."""

import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any

from tests.faults import inside
from tests.faults.desk import Desk
from tests.faults.provider import TROUBLES, Ledger
from tests.faults.table import Row
from tests.faults.webhooks import CROWD, Inbound, Person
from tests.product import Product

AWAY_SECONDS = 2.0
# A claim of a dead worker lasts 90 s; a message that three tries did not bring away waits five minutes.
SETTLE_SECONDS = 600
# A server dies with the thread that started it: this one lives as long as we do.
HAND = ThreadPoolExecutor(1)
# What a question says that PostgreSQL or Redis went away under.
AWAY = re.compile("OperationalError|InterfaceError|ConnectionError")
# How far the answers have gone when it breaks, by the kind of the channel.
MIDDLE = {"line": 0.1, "sms": 0.4, "api": 0.7}


def kill_worker(product: Product) -> None:
    product.child("worker").kill()


def restart_redis(product: Product) -> None:
    product.redis.kill()
    time.sleep(AWAY_SECONDS)
    product.redis.start()


def restart_postgres(product: Product) -> None:
    product.postgres.kill()
    time.sleep(AWAY_SECONDS)
    product.postgres.start()


def kill_web(product: Product) -> None:
    product.child("uvicorn").kill()


# None = nothing of ours breaks, but the provider answers as it likes.
BREAKS: dict[str, Callable[[Product], None] | None] = {
    "worker": kill_worker, "redis": restart_redis, "postgresql": restart_postgres, "web": kill_web, "provider": None,
}  # fmt: skip


@dataclass
class Scene:
    """hurried: waiting times pass at once, so that a suite need not wait for them."""

    name: str
    product: Product
    ledger: Ledger
    many: int
    hurried: bool = False
    trouble: str = ""

    def play(self) -> Row:
        made = inside.asked(self.product, inside.OPEN, self.name)
        people = [Person(number, kind, made["channels"][kind]) for number, kind in enumerate(CROWD)]
        inbound, desk = Inbound(self.product.url), Desk(self.product.url, made["cookie"], made["csrf_cookie"])
        self.written(inbound, people)
        matters = inside.asked(self.product, inside.MATTERS, self.name)
        self.answered(desk, matters)
        counted = self.settled(lambda it: it["waiting"] == 0)
        return self.row(inbound, desk, counted, desk.shown(matters, re.compile(rf"{self.name} (?:in|out) \d+")))

    def words(self, way: str) -> list[str]:
        return [f"{self.name} {way} {number}" for number in range(self.many)]

    def written(self, inbound: Inbound, people: list[Person]) -> None:
        threads = inbound.start(people, self.words("in"))
        breaks = BREAKS[self.name]
        if breaks:
            wait(lambda: len(inbound.acknowledged) >= self.many // 3 or inbound.failure)
            breaks(self.product)
        ended(threads)
        self.stop_at(inbound.failure)
        self.settled(lambda it: set(inbound.acknowledged) <= set(it["stored"]))

    def answered(self, desk: Desk, matters: list[dict[str, Any]]) -> None:
        words, breaks = self.words("out"), BREAKS[self.name]
        if breaks:
            # The provider has it, and has not said so yet: the worst moment there is. Once for each kind.
            for kind, share in MIDDLE.items():
                at = next(n for n in range(int(self.many * share), self.many) if kind_of(matters, n) == kind)
                self.ledger.planned[words[at]] = partial(self.in_turn, breaks)
        else:
            self.ledger.planned |= troubles(words, matters)
        ended(desk.start(matters, words))
        self.stop_at(desk.failure)

    def stop_at(self, failure: str) -> None:
        """With what the product said at the end: it is taken away before anybody could look."""
        if failure:
            raise RuntimeError("\n".join([failure, *self.product.lines[-40:]]))

    def in_turn(self, breaks: Callable[[Product], None]) -> None:
        """Two calls may wait for an answer at once, and what is being started is not killed."""
        try:
            HAND.submit(breaks, self.product).result()
        except Exception as error:
            self.trouble = f"it could not be broken: {error!r}"
            raise

    def settled(self, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            counted: dict[str, Any] = self.once_back(partial(inside.asked, code=inside.COUNT, scene=self.name))
            counted["waiting"] = sum(state in ("queued", "sending") for _text, state in counted["out"])
            self.stop_at(self.trouble)
            if done(counted) or time.monotonic() > deadline:
                return counted
            if self.hurried:
                self.once_back(partial(Product.run, code=inside.HURRY))
            time.sleep(1)

    def once_back(self, question: Callable[[Product], Any]) -> Any:
        """What was broken may still be coming back, and may break once more while it is asked."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            self.product.wait_until_ready()
            try:
                return question(self.product)
            except AssertionError as error:
                if not AWAY.search(str(error)) or time.monotonic() > deadline:
                    raise

    def row(self, inbound: Inbound, desk: Desk, counted: dict[str, Any], shown: Counter[str]) -> Row:
        stored = Counter(counted["stored"])
        states = Counter("sent" if s in ("sent", "delivered", "read") else s for _text, s in counted["out"])
        took = {words: times for words, times in self.ledger.took.items() if words.startswith(f"{self.name} out ")}
        sent = {text for text, state in counted["out"] if state in ("sent", "delivered", "read")}
        unknown = {text for text, state in counted["out"] if state == "unknown"}
        out = Counter(text for text, _state in counted["out"])
        every = [*inbound.acknowledged, *desk.queued]
        return Row(
            name=self.name, sent_to_us=self.many, acknowledged=len(inbound.acknowledged), refused=inbound.refused,
            stored=len(stored), shown=len([word for word in shown if " in " in word]),
            shown_out=len([word for word in shown if " out " in word]),
            doubled=sum(times > 1 for place in (stored, shown, out) for times in place.values()),
            lost=len({word for word in every if not shown[word] or not (stored[word] or out[word])}),
            queued=len(desk.queued), sent=states["sent"], unknown=states["unknown"],
            other=sum(states.values()) - states["sent"] - states["unknown"], received=len(took),
            twice=sum(times > 1 for times in took.values()), claimed=len(sent - took.keys()),
            repeated=sum(self.ledger.calls[text] > 1 for text in unknown), aside=counted["aside"],
        )  # fmt: skip


def kind_of(matters: list[dict[str, Any]], number: int) -> str:
    return str(matters[number % len(matters)]["kind"])


def troubles(words: list[str], matters: list[dict[str, Any]]) -> dict[str, str]:
    """Each trouble at each provider at least once, and one message in twelve at most."""
    found: dict[str, str] = {}
    for kind in MIDDLE:
        own = [word for number, word in enumerate(words) if kind_of(matters, number) == kind]
        hit = own[:: 2 if len(own) < 30 else 12]
        found |= {word: TROUBLES[number % len(TROUBLES)] for number, word in enumerate(hit)}
    return found


def wait(ready: Callable[[], object]) -> None:
    while not ready():
        time.sleep(0.02)


def ended(threads: list[Thread]) -> None:
    for thread in threads:
        thread.join()
