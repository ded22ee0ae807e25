import asyncio
import contextlib
import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import post


class Command(BaseCommand):
    help = "Take the mails that the demo's desk sends, two ports after the desk's, and show them in the shop."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's post office is not open in production.")
        # It would tell every word that the desk says to it.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(post.serve())
