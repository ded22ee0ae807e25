"""`manage.py listen_again [--since 2026-06-01]`: read kept messages anew after patterns or products changed."""

from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from conversations import knowledge
from conversations.listening_again import listen_again

DAYS = 90


class Command(BaseCommand):
    help = "Read kept messages once more for what customers told; adds what is missing and changes nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help="YYYY-MM-DD; the last 90 days if left out")

    def handle(self, *args: object, since: date | None = None, **options: object) -> None:
        knowledge.forget()
        day = since or timezone.localdate() - timedelta(days=DAYS)
        read = added = 0
        for messages, facts in listen_again(timezone.make_aware(datetime.combine(day, time.min))):
            read, added = read + messages, added + facts
        self.stdout.write(f"{read} messages read, {added} facts added")
