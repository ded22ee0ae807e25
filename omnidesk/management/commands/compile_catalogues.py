from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from omnidesk import catalogues


class Command(BaseCommand):
    help = "Compile the translations that changed (polib; the system's gettext is not needed)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        compiled = catalogues.compile_all(settings.LOCALE_PATHS)
        if compiled and options["verbosity"]:
            self.stdout.write(f"Compiled {len(compiled)} catalogues.")
