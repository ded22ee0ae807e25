import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agents.models import Company
from demo.moving import move_to
from demo.sites import find_post_office


class Command(BaseCommand):
    help = "Load the demo into an empty database; where it is loaded already, bring it forward to now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=datetime.fromisoformat, help="the moment the demo is loaded for")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo is not loaded in production: start with PRODUCTION=0 to see it.")
        now, company = options["now"] or timezone.now(), Company.current()
        if company is None:
            self.fill(now)
        elif company.is_demo:
            move_to(now, self.stdout.write)
            find_post_office()
        else:
            self.stdout.write(f"This installation belongs to {company.name}: no demo was loaded.")

    def fill(self, now: datetime) -> None:
        # The story and what makes rows of it are asked for once; every later start is quicker without them.
        from demo.loading.load import NotEmpty, load

        began = time.monotonic()
        self.stdout.write("Loading the demo…")
        try:
            load(now, lambda text: self.stdout.write(f"  {text}"))
        except NotEmpty:
            raise CommandError("There are people or customers in this database: the demo needs an empty one.") from None
        self.stdout.write(f"The demo is loaded ({time.monotonic() - began:.1f} s).")
