"""How a mailbox is doing, in words: what an admin sees in the list and at the top of its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from channels_ingest import deliveries
from channels_ingest.mail.settings import MailboxSettings
from channels_ingest.models import Mailbox, RawDelivery
from conversations.models import Channel

# Polling alone looks every few minutes: longer than this means that nothing looks at all.
STALLED = timedelta(minutes=15)
SILENT = timedelta(days=3)


@dataclass(frozen=True)
class State:
    key: str
    tone: str
    icon: str
    word: str | Promise
    advice: str | Promise = ""


PAUSED = State("paused", "warn", "pause", _("Paused"), _("Nothing is read or sent until it is resumed."))
FAILING = State("error", "bad", "triangle-alert", _("Error"))
NEW = State("new", "line", "circle-dashed", _("Not read yet"), _("The first look comes within minutes."))
UNREAD = State(
    "stalled",
    "bad",
    "triangle-alert",
    _("Nobody reads it"),
    _("The process that reads mailboxes is not running: start manage.py watch_mailboxes and the workers."),
)
QUIET = State("silent", "warn", "clock", _("Silent"), _("No mail for three days or more. Try the echo test."))
PIPED = State("pipe", "ok", "check", _("By a pipe"))
DEMO = State("demo", "ok", "check", _("Demo"), _("Delivered by the demo itself: no server is asked."))
GOOD = State("ok", "ok", "check", _("Connected"))


@dataclass(frozen=True)
class Health:
    channel: Channel
    box: Mailbox | None
    state: State
    aside: int
    lag: timedelta | None
    # What a pipe brought since it was paused.
    kept: int = 0

    @property
    def error(self) -> str:
        """Kept in English by whoever met it; said in the reader's language."""
        return gettext(self.box.error) if self.box and self.box.error and self.state.key == "error" else ""

    @property
    def is_watched(self) -> bool:
        """Now, not once: the watch says so again and again."""
        at = self.box.watched_at if self.box else None
        return at is not None and timezone.now() - at < STALLED

    @property
    def lag_seconds(self) -> int:
        return round(self.lag.total_seconds()) if self.lag else 0

    @property
    def settings(self) -> MailboxSettings:
        return MailboxSettings.of(self.channel)


def of(channels: QuerySet[Channel]) -> list[Health]:
    """At most four questions, however many mailboxes there are."""
    newest = RawDelivery.objects.filter(channel=OuterRef("pk")).order_by("-pk")
    rows = channels.annotate(
        newest_at=Subquery(newest.values("received_at")[:1]), newest_meta=Subquery(newest.values("meta")[:1])
    )
    aside, now = deliveries.counts(), timezone.now()
    found = list(rows)
    kept = deliveries.kept_meanwhile() if any(row.paused_at for row in found) else {}
    return [one(row, row.newest_at, row.newest_meta, (aside.get(row.pk, 0), kept.get(row.pk, 0)), now) for row in found]


def one(
    channel: Channel, came: datetime | None, meta: dict[str, str] | None, counted: tuple[int, int], now: datetime
) -> Health:
    """counted: set aside, and kept meanwhile."""
    box: Mailbox | None = getattr(channel, "mailbox", None)
    aside, kept = counted
    return Health(channel, box, state(channel, box, now), aside, lag(channel, came, meta or {}), kept)


def state(channel: Channel, box: Mailbox | None, now: datetime) -> State:
    if channel.paused_at:
        return PAUSED
    if channel.settings.get("demo"):
        return DEMO
    if not MailboxSettings.of(channel).imap.host:
        return PIPED
    if box is not None and (box.error or box.failures):
        return FAILING
    if box is None or box.seen_at is None:
        return NEW if box is None or now - box.since < STALLED or now - channel.created_at < STALLED else UNREAD
    if now - max(box.seen_at, box.watched_at or box.seen_at) > STALLED:
        return UNREAD
    heard = channel.last_inbound_at
    return QUIET if heard and now - heard > SILENT else GOOD


def lag(channel: Channel, came: datetime | None, meta: dict[str, str]) -> timedelta | None:
    """How long the newest mail lay on its server; mail from before the mailbox was connected says nothing."""
    there = parse_datetime(str(meta.get("internal_date", "")))
    if came is None or there is None or there < channel.created_at:
        return None
    return max(came - there, timedelta())


def worst(healths: Iterable[Health]) -> list[Health]:
    """Those that need somebody now, for the banner above the list."""
    return [health for health in healths if health.state.tone == "bad"]
