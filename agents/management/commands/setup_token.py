from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents import setup


class Command(BaseCommand):
    help = "Print a one-time token for the set-up page of an empty installation; the token before it ends."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = setup.greeting()
        if not lines:
            raise CommandError("This installation is set up already; sign in as an admin instead.")
        self.stdout.write("\n".join(lines))
