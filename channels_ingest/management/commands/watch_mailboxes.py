import signal
from typing import Any

from django.core.management.base import BaseCommand

from channels_ingest.mail.watching import Watch


class Command(BaseCommand):
    help = "Waits at every mailbox for new mail (IMAP IDLE), until it is ended. One is enough; several do no harm."
    # They would load every page of the desk, which is half of this process's memory; the web's own start makes them.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        watch = Watch()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: watch.stopped.set())
        watch.run()
