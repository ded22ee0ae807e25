"""Chat sites as an admin keeps them. Each deed is one transaction and one line in the audit record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from agents.audit import audit
from agents.models import Agent
from channels_ingest import removal
from channels_ingest.channel_deeds import InUse, has_messages, pause, remove, resume, save
from channels_ingest.chat import identify
from conversations.models import Channel, Delivery, Direction, Message

__all__ = ["InUse", "has_messages", "pause", "remove", "resume", "save"]

KIND = "chat"


@dataclass(frozen=True)
class Trial:
    """How far the first words came since the test began."""

    begun: datetime
    received: Message | None = None
    answered: Message | None = None

    @property
    def is_read(self) -> bool:
        return self.answered is not None and self.answered.delivery == Delivery.READ

    @property
    def step(self) -> int:
        return sum((self.received is not None, self.answered is not None, self.is_read))


def listed() -> QuerySet[Channel]:
    return Channel.objects.filter(kind=KIND).select_related("team")


@transaction.atomic
def set_identify(channel: Channel, algorithm: str, public_keys: list[str], by: Agent, ip: str | None) -> None:
    row = Channel.objects.select_for_update().get(pk=channel.pk)
    row.settings.pop("identify", None)
    if algorithm:
        row.settings["identify"] = {"algorithm": algorithm, "public_keys": public_keys}
    row.save(update_fields=["settings"])
    audit(by, "channel.identify", row, ip, name=row.name, algorithm=algorithm, keys=len(public_keys))


@transaction.atomic
def new_secret(channel: Channel, by: Agent, ip: str | None) -> str:
    """The only moment it can be read; the one before stops counting at once."""
    row = Channel.objects.select_for_update().get(pk=channel.pk)
    if "identify" not in row.settings:
        row.settings["identify"] = {"algorithm": "HS256", "public_keys": []}
        row.save(update_fields=["settings"])
    secret = identify.new_secret(row)
    audit(by, "channel.secret", row, ip, name=row.name)
    return secret


def trial(channel: Channel, begun: datetime) -> Trial:
    since = Message.objects.filter(channel=channel, received_at__gte=begun)
    received = since.filter(direction=Direction.IN).select_related("conversation").order_by("pk").first()
    if received is None:
        return Trial(begun)
    sent = (Delivery.SENT, Delivery.DELIVERED, Delivery.READ)
    answers = since.filter(
        direction=Direction.OUT, is_automatic=False, delivery__in=sent, customer=received.customer_id
    )
    return Trial(begun, received, answers.order_by("pk").first())


def state_of(channel: Channel) -> dict[str, Any]:
    return {"has_secret": bool(identify.secret_of(channel)), **removal.told(channel)}
