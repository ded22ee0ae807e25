"""A channel that fails again and again is left alone for a while: its messages wait instead of being spent on it."""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from conversations.models import Channel, Delivery, Message, Trouble

# So many failures in a row may be chance.
PATIENCE = 3
SHORTEST, LONGEST = timedelta(seconds=15), timedelta(minutes=15)
# A channel may be dead for months with something waiting: the count only has to say "often".
MOST_COUNTED = 1000
# What only a person or the next month mends is looked at again now and then, in case it was mended elsewhere.
LOOKED_AT_AGAIN = timedelta(minutes=10)


def failed(channel: Channel, trouble: str, after: float = 0) -> datetime | None:
    """Count one failure of the channel itself; until when it rests now. after: seconds the provider asked for."""
    one_more = Least(F("failures_in_a_row") + 1, MOST_COUNTED)
    Channel.objects.filter(pk=channel.pk).update(failures_in_a_row=one_more)
    number = Channel.objects.values_list("failures_in_a_row", flat=True).get(pk=channel.pk)
    pause = pause_after(number, trouble, after)
    if pause is None:
        return None
    until = timezone.now() + pause
    Channel.objects.filter(pk=channel.pk).update(trouble=trouble, resting_until=until)
    return until


def pause_after(number: int, trouble: str, after: float) -> timedelta | None:
    if trouble in (Trouble.SIGN_IN, Trouble.QUOTA):
        return LOOKED_AT_AGAIN
    if after:
        return min(timedelta(seconds=after), LONGEST)
    if number < PATIENCE:
        return None
    return min(SHORTEST * (1 << min(number - PATIENCE, 10)), LONGEST)


def out_of_quota(channel: Channel) -> datetime:
    """What costs nothing still goes, so the others are tried; this one is due again then."""
    Channel.objects.filter(pk=channel.pk).update(trouble=Trouble.QUOTA)
    return timezone.now() + LOOKED_AT_AGAIN


def is_given_up(channel: Channel) -> bool:
    """Only a person or the next month mends it, and it was tried just now. Then it may be tried again: nothing but a
    message that goes out shows that it works. Where the provider is merely away, what is written waits a little."""
    is_rested = channel.resting_until is None or channel.resting_until <= timezone.now()
    return channel.trouble in (Trouble.SIGN_IN, Trouble.QUOTA) and not is_rested


def worked(channel: Channel) -> None:
    """It sent something: whatever was the matter is over."""
    if channel.failures_in_a_row or channel.trouble or channel.resting_until:
        mended(channel)


def put_right(channel: Channel) -> None:
    """Somebody has done something about it: what waits is due at once."""
    mended(channel)
    now = timezone.now()
    waiting = Message.objects.filter(channel=channel, delivery=Delivery.QUEUED, next_attempt_at__gt=now)
    # Without a failure it lies still so that its writer can take it back.
    waiting.exclude(failure="").update(next_attempt_at=now)


def mended(channel: Channel) -> None:
    fine = {"failures_in_a_row": 0, "trouble": "", "resting_until": None}
    Channel.objects.filter(pk=channel.pk).update(**fine)
