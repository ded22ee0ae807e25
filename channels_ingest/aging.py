"""What waits for somebody to put a channel right does not wait for ever: an answer of last week helps nobody."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from conversations import delivery
from conversations.models import Channel, Delivery, Message, Trouble

TOO_LONG = gettext_noop("It waited too long for its channel to be put right. Send it again once that is done.")
# In the channel's settings, in hours.
SETTING, USUAL = "waits_hours", 24
SOME = 200


def end_old() -> None:
    """Of channels that only a person or the next month mends; where the provider is merely away, tries are counted."""
    for channel in Channel.objects.filter(trouble__in=(Trouble.SIGN_IN, Trouble.QUOTA)):
        since = timezone.now() - timedelta(hours=hours(channel))
        late = Message.objects.filter(channel=channel, delivery=Delivery.QUEUED, received_at__lt=since)
        # Without a failure it lies still by its writer's wish, or has not been tried.
        for pk in late.exclude(failure="").values_list("pk", flat=True)[:SOME]:
            delivery.mark_failed(pk, TOO_LONG, permanent=False)


def hours(channel: Channel) -> int:
    said = str(channel.settings.get(SETTING) or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else USUAL
