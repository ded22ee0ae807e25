"""What a channel did not send, and what it has still to send: for the admin who looks after it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conversations.models import Channel, Delivery, Direction, Message

DAY = timedelta(hours=24)
SOME = 20
LOST = (Delivery.FAILED, Delivery.UNKNOWN, Delivery.BOUNCED)
ASK = _("Ask the customer on another channel whether it came before you send it again.")
MEND = _("Trying again will not help: write again, or on another channel.")
AGAIN = _("Send it again in the conversation.")


@dataclass(frozen=True)
class Send:
    message: Message

    @property
    def reason(self) -> str:
        """Kept in English by whoever met it; said in the reader's language."""
        return gettext(self.message.failure) if self.message.failure else str(self.message.get_delivery_display())

    @property
    def advice(self) -> str | Promise:
        if self.message.delivery == Delivery.UNKNOWN:
            return ASK
        return MEND if self.message.failure_is_permanent else AGAIN


def failed(channel: Channel) -> list[Send]:
    """Of the last 24 hours, newest first."""
    since = timezone.now() - DAY
    rows = Message.objects.filter(channel=channel, direction=Direction.OUT, received_at__gte=since, delivery__in=LOST)
    rows = rows.select_related("conversation__customer").order_by("-received_at", "-pk")
    return [Send(row) for row in rows[:SOME]]


def waiting(channel: Channel) -> int:
    return Message.objects.filter(channel=channel, delivery=Delivery.QUEUED).count()
