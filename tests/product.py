"""The running product, as `make run` starts it, on servers that a test may kill: for journeys, shots and the bench."""

import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from omnidesk.environment import BASE_DIR
from omnidesk.local import clean
from omnidesk.local.postgres import Postgres
from omnidesk.local.redis import Redis
from tests import tables

START_SECONDS = 400
# Reads a JSON string of code a line, and answers [what it printed, its error].
SHELL = """
import contextlib, io, json, os, sys, traceback
os.environ["DJANGO_SETTINGS_MODULE"] = "omnidesk.settings"
import django
django.setup()
from django.db import connection
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for line in sys.stdin:
    said, error = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {"__name__": "__main__"})
    except BaseException:
        error = traceback.format_exc()
    # The next one may find PostgreSQL restarted.
    connection.close()
    print(json.dumps([said.getvalue(), error]), file=answers, flush=True)
"""


# Behind each three, and bound for as long as this process lives: nobody else takes what was found, whenever it begins
# to listen.
marks: list[socket.socket] = []


def free_ports() -> int:
    """A port whose next two (the demo's shop and post office) are free too, below those that the system deals out to
    anybody between our look and the start of our server."""
    # Each core looks in a range of its own: two that start at the same moment find the same port free.
    core = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 32
    for port in range(18200 + 400 * core, 18600 + 400 * core, 4):
        mark = socket.socket()
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            mark.bind(("127.0.0.1", port + 3))
            for number in range(port, port + 3):
                held.enter_context(socket.socket()).bind(("127.0.0.1", number))
            marks.append(mark)
            return port
        mark.close()
    raise RuntimeError("no three free ports in the range of this core")


def named(first: int, *names: str) -> dict[str, int]:
    """One port after the other, by what each is for."""
    return dict(zip(names, itertools.count(first), strict=False))


@dataclass
class Product:
    """Start it, use it at .url (the demo shop at .shop_url), stop it. `settings` are environment variables."""

    demo: bool = True
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.var_dir = Path(tempfile.mkdtemp(prefix="omnidesk-product-"))
        self.port = free_ports()
        self.url, self.shop_url = f"http://localhost:{self.port}", f"http://localhost:{self.port + 1}"
        self.postgres, self.redis = Postgres(self.var_dir, durable=False), Redis(self.var_dir)
        self.lines: list[str] = []
        self.process: subprocess.Popen[str] | None = None
        self.shell: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Product":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def environment(self) -> dict[str, str]:
        given = {
            "VAR_DIR": str(self.var_dir), "PORT": str(self.port), "DEMO": "1" if self.demo else "0",
            "DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url, "PUBLIC_URL": self.url,
        }  # fmt: skip
        dropped = ("DJANGO_SETTINGS_MODULE", "MAKELEVEL")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        return kept | given | self.settings

    def start(self) -> None:
        (self.var_dir / "run").mkdir(mode=0o711, parents=True, exist_ok=True)
        self.postgres.start()
        tables.say_again(self.postgres.url)
        self.redis.start()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "omnidesk.local.run"], cwd=BASE_DIR, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()
        self.wait_for_line("Ready:")

    def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        with self.process.stdout as said:
            self.lines.extend(line.rstrip() for line in said)

    def wait_until_ready(self) -> None:
        """By its own word: whoever counts how soon people are back counts from here, not from the kill."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                return
            time.sleep(0.1)
        raise AssertionError("the product was never ready again:\n" + "\n".join(self.lines[-40:]))

    def wait_for_line(self, text: str, seconds: float = START_SECONDS, after: int = 0) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = next((line for line in self.lines[after:] if text in line), None)
            if found:
                return found
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the product never said {text!r}:\n" + "\n".join(self.lines[-40:]))

    def child(self, word: str) -> psutil.Process:
        """The supervised process whose command holds this word: uvicorn, worker, beat, demo_shop; waited for, because
        the supervisor may just be starting it anew."""
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            children = psutil.Process(self.process.pid).children()
            with contextlib.suppress(StopIteration, psutil.NoSuchProcess):
                return next(child for child in children if word in child.cmdline())
            time.sleep(0.1)
        raise AssertionError(f"no {word!r} is running:\n" + "\n".join(self.lines[-40:]))

    def manage(self, *words: str) -> str:
        """Run a management command beside the running product; returns what it printed."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=BASE_DIR, env=self.environment, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, code: str) -> str:
        """Run Python beside the running product, in one process that stays: a new one takes seconds to begin. Returns
        what it printed."""
        if self.shell is None:
            self.shell = subprocess.Popen(
                [sys.executable, "-c", SHELL], cwd=BASE_DIR, env=self.environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.write(json.dumps(code) + "\n")
        self.shell.stdin.flush()
        said, error = json.loads(self.shell.stdout.readline())
        assert not error, error
        return str(said)

    def stop(self) -> None:
        if self.shell is not None:
            self.shell.kill()
            self.shell.communicate()
        if self.process is not None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
            self.process.kill()
            self.process.wait()
        self.redis.stop()
        self.postgres.stop()
        clean.remove(self.var_dir)
