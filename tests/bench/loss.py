"""P11: everything is killed in turn while customers write in the chat and by LINE, and an agent answers both.

What was acknowledged is stored once, and shown once: to the agent, and to the visitor it was meant for. A push reaches
LINE once.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from omnidesk.environment import BASE_DIR
from tests.bench import loss_line
from tests.bench.loss_writers import Desk
from tests.bench.report import Line
from tests.product import Product

MESSAGES = 10
KINDS = ["chat", "line"]
PAUSE = 3.5
SETTLE_SECONDS = 90


def measure() -> Line:
    with loss_line.Account() as account:
        address = f"http://127.0.0.1:{account.port}"
        told = {"TRUSTED_PROXIES": "1", "LOG_LEVEL": "INFO", "SIMULATOR_URL": address}
        with Product(demo=False, settings=told) as product:
            desk = Desk(product.port, **inside(product, "cast"))
            people = desk.start(MESSAGES, PAUSE)
            for number, kind in enumerate(KINDS):
                people.append(desk.start_answering(number, **met(product, kind), turns=MESSAGES, pause=PAUSE))
            kills = havoc(product)
            for person in people:
                person.join()
            if desk.failure:
                raise RuntimeError(f"P11: {desk.failure}:\n" + "\n".join(product.lines[-20:]))
            counted = settled(product, desk)
            seen = desk.shown_to_agent(counted["customers"])
            told_visitors = desk.shown_to_visitors()
    return line(desk, {"stored": counted["stored"], "agent": seen}, told_visitors, account, kills)


def line(
    desk: Desk,
    places: dict[str, Mapping[str, int]],
    visitors: Mapping[str, int],
    account: loss_line.Account,
    kills: str,
) -> Line:
    """Everything is stored and shown to the agent; in the visitors' chats and at LINE is what belongs there."""
    written = [*desk.acknowledged, *desk.by_line, *desk.answered]
    pushed = [text for text in desk.answered if text.startswith(f"answer {KINDS.index('line')}-")]
    in_chat = [*desk.acknowledged, *(text for text in desk.answered if text not in pushed)]
    expected = [(written, place) for place in places.values()] + [(in_chat, visitors), (pushed, account.taken)]
    lost = {text for texts, place in expected for text in texts if text not in place}
    doubled = {text for _, place in expected for text, times in place.items() if times > 1}
    figures: dict[str, Any] = {"acknowledged in the chat": len(desk.acknowledged), "of LINE": len(desk.by_line)}
    figures |= {
        "replies": len(desk.answered),
        "stored": len(places["stored"]),
        "shown to the agent": len(places["agent"]),
    }
    figures |= {
        "shown to visitors": len(visitors),
        "pushed to LINE": len(account.taken),
        "tried again": account.repeats,
    }
    figures |= {"lost": len(lost), "doubled": len(doubled), "killed": kills}
    bad = float(len(lost) + len(doubled))
    return Line("P11", "acknowledged and lost, or there twice", [bad], "0", bad == 0, figures)


def met(product: Product, kind: str) -> dict[str, Any]:
    """The first matter on such a channel, for the agent to answer in."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while not (found := inside(product, "meet", kind)):
        if time.monotonic() > deadline:
            raise RuntimeError("P11: no message became a matter")
    return found


def havoc(product: Product) -> str:
    time.sleep(3)
    product.child("worker").kill()
    time.sleep(5)
    product.redis.kill()
    time.sleep(4)
    product.redis.start()
    time.sleep(4)
    product.child("uvicorn").kill()
    time.sleep(5)
    product.postgres.kill()
    product.postgres.start()
    return "worker, Redis, web, PostgreSQL"


def settled(product: Product, desk: Desk) -> dict[str, Any]:
    """When all has come through and gone out, or after a while."""
    deadline = time.monotonic() + SETTLE_SECONDS
    written = {*desk.acknowledged, *desk.by_line, *desk.answered}
    counted = inside(product, "count")
    while time.monotonic() < deadline and (counted["waiting"] or not written <= counted["stored"].keys()):
        time.sleep(2)
        counted = inside(product, "count")
    return counted


def inside(product: Product, *deed: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.loss_cast", *deed]
    env = product.environment | {"DJANGO_SETTINGS_MODULE": "omnidesk.settings"}
    done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
