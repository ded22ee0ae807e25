"""SMS, by Twilio or Vonage: the channel says which."""

from collections.abc import Iterator
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_ingest import refusals
from channels_ingest.adapters.base import Event, NotVerified, SendError, Sent
from channels_ingest.adapters.webhook import Check, Parcel, Setting, WebhookAdapter
from channels_ingest.cleaning import Unreadable
from channels_ingest.models import RawDelivery
from channels_ingest.sms import checking, composing, labels, numbers, optout
from channels_ingest.sms.provider import NOT_A_PHONE, NOT_SET_UP, NOTHING, STOPPED, Provider
from channels_ingest.sms.segments import UCS2
from channels_ingest.sms.twilio import Twilio
from channels_ingest.sms.vonage import Vonage
from conversations.capabilities import Capabilities
from conversations.code_letters import CODE_OVER, CodeOver
from conversations.file_types import MEGABYTES
from conversations.models import Attachment, Channel, Message
from customers.identities import takes_sms
from customers.models import IdentityKind
from omnidesk import request_id

PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (Twilio(), Vonage())}
MOST_SEGMENTS = 10
# Each address makes it a part or two longer.
MOST_FILES = 4


class Sms(WebhookAdapter):
    kind: ClassVar[str] = numbers.KIND
    label = gettext_lazy("Text messages (SMS)")
    api: ClassVar[str] = Twilio.api
    capabilities: ClassVar[Capabilities] = Capabilities(
        reaches=IdentityKind.PHONE,
        scoped=False,
        max_length=MOST_SEGMENTS * UCS2[1],
        # Behind addresses.
        media=frozenset(MEGABYTES),
        max_files=MOST_FILES,
        receipts=frozenset({"delivered"}),
        starts=True,
        codes=True,
        segments=True,
        why_not=numbers.why_not,
    )
    setup: ClassVar[tuple[Setting, ...]] = labels.SETUP
    steps: ClassVar[tuple[str | Promise, ...]] = labels.STEPS

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        provider = provider_of(channel)
        if provider is None:
            raise NotVerified("no_secret")
        provider.verify(request, channel)

    def challenge(self, request: HttpRequest, channel: Channel) -> HttpResponse | None:
        """Vonage can be told to deliver by GET. That would put what customers say into the logs of every proxy."""
        if request.GET.get("messageId"):
            refusals.count(channel, "get", request_id.of(request))
        return HttpResponse(_("Choose POST at the provider."), status=405, headers={"Allow": "POST"})

    def unpack(self, body: bytes, request: HttpRequest, channel: Channel) -> list[Parcel]:
        return chosen(channel).unpack(body, request, channel)

    def answer(self, request: HttpRequest, channel: Channel) -> HttpResponse:
        return chosen(channel).answer()

    def parse(self, raw: RawDelivery) -> Iterator[Event]:
        return chosen(raw.channel).parse(raw, self.base(raw.channel))

    def took_in(self, message: Message) -> None:
        if message.channel is not None:
            chosen(message.channel).took_in(message)

    def send(self, message: Message) -> Sent:
        assert message.channel is not None and message.identity is not None, "queued with both"  # noqa: PT018, S101
        channel, who = message.channel, message.identity
        provider = provider_of(channel)
        if provider is None:
            raise SendError(NOT_SET_UP, permanent=True)
        if not takes_sms(who.value):
            raise SendError(NOT_A_PHONE, permanent=True)
        # Also what was queued before they said so, and what nobody wrote by hand.
        if optout.is_stopped_for(who):
            raise SendError(STOPPED, permanent=True)
        along = provider.along(message, channel, who.value)
        text = written(message, along)
        if not text and not along:
            raise SendError(NOTHING, permanent=True)
        return provider.send(message, text, channel, who.value, self.base(channel))

    def published(self, channel: Channel) -> float | None:
        provider = provider_of(channel)
        return provider.per_second if provider else None

    def check(self, channel: Channel) -> list[Check]:
        provider = provider_of(channel)
        if provider is None:
            return checking.missing(channel, {"provider": self.setup[0].label}, {})
        return provider.check(channel, self.base(channel))

    def base(self, channel: Channel) -> str:
        return super().base(channel) if channel.is_practice else chosen(channel).api


def written(message: Message, along: list[Attachment]) -> str:
    try:
        return composing.text_of(message, along)
    except CodeOver:
        raise SendError(CODE_OVER, permanent=True) from None


def provider_of(channel: Channel) -> Provider | None:
    return PROVIDERS.get(str(channel.settings.get("provider") or ""))


def chosen(channel: Channel) -> Provider:
    """Only after the door, which is closed where none is chosen; a delivery kept from before then is set aside."""
    provider = provider_of(channel)
    if provider is None:
        raise Unreadable("the channel has no provider")
    return provider
