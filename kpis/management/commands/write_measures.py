"""Writes docs/measures.md anew, after a definition was added or has a new version."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from kpis.definitions import page


class Command(BaseCommand):
    requires_system_checks = []  # they would load the words before they are compiled
    help = "Writes docs/measures.md from the definitions."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("compile_catalogues")
        page.PAGE.write_text(page.written(), encoding="utf-8")
        self.stdout.write(f"{page.PAGE} is written.")
