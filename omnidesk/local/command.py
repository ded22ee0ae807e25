"""A manage.py command with the servers it needs: those of `make run` where they run, else its own for its time."""

import os

from django.core.management import execute_from_command_line

from omnidesk import environment
from omnidesk.local import vault
from omnidesk.local.lease import Lease

# These only read code. `check` asks the database when it is told to.
WITHOUT_SERVERS = frozenset(
    [
        "help",
        "version",
        "check",
        "makemessages",
        "compilemessages",
        "compile_catalogues",
        "collectstatic",
        "findstatic",
        "diffsettings",
        "startapp",
        "startproject",
        "sendtestemail",
    ]
)


def run(argv: list[str]) -> None:
    leases = borrow(argv)
    try:
        execute_from_command_line(argv)
    finally:
        for lease in leases:
            lease.let_go()


def borrow(argv: list[str]) -> list[Lease]:
    if not needs_servers(argv):
        return []
    env = environment.fresh()
    if not env.PRODUCTION:
        # Whatever it writes sealed (the demo's secrets) must be read by the `make run` that comes after.
        vault.keep_all(env.VAR_DIR)
    postgres, redis = not environment.given("DATABASE_URL"), not environment.given("REDIS_URL")
    if env.PRODUCTION or not (postgres or redis):
        return []
    lease = Lease(env.VAR_DIR, postgres=postgres, redis=redis)
    tell(lease.take())
    return [lease]


def needs_servers(argv: list[str]) -> bool:
    command = argv[1] if len(argv) > 1 else "help"
    asks_for_help = not {"--help", "-h", "--version"}.isdisjoint(argv)
    reads_the_database = command == "check" and "--database" in argv
    return reads_the_database or not (asks_for_help or command in WITHOUT_SERVERS)


def tell(addresses: dict[str, str]) -> None:
    for name in ("database_url", "redis_url"):
        if name in addresses:
            os.environ[name.upper()] = str(addresses[name])
