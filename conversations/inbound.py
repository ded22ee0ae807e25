"""What an adapter hands over: one message, as it understood it."""

from dataclasses import dataclass
from datetime import datetime

from conversations.envelopes import Head
from conversations.models import Channel
from customers.identifying import Sender


@dataclass(frozen=True)
class Inbound:
    """One message as an adapter understood it. shown_at is the provider's time; it is never believed beyond ours.

    attachment_ids: files already kept (conversations.files.keep) and belonging to no message yet.
    matter_id: the matter an own token names.
    answers: the channel's name for a message that its sender quotes.
    tapped: the key of our message, one of whose choices it is.
    head: what a mail says of itself; it may name the message it answers, and so the matter and the customer.
    """

    channel: Channel
    external_id: str
    sender: Sender
    text: str
    received_at: datetime
    shown_at: datetime | None = None
    subject: str = ""
    attachment_ids: tuple[int, ...] = ()
    matter_id: int | None = None
    head: Head | None = None
    answers: str = ""
    tapped: int | None = None

    @property
    def is_automatic(self) -> bool:
        """Written by a machine: kept and linked, but nobody waits for an answer."""
        return self.head is not None and self.head.is_automatic
