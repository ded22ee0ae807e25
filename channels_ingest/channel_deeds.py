"""What an admin does with a channel of any kind. Each deed is one transaction and one line in the audit record."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from channels_ingest.models import RawDelivery, VisitorSession
from conversations import going_live, resting
from conversations.models import Channel, Message
from omnidesk.live import VisitorHint
from omnidesk.telling import publish

# More windows than this are told by their next look at the database.
MOST_TOLD = 2000
MOST_COUNTED = 1000


class InUse(Exception):
    """It has messages: they stay, so the channel can only be paused."""


def has_messages(channel: Channel) -> bool:
    return Message.objects.filter(channel=channel).exists() or RawDelivery.objects.filter(channel=channel).exists()


@dataclass(frozen=True)
class Touched:
    """What belongs to a channel, and would be cut off with it: counted so far only as a person reads."""

    messages: int
    deliveries: int

    @property
    def anything(self) -> bool:
        return bool(self.messages or self.deliveries)

    @property
    def is_more(self) -> bool:
        return max(self.messages, self.deliveries) > MOST_COUNTED


def touched(channel: Channel) -> Touched:
    messages, deliveries = Message.objects.filter(channel=channel), RawDelivery.objects.filter(channel=channel)
    return Touched(*(rows.order_by()[: MOST_COUNTED + 1].count() for rows in (messages, deliveries)))


@transaction.atomic
def save(channel: Channel, fields: list[str], by: Agent, ip: str | None) -> None:
    is_new = channel.pk is None
    channel.save()
    audit(by, "channel.made" if is_new else "channel.changed", channel, ip, fields=sorted(fields), name=channel.name)


@transaction.atomic
def pause(channel: Channel, by: Agent, ip: str | None) -> None:
    if Channel.objects.filter(pk=channel.pk, paused_at=None).update(paused_at=timezone.now()):
        audit(by, "channel.paused", channel, ip, name=channel.name)
        tell_open_windows(channel)


@transaction.atomic
def resume(channel: Channel, by: Agent, ip: str | None) -> None:
    """What has never gone live does so by its last step only."""
    paused = Channel.objects.filter(pk=channel.pk, paused_at__isnull=False)
    if paused.exclude(going_live.HAS_NOT).update(paused_at=None):
        audit(by, "channel.resumed", channel, ip, name=channel.name)
        tell_open_windows(channel)


def tell_open_windows(channel: Channel) -> None:
    recently = timezone.now() - timedelta(minutes=5)
    open_now = VisitorSession.objects.filter(channel=channel, ended_at=None, last_seen_at__gt=recently)
    for pk in open_now.order_by("-last_seen_at").values_list("pk", flat=True)[:MOST_TOLD]:
        publish(VisitorHint(str(pk)))


@transaction.atomic
def try_now(channel: Channel, by: Agent, ip: str | None) -> None:
    resting.put_right(channel)
    audit(by, "channel.tried", channel, ip, name=channel.name)


@transaction.atomic
def remove(channel: Channel, by: Agent, ip: str | None) -> None:
    """Raises InUse, also when the first message comes at this very moment."""
    row = Channel.objects.select_for_update().get(pk=channel.pk)
    if has_messages(row):
        raise InUse
    audit(by, "channel.removed", row, ip, name=row.name)
    try:
        row.delete()
    except ProtectedError:
        raise InUse from None
