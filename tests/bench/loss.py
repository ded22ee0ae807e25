"""P11: everything is killed in turn while customers and an agent write. What was acknowledged is stored once."""

import http.client
import json
import subprocess
import sys
import threading
import time
import uuid
from typing import Any

from omnidesk.environment import BASE_DIR
from tests.bench.report import Line
from tests.product import Product

MESSAGES = 10
PAUSE = 3.5


def measure() -> Line:
    with Product(demo=False, settings={"TRUSTED_PROXIES": "1"}) as product:
        people = inside(product, "cast")
        acknowledged: list[str] = []
        writers = [
            threading.Thread(target=write, args=(product.port, people["site"], token, number, acknowledged))
            for number, token in enumerate(people["tokens"])
        ]
        for writer in writers:
            writer.start()
        kills = havoc(product)
        for writer in writers:
            writer.join()
        counted = settled(product, acknowledged)
    lost = [text for text in acknowledged if text not in counted["stored"]]
    doubled = [text for text, times in counted["stored"].items() if times > 1]
    figures = {
        "acknowledged": len(acknowledged),
        "stored": len(counted["stored"]),
        "lost": len(lost),
        "doubled": len(doubled),
    }
    figures |= {"kills": kills}
    bad = float(len(lost) + len(doubled))
    return Line("P11", "acknowledged and lost, or stored twice", [bad], "0", bad == 0, figures)


def write(port: int, site: str, token: str, number: int, acknowledged: list[str]) -> None:
    """As the widget does: the same key again until somebody says that it is kept."""
    for turn in range(MESSAGES):
        text, key = f"bench {number}-{turn}", str(uuid.uuid4())
        body = json.dumps({"key": key, "text": text, "files": []})
        while post(port, site, token, number, body) != 202:
            time.sleep(0.5)
        acknowledged.append(text)
        time.sleep(PAUSE)


def post(port: int, site: str, token: str, number: int, body: str) -> int:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {
        "Content-Type": "application/json", "Authorization": f"Visitor {token}",
        "Host": "localhost", "X-Forwarded-For": f"198.51.100.{number}", "X-Forwarded-Proto": "https",
    }  # fmt: skip
    try:
        link.request("POST", f"/chat/{site}/messages/", body, headers)
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        link.close()


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


def settled(product: Product, acknowledged: list[str]) -> dict[str, Any]:
    """When the queues are empty, or after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        counted = inside(product, "count")
        if set(acknowledged) <= counted["stored"].keys():
            break
        time.sleep(2)
    return counted


def inside(product: Product, deed: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.loss_cast", deed]
    env = product.environment | {"DJANGO_SETTINGS_MODULE": "omnidesk.settings"}
    done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
