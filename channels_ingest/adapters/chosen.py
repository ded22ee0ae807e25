"""What an adapter answers besides, whose channels name the provider that carries them."""

from collections.abc import Mapping
from typing import ClassVar, Protocol

from django.http import HttpRequest

from channels_ingest import checking
from channels_ingest.adapters.base import NotVerified, SendError
from channels_ingest.adapters.webhook import Check, WebhookAdapter
from conversations.models import Channel
from omnidesk.cleaning import Unreadable


class Provider(Protocol):
    """What is asked of every provider, of messages and of calls."""

    name: ClassVar[str]
    api: ClassVar[str]

    def verify(self, request: HttpRequest, channel: Channel) -> None: ...

    def check(self, channel: Channel, base: str) -> list[Check]: ...


class ByProvider[P: Provider](WebhookAdapter):
    """The first setting is the choice; until it is made the door is closed and nothing goes out."""

    providers: Mapping[str, P]
    not_set_up: ClassVar[str]

    def named(self, channel: Channel) -> P | None:
        return self.providers.get(str(channel.settings.get("provider") or ""))

    def chosen(self, channel: Channel) -> P:
        """Only after the door; a delivery kept from before one was chosen is set aside."""
        provider = self.named(channel)
        if provider is None:
            raise Unreadable("the channel has no provider")
        return provider

    def sender(self, channel: Channel) -> P:
        provider = self.named(channel)
        if provider is None:
            raise SendError(self.not_set_up, permanent=True)
        return provider

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        provider = self.named(channel)
        if provider is None:
            raise NotVerified("no_secret")
        provider.verify(request, channel)

    def check(self, channel: Channel) -> list[Check]:
        provider = self.named(channel)
        if provider is None:
            return checking.missing(channel, {"provider": self.setup[0].label}, {})
        return provider.check(channel, self.base(channel))

    def base(self, channel: Channel) -> str:
        return super().base(channel) if channel.is_practice else self.chosen(channel).api
