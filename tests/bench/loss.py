"""P11: everything is killed in turn while customers and an agent write.

What was acknowledged is stored once, and shown once: to the agent, and to the visitor it was meant for.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from omnidesk.environment import BASE_DIR
from tests.bench.loss_writers import Desk
from tests.bench.report import Line
from tests.product import Product

MESSAGES = 10
PAUSE = 3.5
SETTLE_SECONDS = 90


def measure() -> Line:
    with Product(demo=False, settings={"TRUSTED_PROXIES": "1", "LOG_LEVEL": "INFO"}) as product:
        desk = Desk(product.port, **inside(product, "cast"))
        people = desk.start(MESSAGES, PAUSE)
        people.append(desk.start_answering(**met(product), turns=MESSAGES, pause=PAUSE))
        kills = havoc(product)
        for person in people:
            person.join()
        if desk.failure:
            raise RuntimeError(f"P11: {desk.failure}:\n" + "\n".join(product.lines[-20:]))
        counted = settled(product, desk)
        seen = desk.shown_to_agent(counted["customers"])
        told = desk.shown_to_visitors()
    return line(desk, [counted["stored"], seen, told], kills)


def line(desk: Desk, places: list[Mapping[str, int]], kills: str) -> Line:
    written = desk.acknowledged + desk.answered
    lost = {text for text in written for place in places if text not in place}
    doubled = {text for place in places for text, times in place.items() if times > 1}
    figures: dict[str, Any] = {"acknowledged": len(desk.acknowledged), "replies": len(desk.answered)}
    figures |= dict(zip(("stored", "shown to the agent", "shown to visitors"), map(len, places), strict=True))
    figures |= {"lost": len(lost), "doubled": len(doubled), "killed": kills}
    bad = float(len(lost) + len(doubled))
    return Line("P11", "acknowledged and lost, or there twice", [bad], "0", bad == 0, figures)


def met(product: Product) -> dict[str, Any]:
    """The first matter there is, for the agent to answer in."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while not (found := inside(product, "meet")):
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
    written = {*desk.acknowledged, *desk.answered}
    counted = inside(product, "count")
    while time.monotonic() < deadline and (counted["waiting"] or not written <= counted["stored"].keys()):
        time.sleep(2)
        counted = inside(product, "count")
    return counted


def inside(product: Product, deed: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.loss_cast", deed]
    env = product.environment | {"DJANGO_SETTINGS_MODULE": "omnidesk.settings"}
    done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
