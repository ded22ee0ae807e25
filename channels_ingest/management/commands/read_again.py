"""`manage.py read_again [--channel ID] [--since 2026-06-01]`: read kept mails anew after the reader learned."""

from argparse import ArgumentParser
from collections import Counter
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from channels_ingest import reading_again
from channels_ingest.reading_again import Outcome


class Command(BaseCommand):
    help = "Read kept mails once more; a message whose mail reads differently now is renewed, and none is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--channel", type=int, metavar="ID", help="only this mailbox")
        parser.add_argument("--since", type=date.fromisoformat, help="YYYY-MM-DD; all that is kept if left out")

    def handle(self, *args: Any, channel: int | None = None, since: date | None = None, **options: Any) -> None:
        begins = timezone.make_aware(datetime.combine(since, time.min)) if since else None
        found = Counter(reading_again.again(channel, begins))
        self.stdout.write(
            f"{found.total()} read, {found[Outcome.RENEWED]} renewed, {found[Outcome.UNREADABLE]} unreadable"
        )
