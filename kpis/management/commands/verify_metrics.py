"""`manage.py verify_metrics [--from DAY] [--to DAY] [--repair]`: recompute from the entries, print every difference."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpis import verifying


class Command(BaseCommand):
    help = "Recomputes every measure from the entries and prints what differs from the stored rows and rollups."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="last day, YYYY-MM-DD")
        parser.add_argument("--repair", action="store_true", help="mark what differs for the next scan")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verifying.verify(options["first"], options["last"], repair=options["repair"])
        for difference in found.differences:
            self.stdout.write(str(difference))
        seen = f"{found.customers} customers, {found.rows} rows, {found.days} days of teams"
        self.stdout.write(f"{len(found.differences)} differences in {seen}")
        if found.differences:
            raise CommandError("The stored figures do not say what the entries say.")
