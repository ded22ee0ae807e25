"""A whole house as `make run` starts it, for tests that kill its parts."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from omnidesk.environment import BASE_DIR, Environment
from omnidesk.local.keeper import held
from omnidesk.local.lease import Lease
from tests.product import free_ports

PATIENCE = 400

__all__ = ["House", "alive", "clean_environment", "command", "held", "running", "start", "until"]


@dataclass
class House:
    var_dir: Path
    port: int
    supervisor: "subprocess.Popen[bytes]"
    log: Path

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def processes(self) -> dict[str, psutil.Process]:
        """By what each was started with, as a stranger would look for them."""
        found = {}
        for number, process in enumerate(self.family()):
            with suppress(psutil.Error):
                found[name_of(process, number)] = process
        return found

    def family(self) -> Iterator[psutil.Process]:
        """Without a keeper where a later house in the same folder has ended already."""
        keeper = Lease(self.var_dir).keeper()
        running = [self.supervisor.pid] if self.supervisor.poll() is None else []
        for root in [*running, keeper.pid] if keeper else running:
            with suppress(psutil.Error):
                yield psutil.Process(root)
                yield from psutil.Process(root).children(recursive=True)

    def process(self, name: str) -> psutil.Process:
        """Waited for: it may just be started anew."""
        found: dict[str, psutil.Process] = {}

        def there() -> bool:
            found.update(self.processes())
            return name in found

        until(there, self)
        return found[name]

    def text(self) -> str:
        return self.log.read_text()


def name_of(process: psutil.Process, number: int) -> str:
    """The first of its kind is the one that the supervisor or the keeper started itself; the rest are its children."""
    words = " ".join(process.cmdline())
    kind = next((name for name, pattern in ROLES.items() if re.search(pattern, words)), "other")
    parent = process.parent()
    own = parent is not None and re.search(r"omnidesk\.local|pytest", " ".join(parent.cmdline()))
    return kind if own or kind == "keeper" else f"{kind}-child-{number}"


ROLES = {
    "supervisor": r"omnidesk\.local\.run",
    "keeper": r"omnidesk\.local\.keeper",
    "web": r"uvicorn",
    "worker": r"celery .*worker",
    "beat": r"celery .*beat",
    "mailboxes": r"watch_mailboxes",
    "postgres": r"bin/postgres |^postgres:",
    "redis": r"valkey-server",
}


def clean_environment(**given: object) -> dict[str, str]:
    ours = set(Environment.model_fields) | {"DJANGO_SETTINGS_MODULE", "MAKELEVEL"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {name: str(value) for name, value in given.items()}


def command(var_dir: Path, *words: str, **given: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        env=clean_environment(VAR_DIR=var_dir, **given),
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )


def start(var_dir: Path, port: int, **given: object) -> House:
    log = var_dir / "house.log"
    var_dir.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "omnidesk.local.run"],
            env=clean_environment(VAR_DIR=var_dir, PORT=port, DEMO=0, **given),
            cwd=BASE_DIR,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return House(var_dir, port, supervisor, log)


@contextmanager
def running(var_dir: Path) -> Iterator[House]:
    house = start(var_dir, free_ports())
    try:
        until(lambda: "Ready:" in house.text() or house.supervisor.poll() is not None, house)
        assert "Ready:" in house.text(), house.text()[-3000:]
        yield house
    finally:
        everything = house.processes()
        house.supervisor.send_signal(signal.SIGINT)
        house.supervisor.wait(PATIENCE)
        # The keeper stops the servers behind it; whoever throws the folder away must not meet them.
        until(lambda: not alive(everything), house)


def alive(everything: dict[str, psutil.Process]) -> list[str]:
    """Who still runs; whoever has ended and waits only for a parent to notice does not."""
    found = []
    for name, process in everything.items():
        with suppress(psutil.NoSuchProcess):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(name)
    return found


def until(true: Callable[[], bool], house: House, seconds: float = PATIENCE) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, house.text()[-3000:]
        # Who looks through all processes takes from those whom they wait for.
        time.sleep(0.3)
    return time.monotonic() - began
