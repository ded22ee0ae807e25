"""`manage.py check_mails DIR`: read every .box and .eml that has a .yml beside it, and say where the fields differ."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from channels_ingest.mail.checking import Field, fields, mails

ENOUGH = 95.0
SHOWN = 100


class Command(BaseCommand):
    help = "Compare what is read from mails with the .yml beside each; fails below 95 %."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        pairs = mails(folder)
        if not pairs:
            raise CommandError(f"{folder}: no mail with a .yml beside it")
        found = [field for path, beside in pairs for field in fields(path, beside)]
        counted = [field for field in found if not field.excuse]
        agreed = sum(field.agrees for field in counted)
        for field in found:
            self.show(field)
        share = 100 * agreed / max(1, len(counted))
        self.stdout.write(f"{len(pairs)} mails: {agreed} of {len(counted)} fields agree ({share:.1f} %)")
        if share < ENOUGH:
            raise CommandError(f"fewer than {ENOUGH:.0f} % agree")

    def show(self, field: Field) -> None:
        if field.excuse:
            self.stdout.write(f"{field.mail}: {field.name}: not a target ({field.excuse})")
        elif not field.agrees:
            self.stdout.write(
                f"{field.mail}: {field.name}\n    yml  {short(field.expected)}\n    read {short(field.found)}"
            )


def short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
