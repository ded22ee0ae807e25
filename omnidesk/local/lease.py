"""The embedded servers, for as long as this process needs them."""

import contextlib
import fcntl
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from omnidesk import environment
from omnidesk.environment import BASE_DIR, Refused
from omnidesk.local.processes import Identity

WAIT_SECONDS = 90


@dataclass
class Lease:
    """Take it, read the addresses, let it go. It ends with this process, however that ends."""

    var_dir: Path
    postgres: bool = True
    redis: bool = True
    durable: bool = True
    file: Path = field(init=False)
    descriptor: int = field(init=False, default=-1)
    child: "subprocess.Popen[bytes] | None" = field(init=False, default=None)

    def take(self) -> dict[str, str]:
        try:
            self.hold()
            return self.wait_for_addresses()
        except OSError as error:
            raise environment.unusable(error) from None

    def let_go(self, *, wait: bool = True) -> None:
        """Without other holders the servers stop; `wait` until they have."""
        if self.descriptor < 0:
            return
        keeper = self.keeper()
        self.file.unlink(missing_ok=True)
        os.close(self.descriptor)
        self.descriptor = -1
        deadline = time.monotonic() + 30
        while wait and keeper and keeper.alive() and not self.others() and time.monotonic() < deadline:
            time.sleep(0.05)
        if self.child:
            self.child.poll()

    def renew(self) -> None:
        """After the keeper was killed: another one, on the same addresses."""
        if self.descriptor >= 0 and not self.keeper():
            self.child = None
            self.wait_for_addresses()

    def hold(self) -> None:
        folder = self.var_dir / "run" / "leases"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        self.descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        # Record locks, not flock: a forked child must not hold what its dead parent held.
        fcntl.lockf(self.descriptor, fcntl.LOCK_EX)

    def wait_for_addresses(self) -> dict[str, str]:
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            if self.keeper():
                return self.addresses()
            if self.child is None or self.child.poll() == 0:
                self.child = self.start_keeper()
            elif self.child.poll() is not None:
                raise Refused(self.reason())
            time.sleep(0.05)
        raise Refused(f"The embedded servers did not start within {WAIT_SECONDS} s: see {self.var_dir}/logs.")

    def start_keeper(self) -> "subprocess.Popen[bytes]":
        wanted = [flag for flag, on in (("--postgres", self.postgres), ("--redis", self.redis)) if on]
        wanted += [] if self.durable else ["--not-durable"]
        (self.var_dir / "logs").mkdir(mode=0o700, exist_ok=True)
        with (self.var_dir / "logs" / "keeper.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "omnidesk.local.keeper", str(self.var_dir), *wanted],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=BASE_DIR,
                start_new_session=True,
            )

    def addresses(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.var_dir / "run" / "servers.json").read_text())
        return found

    def keeper(self) -> Identity | None:
        try:
            told = json.loads((self.var_dir / "run" / "servers.json").read_text())
        except (OSError, ValueError):
            return None
        identity = Identity(told["pid"], told["started"])
        return identity if identity.alive() else None

    def others(self) -> bool:
        return any((self.var_dir / "run" / "leases").glob("*"))

    def reason(self) -> str:
        lines = (self.var_dir / "logs" / "keeper.log").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"The embedded servers did not start: see {self.var_dir}/logs."


@contextlib.contextmanager
def lent(var_dir: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    lease = Lease(var_dir, durable=durable)
    try:
        yield lease.take()
    finally:
        lease.let_go()
