"""What a provider tells later of a message that we sent."""

from channels_ingest.adapters.base import Later, Receipt
from conversations import delivery
from conversations.models import Message

RECEIPTS = {
    "taken": lambda message, receipt: delivery.mark_taken(message, receipt.external_id, receipt.at),
    "delivered": lambda message, receipt: delivery.mark_delivered(message, receipt.at),
    "read": lambda message, receipt: delivery.mark_read(message, receipt.at),
    "failed": lambda message, receipt: delivery.mark_undelivered(message, receipt.reason),
    "bounced": lambda message, receipt: delivery.mark_bounced(message, receipt.reason, receipt.address),
}


def note(receipt: Receipt) -> str:
    """A receipt may overtake the call that sent its message: then it waits, and not for ever."""
    meant = {"pk": receipt.message} if receipt.message else {"external_id": receipt.external_id}
    message = Message.objects.filter(channel=receipt.channel, **meant).first()
    if receipt.status not in RECEIPTS:
        return f"a receipt for nothing we know: {receipt.status}"
    if message is None:
        raise Later(f"a receipt for nothing we know: {receipt.status}")
    RECEIPTS[receipt.status](message.pk, receipt)
    return ""
