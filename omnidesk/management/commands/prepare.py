"""Everything between a running database and the first page; each step does nothing when it was done before."""

import importlib.util
import sys
from typing import Any

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError
from django.utils import translation

from omnidesk import catalogues
from omnidesk.local.processes import write_private


class Command(BaseCommand):
    help = "Bring the database, the translations and the demo up to date (part of `make run`)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        catalogues.compile_all(settings.LOCALE_PATHS)
        self.reach_database()
        self.migrate()
        self.refuse_what_checks_find()
        if settings.DEMO and "load_demo" in get_commands():
            call_command("load_demo")
        self.greet()

    def greet(self) -> None:
        """`make run` shows it when the first page answers; in production there is only this log."""
        if settings.PRODUCTION:
            self.stdout.write("\n".join(greeting()))
        else:
            write_private(settings.VAR_DIR / "run" / "greeting", "\n".join(greeting()))

    def reach_database(self) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            sys.exit(f"The database does not answer ({reason}): start it, or correct DATABASE_URL.")

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self.stdout.write(f"Migrating the database ({len(plan)} steps)…")
            call_command("migrate", verbosity=0, interactive=False)

    def refuse_what_checks_find(self) -> None:
        serious = [found for found in run_checks(tags=[Tags.database], databases=["default"]) if found.is_serious()]
        if serious:
            sys.exit("\n".join(str(found.msg) for found in serious))


def greeting() -> list[str]:
    """What the person at the keyboard needs first: how to sign in. Each room tells its own part, if it has one."""
    lines: list[str] = []
    # A terminal speaks English, like every other line in it.
    with translation.override("en"):
        for name in ("demo.logins", "agents.setup"):
            if importlib.util.find_spec(name):
                told = getattr(importlib.import_module(name), "greeting", None)
                lines += told() if told else []
    return lines
