"""SMS, by Twilio or Vonage: the channel says which."""

from collections.abc import Iterator
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_ingest import refusals
from channels_ingest.adapters.base import Event, SendError, Sent
from channels_ingest.adapters.chosen import ByProvider
from channels_ingest.adapters.webhook import Parcel, Setting
from channels_ingest.models import RawDelivery
from channels_ingest.sms import composing, labels, numbers, optout
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


class Sms(ByProvider[Provider]):
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
    providers = PROVIDERS
    not_set_up: ClassVar[str] = NOT_SET_UP
    setup: ClassVar[tuple[Setting, ...]] = labels.SETUP
    steps: ClassVar[tuple[str | Promise, ...]] = labels.STEPS

    def challenge(self, request: HttpRequest, channel: Channel) -> HttpResponse | None:
        """Vonage can be told to deliver by GET. That would put what customers say into the logs of every proxy."""
        if request.GET.get("messageId"):
            refusals.count(channel, "get", request_id.of(request))
        return HttpResponse(_("Choose POST at the provider."), status=405, headers={"Allow": "POST"})

    def unpack(self, body: bytes, request: HttpRequest, channel: Channel) -> list[Parcel]:
        return self.chosen(channel).unpack(body, request, channel)

    def answer(self, request: HttpRequest, channel: Channel) -> HttpResponse:
        return self.chosen(channel).answer()

    def parse(self, raw: RawDelivery) -> Iterator[Event]:
        return self.chosen(raw.channel).parse(raw, self.base(raw.channel))

    def took_in(self, message: Message) -> None:
        if message.channel is not None:
            self.chosen(message.channel).took_in(message)

    def send(self, message: Message) -> Sent:
        assert message.channel is not None and message.identity is not None, "queued with both"  # noqa: PT018, S101
        channel, who = message.channel, message.identity
        provider = self.sender(channel)
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

    def counts_as(self, message: Message) -> int:
        """Of what goes out: a file is an address in the text."""
        assert message.channel is not None and message.identity is not None, "queued with both"  # noqa: PT018, S101
        provider = self.named(message.channel)
        if provider is None:
            return 1
        try:
            along = provider.along(message, message.channel, message.identity.value)
            return provider.counts_as(composing.text_of(message, along))
        except CodeOver:
            return 1

    def published(self, channel: Channel) -> float | None:
        provider = self.named(channel)
        return provider.per_second if provider else None


def written(message: Message, along: list[Attachment]) -> str:
    try:
        return composing.text_of(message, along)
    except CodeOver:
        raise SendError(CODE_OVER, permanent=True) from None
