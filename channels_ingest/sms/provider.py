"""What a provider of SMS answers; the adapter asks the one that the channel names."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop

from channels_ingest import fields
from channels_ingest.adapters.base import Event, Later, Receipt, Sent
from channels_ingest.adapters.webhook import Check, Parcel
from channels_ingest.models import RawDelivery
from conversations.models import Attachment, Channel, Delivery, Message

# Reasons are kept in English and translated where they are shown.
AWAY = gettext_noop("The SMS provider cannot be reached. It is sent by itself as soon as it can be.")
BUSY = gettext_noop("The SMS provider asks us to wait. It is sent by itself.")
NO_SIGN_IN = gettext_noop("The SMS provider refuses our credentials. An admin has to enter new ones.")
QUOTA = gettext_noop("The credit at the SMS provider is used up.")
DAILY = gettext_noop("The messages that the SMS provider or the network allows for a day are used up.")
SUSPENDED = gettext_noop("The account at the SMS provider is suspended or out of credit. An admin has to look at it.")
STOPPED = gettext_noop("The customer has asked for no more SMS (STOP).")
NOT_A_PHONE = gettext_noop("This number cannot receive SMS.")
NOTHING = gettext_noop("The message is empty.")
NOT_SET_UP = gettext_noop("The SMS channel is not set up yet.")
REFUSED = gettext_noop("The SMS provider refused the message.")

# In the address or reference by which a provider tells how far a message of ours got; both are signed.
REFERENCE = "omnidesk-message"


class Provider(ABC):
    name: ClassVar[str]
    api: ClassVar[str]
    # So many a second it takes of one number, as published, of what `counts_as` counts.
    per_second: ClassVar[float]

    @abstractmethod
    def verify(self, request: HttpRequest, channel: Channel) -> None: ...

    @abstractmethod
    def unpack(self, body: bytes, request: HttpRequest, channel: Channel) -> list[Parcel]: ...

    @abstractmethod
    def parse(self, raw: RawDelivery, base: str) -> Iterator[Event]: ...

    @abstractmethod
    def send(self, message: Message, text: str, channel: Channel, to: str, base: str) -> Sent: ...

    @abstractmethod
    def check(self, channel: Channel, base: str) -> list[Check]: ...

    def along(self, message: Message, channel: Channel, to: str) -> list[Attachment]:
        """Its files that go with the words instead of as an address."""
        return []

    def counts_as(self, text: str) -> int:
        """How many of the limit's it is."""
        return 1

    def took_in(self, message: Message) -> None:  # noqa: B027  only where a message comes in parts
        """In the transaction that stored the inbound message."""

    def answer(self) -> HttpResponse:
        return HttpResponse(status=200)


def told(raw: RawDelivery, name: str, kind: str, at: datetime, why: str = "", about: str = "") -> Receipt:
    """about: our own reference, by which it may overtake the call that sends. Then a failure waits for its end, which
    would else be taken for news; and that they have it, because the call may yet break. Raises Later."""
    known = fields.pk_of(about)
    sending = Message.objects.filter(channel=raw.channel, delivery=Delivery.SENDING)
    if known and kind in ("failed", "taken") and sending.filter(pk=known).exists():
        raise Later("a receipt for a message that is still being sent")
    return Receipt(raw.channel, name, kind, at, why, message=known)
