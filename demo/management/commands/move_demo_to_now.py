from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agents.models import Company
from demo.moving import move_to


class Command(BaseCommand):
    help = "Bring a loaded demo forward to now (every start does it)."

    def handle(self, *args: Any, **options: Any) -> None:
        company = Company.current()
        if company is None or not company.is_demo:
            raise CommandError("There is no demo in this database: load it with `manage.py load_demo`.")
        move_to(timezone.now(), self.stdout.write)
