"""What a provider of calls answers; the adapter asks the one that the channel names."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop

from channels_ingest.adapters.base import Event, Sent
from channels_ingest.adapters.webhook import Check, Parcel
from channels_ingest.models import RawDelivery
from conversations.models import Channel, Message

# Reasons are kept in English and translated where they are shown. A call is never tried again by itself.
AWAY = gettext_noop("The telephone provider cannot be reached. Nothing was dialled.")
BUSY = gettext_noop("The telephone provider asks us to wait. Nothing was dialled.")
NO_SIGN_IN = gettext_noop("The telephone provider refuses our credentials. An admin has to enter new ones.")
SUSPENDED = gettext_noop(
    "The account at the telephone provider is suspended or out of credit. An admin has to look at it."
)
NO_TELEPHONE = gettext_noop("Whoever calls has no telephone number of their own in their profile.")
NO_NUMBER = gettext_noop("This number cannot be called.")
NOT_SET_UP = gettext_noop("The telephone channel is not set up yet.")
NO_ADDRESS = gettext_noop("Without a public https address the provider cannot connect a call. An admin has to set it.")
REFUSED = gettext_noop("The telephone provider refused the call.")
TOO_LATE = gettext_noop("It could not be dialled in time, so it was not dialled at all.")


class Provider(ABC):
    name: ClassVar[str]
    api: ClassVar[str] = ""

    @abstractmethod
    def verify(self, request: HttpRequest, channel: Channel) -> None: ...

    @abstractmethod
    def unpack(self, body: bytes, request: HttpRequest) -> list[Parcel]: ...

    @abstractmethod
    def answer(self, request: HttpRequest, channel: Channel) -> HttpResponse: ...

    @abstractmethod
    def parse(self, raw: RawDelivery) -> Iterator[Event]: ...

    @abstractmethod
    def dial(self, message: Message, channel: Channel, base: str) -> Sent: ...

    @abstractmethod
    def check(self, channel: Channel, base: str) -> list[Check]: ...
