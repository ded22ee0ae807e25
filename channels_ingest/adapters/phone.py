"""Calls, by Twilio Voice or by hand: the channel says which. A call is a message with a row beside it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from channels_ingest.adapters.base import Event, SendError, Sent
from channels_ingest.adapters.chosen import ByProvider
from channels_ingest.adapters.webhook import Parcel, Setting
from channels_ingest.models import RawDelivery
from channels_ingest.phone import labels, numbers, ringing
from channels_ingest.phone.by_hand import ByHand
from channels_ingest.phone.provider import NO_NUMBER, NOT_SET_UP, Provider
from channels_ingest.phone.twilio import Twilio
from conversations import calls
from conversations.capabilities import Capabilities
from conversations.models import Channel, Message
from customers.models import IdentityKind

PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (Twilio(), ByHand())}


def own(channel: Channel) -> Capabilities:
    """By hand only the agent's own telephone dials."""
    return BY_HAND if channel.settings.get("provider") == labels.BY_HAND else CAN


CAN = Capabilities(
    reaches=IdentityKind.PHONE,
    scoped=False,
    dials=True,
    why_not=numbers.why_not,
    own=own,
)
BY_HAND = replace(CAN, by_hand=True)


class Phone(ByProvider[Provider]):
    kind: ClassVar[str] = numbers.KIND
    label = gettext_lazy("Telephone")
    api: ClassVar[str] = Twilio.api
    capabilities: ClassVar[Capabilities] = CAN
    providers = PROVIDERS
    not_set_up: ClassVar[str] = NOT_SET_UP
    setup: ClassVar[tuple[Setting, ...]] = labels.SETUP
    steps: ClassVar[tuple[str | Promise, ...]] = labels.STEPS

    def unpack(self, body: bytes, request: HttpRequest, channel: Channel) -> list[Parcel]:
        return self.chosen(channel).unpack(body, request)

    def answer(self, request: HttpRequest, channel: Channel) -> HttpResponse:
        return self.chosen(channel).answer(request, channel)

    def parse(self, raw: RawDelivery) -> Iterator[Event]:
        return self.chosen(raw.channel).parse(raw)

    def took_in(self, message: Message) -> None:
        calls.came_in(message)
        ringing.tell(message)

    def send(self, message: Message) -> Sent:
        assert message.channel is not None and message.identity is not None, "queued with both"  # noqa: PT018, S101
        provider = self.sender(message.channel)
        if numbers.why_not(message.identity):
            raise SendError(NO_NUMBER, permanent=True)
        return provider.dial(message, message.channel, self.base(message.channel))
