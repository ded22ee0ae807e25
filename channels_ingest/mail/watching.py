"""One process that waits at every mailbox for the server's word that something came (IDLE).

What it misses, because it is not running or a server keeps silent, the look of every minute finds (fetching.due).
"""

import hashlib
import json
import random
import threading
import time
from collections.abc import Iterable

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from channels_ingest.mail import fetching, imap, troubles
from channels_ingest.mail.settings import KIND, MailboxSettings
from channels_ingest.models import Mailbox
from conversations.models import Channel
from omnidesk import probe

log = structlog.get_logger(__name__)

# How soon a new, changed, paused or removed mailbox is noticed.
ROUND_SECONDS = 5.0
# RFC 2177 asks for less than 29 minutes; routers forget a silent connection sooner, and some servers forget to speak.
RENEW_SECONDS = 240.0
POLL_SECONDS = 30.0
# Somebody else looks just now: what came after they looked is ours.
SOON = 1.0
DATABASE_SECONDS = 5.0
AT_MOST_SECONDS = 300.0


class Watcher(threading.Thread):
    """Waits at one mailbox until it is told to stop; a broken line is opened again, later each time."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(name=f"mailbox-{channel.pk}", daemon=True)
        self.channel, self.mark = channel, mark_of(channel)
        self.stopped = threading.Event()
        # When it last stood at the mailbox with an open line.
        self.there_at = 0.0

    def run(self) -> None:
        while not self.stopped.is_set():
            self.stopped.wait(self.turn())
        connection.close()

    def turn(self) -> float:
        """From opening a line to losing it; how long to rest before the next."""
        try:
            if (rest := fetching.rests_for(self.channel)) > 0:
                return rest
            with imap.opened(MailboxSettings.of(self.channel)) as line:
                while not self.stopped.is_set():
                    self.look(line)
                    self.wait(line)
            return 0
        except troubles.EXPECTED as error:
            return self.failed(error)
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database is away: mails stay on their server", error=type(error).__name__)
            return DATABASE_SECONDS
        except Exception:  # one mailbox may never end the watch over the others
            log.exception("a mailbox could not be watched", channel=self.channel.pk)
            return AT_MOST_SECONDS
        finally:
            self.there_at = 0.0
            # Waiting needs no database: a hundred mailboxes shall not hold a hundred sessions.
            connection.close()

    def look(self, line: imap.Connection) -> None:
        while not self.stopped.is_set():
            try:
                with fetching.alone(self.channel):
                    fetching.read(self.channel, line)
            except fetching.Elsewhere:
                self.stopped.wait(SOON)
            else:
                break
        connection.close()

    def wait(self, line: imap.Connection) -> None:
        self.there_at = time.monotonic()
        if line.can_idle:
            line.wait(RENEW_SECONDS * random.uniform(0.8, 1), self.is_disturbed)  # noqa: S311  no secret
        else:
            self.stopped.wait(POLL_SECONDS)

    def is_disturbed(self) -> bool:
        self.there_at = time.monotonic()
        return self.stopped.is_set()

    def failed(self, error: BaseException) -> float:
        try:
            return fetching.note_failure(self.channel, troubles.told(error))
        except (DatabaseError, InterfaceError):
            return DATABASE_SECONDS


class Watch:
    """Keeps a watcher at each mailbox that is not paused."""

    def __init__(self) -> None:
        self.watchers: dict[int, Watcher] = {}
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.is_set():
            self.go_round()
            probe.touch("mailboxes")
            self.stopped.wait(ROUND_SECONDS)
        self.end()

    def go_round(self) -> None:
        try:
            channels = {channel.pk: channel for channel in Channel.objects.filter(kind=KIND, paused_at=None)}
            self.settle(channels)
            self.tell_where_we_are()
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database is away: mails stay on their server", error=type(error).__name__)
            connection.close()
        except Exception:  # one row that cannot be read may not end the watch; the next round meets it again
            log.exception("a round through the mailboxes failed")

    def settle(self, channels: dict[int, Channel]) -> None:
        for pk, watcher in list(self.watchers.items()):
            if pk not in channels or mark_of(channels[pk]) != watcher.mark or not watcher.is_alive():
                watcher.stopped.set()
                del self.watchers[pk]
        for pk in channels.keys() - self.watchers.keys():
            if MailboxSettings.of(channels[pk]).imap.host:
                self.watchers[pk] = Watcher(channels[pk])
                self.watchers[pk].start()

    def tell_where_we_are(self) -> None:
        """So that nobody else needs to look there; who is gone stops telling."""
        there = [pk for pk, one in self.watchers.items() if time.monotonic() - one.there_at < 2 * ROUND_SECONDS]
        Mailbox.objects.filter(channel__in=there).update(watched_at=timezone.now())

    def end(self) -> None:
        everybody = list(self.watchers.values())
        for watcher in everybody:
            watcher.stopped.set()
        gone_by(time.monotonic() + 5, everybody)


def gone_by(deadline: float, watchers: Iterable[Watcher]) -> None:
    for watcher in watchers:
        watcher.join(max(0.0, deadline - time.monotonic()))


def mark_of(channel: Channel) -> str:
    """Changes with whatever an admin can change of the way to a mailbox."""
    told = json.dumps(channel.settings, sort_keys=True) + channel.credentials
    return hashlib.sha256(told.encode()).hexdigest()
