"""What a customer quotes may be any part of an answer that went in several."""

from dataclasses import replace

from channels_ingest.models import SentPart
from conversations.inbound import Inbound
from conversations.models import Message


def keep(message: Message, names: tuple[str, ...]) -> None:
    """A repeat tells the same names again."""
    if message.channel is not None and names:
        parts = [SentPart(message=message, channel=message.channel, name=name) for name in names]
        SentPart.objects.bulk_create(parts, ignore_conflicts=True)


def meant(inbound: Inbound) -> Inbound:
    """The message that is quoted by one of its parts."""
    if not inbound.answers:
        return inbound
    quoted = SentPart.objects.filter(channel=inbound.channel, name=inbound.answers)
    whole = quoted.values_list("message__external_id", flat=True).first()
    return replace(inbound, answers=whole) if whole else inbound
