"""`make run`: from an empty folder to a desk that answers, and back to nothing on Ctrl-C."""

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator

import psutil

from omnidesk import catalogues, environment, probe
from omnidesk.environment import BASE_DIR, Environment, Refused
from omnidesk.local import processes, vault
from omnidesk.local.lease import Lease
from omnidesk.local.supervisor import Supervisor

READY_SECONDS = 60
FIRST_SECONDS = 900


def main() -> int:
    began = time.monotonic()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    end_with_make()
    env = environment.read()
    refuse_production(env)
    with only_one(env):
        refuse_taken_ports(env)
        vault.keep_all(env.VAR_DIR)
        lease = borrow_servers(env)
        try:
            return serve(env, lease, began)
        finally:
            say("Stopping the servers…")
            lease.let_go()
            say("Stopped.")


def end_with_make() -> None:
    """A kill -9 of make must not leave its child behind; on Linux the kernel sees to it."""
    if "MAKELEVEL" in os.environ and processes.LIBC is not None:
        processes.LIBC.prctl(processes.PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def refuse_production(env: Environment) -> None:
    if env.PRODUCTION:
        raise Refused("`make run` is for one machine and one person: for PRODUCTION=1 use docker-compose.yml.")


@contextlib.contextmanager
def only_one(env: Environment) -> Iterator[None]:
    """Two supervisors on one VAR_DIR would share one database and fight for the ports."""
    file = env.VAR_DIR / "run" / "supervisor.lock"
    try:
        file.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        lock = file.open("a+")
    except OSError as error:
        raise environment.unusable(error) from None
    with lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(f"Omnidesk already runs on {env.VAR_DIR}: stop it there, or set VAR_DIR and PORT.") from None
        yield


def refuse_taken_ports(env: Environment) -> None:
    for port in (env.PORT, env.PORT + 1, env.PORT + 2) if env.DEMO else (env.PORT,):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except PermissionError:
                raise Refused(
                    f"Port {port} needs more rights: choose a higher one, as in make run PORT=8000."
                ) from None
            except OSError:
                other = f"or choose another port, as in make run PORT={port + 10}"
                raise Refused(f"Port {port} is taken{by_whom(port)}: stop that program, {other}.") from None


def by_whom(port: int) -> str:
    with contextlib.suppress(psutil.Error, StopIteration):
        found = next(c for c in psutil.net_connections("tcp") if c.laddr and c.laddr.port == port and c.pid)
        return f" by {psutil.Process(found.pid).name()} (process {found.pid})"
    return ""


def borrow_servers(env: Environment) -> Lease:
    postgres, redis = not environment.given("DATABASE_URL"), not environment.given("REDIS_URL")
    lease = Lease(env.VAR_DIR, postgres=postgres, redis=redis)
    if not (postgres or redis):
        return lease
    names = " and ".join(name for name, on in (("PostgreSQL", postgres), ("Redis", redis)) if on)
    first = "" if (env.VAR_DIR / "logs").exists() else " and making the database (only this time)"
    say(f"Starting {names}{first}…")
    lease.take()
    return lease


def serve(env: Environment, lease: Lease, began: float) -> int:
    # Before any process loads them: each reads the words of a language once.
    catalogues.compile_all([BASE_DIR / "locale"])
    supervisor = Supervisor(BASE_DIR, os.environ | {"PYTHONUNBUFFERED": "1"})
    for name, argv in services(env).items():
        supervisor.add(name, argv, first=[word.replace("omnidesk.asgi:", "omnidesk.prepared:") for word in argv])
    supervisor.stop_on_signals()
    try:
        if start(supervisor, env):
            greet(supervisor, env, time.monotonic() - began)
        supervisor.start()
        supervisor.watch(lease.renew)
    finally:
        supervisor.stop()
    return supervisor.returncode


def start(supervisor: Supervisor, env: Environment) -> bool:
    """What the first page needs; the rest would only take the processor from it."""
    mark = env.VAR_DIR / "run" / "prepared"
    supervisor.start("web")
    if not (mark.exists() and mark.read_text() == fingerprint(env)):
        # Tables may be missing: nothing else can work yet. Loading a demo on a slow machine takes its time.
        if not supervisor.wait(lambda: probe.answers(env.PORT), FIRST_SECONDS):
            return False
        processes.write_private(mark, fingerprint(env))
    supervisor.start("worker")
    if supervisor.wait(lambda: probe.answers(env.PORT, "readyz"), READY_SECONDS):
        return True
    if not supervisor.stopping:
        supervisor.say(f"Not ready after {READY_SECONDS} s: see above and http://localhost:{env.PORT}/readyz.")
    return False


def fingerprint(env: Environment) -> str:
    """Changes with every migration, of ours or of a package, and with the database."""
    names = sorted(str(path.relative_to(BASE_DIR)) for path in BASE_DIR.glob("*/migrations/*.py"))
    parts = [*names, (BASE_DIR / "requirements.txt").read_text(), env.DATABASE_URL.get_secret_value()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def services(env: Environment) -> dict[str, list[str]]:
    python = [sys.executable]
    celery = [*python, "-m", "celery", "--app", "omnidesk", "--quiet"]
    beat = str(env.VAR_DIR / "run" / "beat")
    found = {
        "web": [*python, *WEB.split(), "--port", str(env.PORT)],
        "worker": [*celery, *WORKER.split()],
        "beat": [*celery, *BEAT.split(), "--schedule", beat],
        "mailboxes": [*python, "manage.py", "watch_mailboxes"],
    }
    if env.DEMO and (BASE_DIR / "demo" / "management" / "commands" / "demo_shop.py").exists():
        found["shop"] = [*python, "manage.py", "demo_shop"]
        found["post"] = [*python, "manage.py", "demo_post"]
    return found


WEB = (
    "-m uvicorn omnidesk.asgi:application --host 127.0.0.1 --ws websockets-sansio --ws-max-size 65536"
    " --ws-per-message-deflate false --log-level warning --no-access-log --no-proxy-headers --no-server-header"
    " --lifespan off --timeout-graceful-shutdown 3"
)
WORKER = "worker --concurrency 2 --without-gossip --without-mingle --loglevel info"
BEAT = "beat --pidfile= --loglevel warning"


def greet(supervisor: Supervisor, env: Environment, seconds: float) -> None:
    supervisor.say(f"Ready: {env.PUBLIC_URL}   (after {seconds:.1f} s; Ctrl-C stops everything)")
    with contextlib.suppress(OSError):
        for line in (env.VAR_DIR / "run" / "greeting").read_text().splitlines():
            supervisor.say(line)


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
