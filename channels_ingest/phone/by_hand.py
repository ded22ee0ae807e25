"""No provider at all: agents dial on their own telephone, and say how it went."""

from collections.abc import Iterator
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.base import Event, NotVerified, Sent
from channels_ingest.adapters.webhook import Check, Parcel
from channels_ingest.checking import SETTINGS
from channels_ingest.models import RawDelivery
from channels_ingest.phone.labels import BY_HAND
from channels_ingest.phone.provider import Provider
from conversations.models import Channel, Message


class ByHand(Provider):
    name: ClassVar[str] = BY_HAND

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        """Nobody calls us."""
        raise NotVerified("no_secret")

    def unpack(self, body: bytes, request: HttpRequest) -> list[Parcel]:
        return []

    def answer(self, request: HttpRequest, channel: Channel) -> HttpResponse:
        return HttpResponse(status=200)

    def parse(self, raw: RawDelivery) -> Iterator[Event]:
        yield from ()

    def dial(self, message: Message, channel: Channel, base: str) -> Sent:
        """The agent's own telephone does it."""
        return Sent()

    def check(self, channel: Channel, base: str) -> list[Check]:
        return [Check(SETTINGS, "met", _("Agents dial by hand: there is nothing to connect."))]
