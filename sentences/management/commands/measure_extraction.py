"""`manage.py measure_extraction [FILE]`: how well facts and promises are found, by key and language."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sentences.measuring import Measure, report
from sentences.told.scoring import Verdict, count, marked, verdicts
from sentences.told.storied import ZONE, catalogue, facts_of, promises_of, turns

WORLD = Path(settings.BASE_DIR) / "demo" / "world"
SAID_AT = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)  # marked messages are read as if they came on this Wednesday


class Command(BaseCommand):
    help = "Precision and recall of what the rules read, over labelled conversations or marked messages."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        shown = "labelled conversations (.yaml), or marked messages (.tsv: language and text)"
        parser.add_argument("file", nargs="?", type=Path, default=WORLD / "conversations.yaml", help=shown)
        parser.add_argument("--misses", action="store_true", help="also list what was invented and what was missed")

    def handle(self, *args: Any, **options: Any) -> None:
        measure = Measure()
        for lang, where, found in self._verdicts(options["file"]):
            count(measure, lang, found)
            if options["misses"] and found.outcome != "right":
                self.stdout.write(f"{lang}\t{found.key}\t{found.outcome}\t{where}\t{found.what!r}")
        for line in report(measure):
            self.stdout.write(line)

    def _verdicts(self, path: Path) -> Iterator[tuple[str, str, Verdict]]:
        if not path.is_file():
            raise CommandError(f"{path} is not a file.")
        yield from _of_conversations(path) if path.suffix in (".yaml", ".yml") else _of_messages(path)


def _of_conversations(path: Path) -> Iterator[tuple[str, str, Verdict]]:
    knowledge = catalogue(WORLD / "shop.yaml")
    for turn in turns(path):
        found = facts_of(turn, knowledge) if turn.by_customer else promises_of(turn) if turn.by_agent else ()
        for verdict in found:
            yield turn.lang, turn.matter, verdict


def _of_messages(path: Path) -> Iterator[tuple[str, str, Verdict]]:
    knowledge = catalogue(WORLD / "shop.yaml")
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        lang, _, message = line.partition("\t")
        if message.strip():
            for verdict in verdicts(*marked(message), knowledge, SAID_AT):
                yield lang, str(number), verdict
