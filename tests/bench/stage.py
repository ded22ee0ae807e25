"""What the bench runs on: its own PostgreSQL and Redis, its own servers; all ended by pid."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from omnidesk.environment import BASE_DIR
from omnidesk.local import clean, processes
from omnidesk.local.postgres import Postgres
from omnidesk.local.redis import Redis


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Stage:
    """Servers with fsync on, as in production: a bench on a database that forgets would flatter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Outlives the run: what was installed once.
        self.kept = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve() / "bench"
        (folder / "run").mkdir(mode=0o711, parents=True, exist_ok=True)
        self.postgres, self.redis = Postgres(folder), Redis(folder)
        self.children: list[subprocess.Popen[bytes]] = []

    def prepare(self) -> None:
        """Start the servers, point this process's Django at them, and migrate."""
        self.postgres.start()
        self.redis.start()
        os.environ.update(self.environment)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "PUBLIC_URL": "http://localhost:8000",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SECRET_KEY": "only-for-the-bench-" + "0123456789" * 4,
            "CREDENTIAL_KEYS": "only-for-the-bench-0123456789abcdef",
            "DJANGO_SETTINGS_MODULE": "omnidesk.settings",
            "TRUSTED_PROXIES": "1",
            "LOG_LEVEL": "ERROR",
            "DEMO": "0",
        }

    def run(self, *words: str) -> psutil.Process:
        return self.run_with({}, *words)

    def run_with(self, given: dict[str, str], *words: str) -> psutil.Process:
        """given: more settings, for this process alone."""
        env = {name: value for name, value in os.environ.items() if name != "MAKELEVEL"} | self.environment | given
        child = processes.start([sys.executable, *words], log=subprocess.DEVNULL, env=env, cwd=BASE_DIR)
        self.children.append(child)
        return psutil.Process(child.pid)

    def talk_to(self, python: Path, script: Path, told: dict[str, str]) -> "subprocess.Popen[bytes]":
        """A program of another virtual environment, spoken to by its standard input and output."""
        env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", **told}
        child = subprocess.Popen(
            [python, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env
        )
        self.children.append(child)
        return child

    def serve(self, application: str) -> tuple[int, psutil.Process]:
        """uvicorn as `make run` starts it; returns its port once it accepts."""
        port = free_port()
        words = ["-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port), "--lifespan", "off"]
        words += ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--log-level", "warning"]
        process = self.run(*words)
        self.wait_for(port)
        return port, process

    def wait_for(self, port: int, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            time.sleep(0.1)
        raise RuntimeError(f"nothing listens on port {port}")

    def end(self, process: psutil.Process) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
            process.wait(5)

    def end_children(self) -> None:
        while self.children:
            child = self.children.pop()
            child.kill()
            child.wait(5)

    def stop(self) -> None:
        self.end_children()
        self.redis.stop()
        self.postgres.stop()


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    built = Stage(Path(tempfile.mkdtemp(prefix="omnidesk-bench-")))
    try:
        built.prepare()
        yield built
    finally:
        built.stop()
        clean.remove(built.folder)
