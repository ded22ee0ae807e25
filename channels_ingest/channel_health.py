"""How a channel is doing, for channels of every kind: one state, and the reasons in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncHour
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from channels_ingest import channel_setup, deliveries, expiring, mailbox_health
from channels_ingest.mail.settings import KIND as MAIL
from channels_ingest.models import Mailbox, Refusal
from conversations.models import Channel, Delivery, Direction, Message, Trouble

HOURS = 24
DAY = timedelta(hours=HOURS)
# Fewer messages than this left in the provider's period, and somebody should know.
FEW = 100
FAILED = (Delivery.FAILED, Delivery.UNKNOWN)


@dataclass(frozen=True)
class State:
    key: str
    tone: str
    icon: str
    word: str | Promise


NOT_SET_UP = State("not_set_up", "line", "circle-dashed", gettext_lazy("Not set up"))
WAITING = State("waiting", "ai", "clock", gettext_lazy("Unverified"))
WORKING = State("working", "ok", "circle-check", gettext_lazy("In service"))
WARNING = State("warning", "warn", "triangle-alert", gettext_lazy("Warning"))
STOPPED = State("stopped", "", "ban", gettext_lazy("Stopped"))
SIGN_IN = State("sign_in", "bad", "key-round", gettext_lazy("Sign-in needed"))
STATES = (WORKING, WAITING, NOT_SET_UP, WARNING, SIGN_IN, STOPPED)


@dataclass(frozen=True)
class Hour:
    received: int = 0
    sent: int = 0
    failed: int = 0

    @property
    def all(self) -> int:
        return self.received + self.sent


@dataclass
class Day:
    """What happened to one channel in the last 24 hours, oldest hour first; and what is set aside now."""

    hours: list[Hour] = field(default_factory=lambda: [Hour()] * HOURS)
    refused: int = 0
    aside: int = 0

    @property
    def all(self) -> int:
        return sum(hour.all for hour in self.hours)

    @property
    def failed(self) -> int:
        return sum(hour.failed for hour in self.hours)


@dataclass(frozen=True)
class Health:
    channel: Channel
    state: State
    reasons: list[str]
    day: Day
    # What has come since it was paused, and is taken in when it is resumed.
    kept: int = 0

    @property
    def kept_words(self) -> str:
        """ "" = nothing has come."""
        said = ngettext(
            "%(n)d delivery kept meanwhile; taken in on resume.",
            "%(n)d deliveries kept meanwhile; taken in on resume.",
            self.kept,
        )
        return said % {"n": self.kept} if self.kept else ""


def of(channels: Iterable[Channel]) -> list[Health]:
    """Four questions, however many channels there are; they come with their mailboxes."""
    now, asked = timezone.now(), list(channels)
    found = days(now)
    kept = deliveries.kept_meanwhile() if any(channel.paused_at for channel in asked) else {}
    return [judged(channel, found.get(channel.pk) or Day(), now, kept.get(channel.pk, 0)) for channel in asked]


def days(now: datetime) -> dict[int, Day]:
    found: dict[int, Day] = {}
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    for row in by_hour(first):
        hours = found.setdefault(row["channel"], Day()).hours
        hours[int((row["hour"] - first).total_seconds() // 3600)] = Hour(row["received"], row["sent"], row["failed"])
    refused = Refusal.objects.filter(minute__gte=now - DAY).values_list("channel").annotate(Sum("count"))
    for pk, number in refused:
        found.setdefault(pk, Day()).refused = number
    for pk, number in deliveries.counts().items():
        found.setdefault(pk, Day()).aside = number
    return found


def by_hour(first: datetime) -> Iterable[dict[str, Any]]:
    """One question for all channels."""
    said = Message.objects.filter(received_at__gte=first, channel__isnull=False)
    rows: Any = said.annotate(hour=TruncHour("received_at")).values("channel", "hour").order_by()
    counted: Iterable[dict[str, Any]] = rows.annotate(
        received=Count("pk", filter=Q(direction=Direction.IN)),
        sent=Count("pk", filter=Q(direction=Direction.OUT)),
        failed=Count("pk", filter=Q(delivery__in=FAILED)),
    )
    return counted


def judged(channel: Channel, day: Day, now: datetime, kept: int = 0) -> Health:
    reasons = [*troubles(channel, now), *(of_mailbox(channel, now)), *of_day(day)]
    return Health(channel, state(channel, reasons), reasons, day, kept)


def state(channel: Channel, reasons: list[str]) -> State:
    """The first that fits: what only a person can mend comes before what may pass."""
    if channel_setup.missing(channel):
        return NOT_SET_UP
    if channel.trouble == Trouble.SIGN_IN or expiring.is_soon(channel):
        return SIGN_IN
    if channel.paused_at:
        return WAITING if channel_setup.is_open(channel) else STOPPED
    if reasons:
        return WARNING
    # By hand nothing ever comes in that could prove it.
    return WORKING if channel.last_inbound_at or channel_setup.is_by_hand(channel) else WAITING


def troubles(channel: Channel, now: datetime) -> list[str]:
    said = [expiring.advice(channel)] if expiring.is_soon(channel) else []
    if channel.trouble:
        said.append(_("%(trouble)s. What is to be sent waits here.") % {"trouble": channel.get_trouble_display()})
    elif channel.resting_until and channel.resting_until > now:
        said.append(_("It failed again and again, and is left alone for a while."))
    if channel.quota_left is not None and channel.quota_left < FEW:
        left = channel.quota_left
        said.append(
            ngettext("%(n)d message may still be sent.", "%(n)d messages may still be sent.", left) % {"n": left}
        )
    return said + ([silence(channel, now)] if is_silent(channel) else [])


def is_silent(channel: Channel) -> bool:
    """The look that comes every ten minutes found it so, and nothing has come since."""
    heard, since = channel.last_inbound_at, channel.silent_since
    return since is not None and not channel.paused_at and (heard is None or heard <= since)


def silence(channel: Channel, now: datetime) -> str:
    hours = max(1, round((now - (channel.silent_since or now)).total_seconds() / 3600))
    words = ngettext(
        "At this time about %(n)d usually come; nothing has come for %(hours)d hour.",
        "At this time about %(n)d usually come; nothing has come for %(hours)d hours.",
        hours,
    )
    return words % {"n": channel.silent_missing, "hours": hours}


def of_mailbox(channel: Channel, now: datetime) -> list[str]:
    """Mail is fetched by us, so a mailbox has troubles of its own."""
    if channel.kind != MAIL or channel.paused_at:
        return []
    box: Mailbox | None = getattr(channel, "mailbox", None)
    found = mailbox_health.state(channel, box, now)
    return [str(found.word)] if found.tone == "bad" else []


def of_day(day: Day) -> list[str]:
    n, aside, failed = day.refused, day.aside, day.failed
    said = [
        ngettext("%(n)d request was refused in 24 hours.", "%(n)d requests were refused in 24 hours.", n) % {"n": n},
        ngettext("%(n)d delivery is set aside.", "%(n)d deliveries are set aside.", aside) % {"n": aside},
        ngettext("%(n)d message was not sent in 24 hours.", "%(n)d messages were not sent in 24 hours.", failed)
        % {"n": failed},
    ]
    return [words for words, number in zip(said, (n, aside, failed), strict=True) if number]


def sums(found: Iterable[Health]) -> list[tuple[State, int]]:
    """How many are in which state, for the chips of the page; states without any are left out."""
    counted = Counter(health.state.key for health in found)
    return [(one, counted[one.key]) for one in STATES if counted[one.key]]
