"""The embedded PostgreSQL: its own cluster, user and password, reached by a unix socket of one user."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil
import psycopg2
from psycopg2 import sql

from omnidesk.local import home, processes, vault
from omnidesk.local.processes import Identity

PORT = 5432  # only the name of the socket: nothing listens on a network
RECOVERY_SECONDS = 60
NAME = "omnidesk"


class CannotStart(Exception):
    """One sentence for the person at the keyboard."""


@dataclass
class Postgres:
    """One cluster under `var_dir`. `durable=False`, for tests, is safe against a kill but not against a power cut."""

    var_dir: Path
    durable: bool = True
    child: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.home = home.find(self.var_dir / "postgres")
        self.log = self.var_dir / "logs" / "postgres.log"
        self.pid_file = self.var_dir / "run" / "postgres.json"
        # Beside the data and nowhere else: where it is missing, the data is made anew.
        self.mark = self.home.data.parent / "made"

    @property
    def url(self) -> str:
        return self.url_of(NAME, vault.keep(self.var_dir, "postgres"), NAME)

    def url_of(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{quote(password)}@/{database}?{urlencode({'host': str(self.home.sockets)})}"

    @property
    def made(self) -> bool:
        return self.mark.exists()

    def start(self) -> None:
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.end_left_over()
        if not self.made:
            self.make_cluster()
        self.start_server()
        self.make_database()

    def stop(self) -> None:
        """A fast shutdown: sessions are cut, everything committed is on disk."""
        self.end(signal.SIGINT, 20)

    def kill(self) -> None:
        """As a crash would; the next start recovers."""
        self.end(signal.SIGKILL, 0)

    def running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def end(self, number: int, seconds: float) -> None:
        if self.child is None:
            return
        if self.running():
            self.child.send_signal(number)
        try:
            self.child.wait(seconds or 5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait(5)
        self.child = None
        self.pid_file.unlink(missing_ok=True)

    # Starting

    def command(self) -> list[str | Path]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.home.sockets),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "fsync": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
            "max_connections": "150",
            "shared_buffers": "128MB",
            "log_min_messages": "warning",
            # A failed statement's text would carry what people wrote.
            "log_min_error_statement": "panic",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [self.home.programs / "bin" / "postgres", "-D", self.home.data, *flags]

    def environment(self) -> dict[str, str]:
        """Nothing of ours: a PGDATA or LC_ALL set by somebody must not change the cluster."""
        return {"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C.UTF-8"}

    def start_server(self) -> None:
        """After a crash the first tries may fail: what is left of the old server lets go in its own time."""
        deadline = time.monotonic() + RECOVERY_SECONDS
        while True:
            self.child = processes.start(
                self.command(), log=self.log, death_signal=signal.SIGINT, owner=self.home.owner, env=self.environment()
            )
            Identity.of(self.child.pid).write(self.pid_file)
            if self.becomes_ready(deadline):
                return
            self.stop()
            if time.monotonic() > deadline - RECOVERY_SECONDS / 2:
                raise CannotStart(f"PostgreSQL did not start ({self.last_complaint()}): see {self.log}.")
            time.sleep(0.5)

    def end_left_over(self) -> None:
        """A server that outlived its starter holds the data; lock files that outlived their server block it."""
        for server in servers_on(self.home.data):
            server.end(signal.SIGINT, 20)
        for lock in (self.home.data / "postmaster.pid", *self.home.sockets.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def make_cluster(self) -> None:
        shutil.rmtree(self.home.data, ignore_errors=True)
        self.home.owner.own(self.home.data)
        with self.password_file() as file:
            done = subprocess.run(
                [str(word) for word in self.initdb(file)],
                user=self.home.owner.uid if self.home.owner.another else None,
                group=self.home.owner.gid if self.home.owner.another else None,
                extra_groups=[] if self.home.owner.another else None,
                capture_output=True,
                text=True,
                env=self.environment(),
                cwd="/",
            )
        if done.returncode:
            raise CannotStart(f"PostgreSQL could not make its database: {last_line(done.stderr)}")

    def initdb(self, password_file: Path) -> list[str | Path]:
        # Under ctype C, trigrams and lower() would drop Japanese. The built-in provider gives the same order on every
        # system; lc_ctype is what extensions still ask.
        return [
            self.home.programs / "bin" / "initdb",
            *("-D", self.home.data, "-U", "postgres", "--pwfile", password_file, "--auth", "scram-sha-256"),
            *("--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *("--lc-collate", "C", "--lc-ctype", "C.UTF-8", "--lc-messages", "C"),
            *(() if self.durable else ("--no-sync",)),
        ]

    @contextlib.contextmanager
    def password_file(self) -> Iterator[Path]:
        file = self.home.data.parent / f"pw-{secrets.token_hex(8)}"
        processes.write_private(file, vault.keep(self.var_dir, "postgres-superuser"))
        os.chown(file, self.home.owner.uid, self.home.owner.gid)
        try:
            yield file
        finally:
            file.unlink()

    def becomes_ready(self, deadline: float) -> bool:
        while self.running() and time.monotonic() < deadline:
            try:
                psycopg2.connect(self.superuser_url(), connect_timeout=5).close()
                return True
            except psycopg2.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise CannotStart(f"The passwords in {self.var_dir}/secrets are not this cluster's.") from None
            time.sleep(0.05)
        return False

    def last_complaint(self) -> str:
        complaints = [line for line in self.log.read_text(errors="replace").splitlines() if "FATAL" in line]
        return last_line("\n".join(complaints)).partition("FATAL:  ")[2] or "it does not answer"

    def superuser_url(self, database: str = "postgres") -> str:
        return self.url_of("postgres", vault.keep(self.var_dir, "postgres-superuser"), database)

    def make_database(self) -> None:
        """The role that the product uses is no superuser; CREATEDB is for the tests' own databases."""
        if self.made:
            return
        role, password = sql.Identifier(NAME), sql.Literal(vault.keep(self.var_dir, "postgres"))
        connection = psycopg2.connect(self.superuser_url())
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, password))
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
        connection.close()
        processes.write_private(self.mark, "")


def servers_on(data: Path) -> list[Identity]:
    """Servers that run on this very folder, whoever started them: two on one folder would destroy it."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            words = process.cmdline()
            if words[1:3] == ["-D", str(data)] and Path(words[0]).name == "postgres":
                found.append(Identity.of(process.pid))
    return found


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1].strip().rstrip(".")
