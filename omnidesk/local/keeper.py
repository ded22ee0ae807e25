"""The process that owns the embedded servers of one VAR_DIR, for as long as anybody needs them.

Whoever needs them holds a lease (omnidesk/local/lease.py). A lease is a lock that the kernel lets go when its holder
dies, however it dies; when none is left, the servers are stopped. If the keeper itself is killed, the kernel ends its
servers (see processes.tether), and the next holder starts another keeper.
"""

import argparse
import fcntl
import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from omnidesk.local import processes
from omnidesk.local.postgres import CannotStart, Postgres
from omnidesk.local.processes import Identity
from omnidesk.local.redis import Redis

LOOK_EVERY = 0.25


@dataclass
class Keeper:
    var_dir: Path
    postgres: Postgres | None
    redis: Redis | None
    asked_to_end: bool = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self.end_soon)
        signal.signal(signal.SIGINT, self.end_soon)
        try:
            self.start_what_is_down()
            while self.wanted():
                time.sleep(LOOK_EVERY)
                self.start_what_is_down()
        finally:
            self.address_file.unlink(missing_ok=True)
            self.stop()

    @property
    def address_file(self) -> Path:
        return self.var_dir / "run" / "servers.json"

    def end_soon(self, number: int, frame: object) -> None:
        self.asked_to_end = True

    def start_what_is_down(self) -> None:
        down = [server for server in (self.postgres, self.redis) if server and not server.running()]
        for server in down:
            server.start()
        if down or not self.address_file.exists():
            self.tell_addresses()

    def tell_addresses(self) -> None:
        me = Identity.of(os.getpid())
        addresses = {"pid": me.pid, "started": me.started}
        urls = {"database_url": self.postgres and self.postgres.url, "redis_url": self.redis and self.redis.url}
        processes.write_private(self.address_file, json.dumps(addresses | {k: v for k, v in urls.items() if v}))

    def wanted(self) -> bool:
        """Asked twice: who takes a lease after the second look finds no address and starts another keeper."""
        if self.asked_to_end:
            return False
        if held(self.var_dir):
            return True
        self.address_file.unlink(missing_ok=True)
        if not held(self.var_dir):
            return False
        self.tell_addresses()
        return True

    def stop(self) -> None:
        for server in (self.redis, self.postgres):
            if server:
                server.stop()


def held(var_dir: Path) -> bool:
    """Whether a living process holds a lease; what the dead have left is swept away."""
    return any(not free(file) for file in (var_dir / "run" / "leases").glob("*"))


def free(lease: Path) -> bool:
    try:
        with lease.open("r+") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lease.unlink(missing_ok=True)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def alone(var_dir: Path) -> int | None:
    """The lock of the one keeper; nothing if another is at work and ready while we wait for its end."""
    lock = os.open(var_dir / "run" / "keeper.lock", os.O_RDWR | os.O_CREAT, 0o600)
    while True:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if (var_dir / "run" / "servers.json").exists():
                return None
            time.sleep(LOOK_EVERY / 5)
        else:
            return lock


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("var_dir", type=Path)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--redis", action="store_true")
    parser.add_argument("--not-durable", action="store_true")
    asked = parser.parse_args()
    if alone(asked.var_dir) is None:
        return
    # An address left behind by a killed keeper would send its reader to a server that is gone.
    (asked.var_dir / "run" / "servers.json").unlink(missing_ok=True)
    try:
        postgres = Postgres(asked.var_dir, durable=not asked.not_durable) if asked.postgres else None
        Keeper(asked.var_dir, postgres, Redis(asked.var_dir) if asked.redis else None).run()
    except CannotStart as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
