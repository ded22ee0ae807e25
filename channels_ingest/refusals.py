"""What was refused at a channel's door, counted for the admin who wonders why nothing comes."""

from datetime import timedelta

from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from channels_ingest.models import Refusal
from conversations.models import Channel

KEPT = timedelta(days=30)


def count(channel: Channel, reason: str, request_id: str) -> None:
    minute = timezone.now().replace(second=0, microsecond=0)
    row = {"channel": channel, "reason": reason[:20], "minute": minute}
    Refusal.objects.bulk_create([Refusal(**row, count=0)], ignore_conflicts=True)
    Refusal.objects.filter(**row).update(count=F("count") + 1, request_id=request_id[:64])


def of_a_day(channel: Channel) -> int:
    """How many in the last 24 hours."""
    return recent(channel).aggregate(number=Sum("count"))["number"] or 0


def recent(channel: Channel) -> "QuerySet[Refusal]":
    since = timezone.now() - timedelta(hours=24)
    return Refusal.objects.filter(channel=channel, minute__gte=since).order_by("-minute")


def forget_old() -> None:
    Refusal.objects.filter(minute__lt=timezone.now() - KEPT).delete()
