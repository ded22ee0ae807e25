"""LINE: an official account, by the Messaging API."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest import json_body
from channels_ingest.adapters.base import Event, Sent
from channels_ingest.adapters.webhook import PER_SECOND, WAITS, Check, Parcel, Setting, WebhookAdapter
from channels_ingest.line import checking, door, linking, quota, reading, sending, tokens
from channels_ingest.line.api import API, DATA, KIND, Bases
from channels_ingest.models import RawDelivery
from conversations import choosing
from conversations.capabilities import Capabilities, ShownChoices
from conversations.file_types import MEGABYTES
from conversations.inbound import Inbound
from conversations.models import Channel, Message
from customers.models import IdentityKind


def left_to(channel: Channel) -> Capabilities:
    """Once the month's messages are used up, only answers to fresh words still go: they cost nothing."""
    can = Line.capabilities
    return replace(can, why_not=quota.replies_only) if quota.is_over(channel) else can


class Line(WebhookAdapter):
    kind: ClassVar[str] = KIND
    label = _("LINE official account")
    api: ClassVar[str] = API
    data: ClassVar[str] = DATA
    learned: ClassVar[tuple[str, ...]] = (*checking.LEARNED, tokens.KEPT)
    tokens_end: ClassVar[bool] = True
    # Four files and the words around them are what LINE takes at once, so that a reply token does for all.
    capabilities: ClassVar[Capabilities] = Capabilities(
        reaches=IdentityKind.LINE,
        max_length=5000,
        media=frozenset(MEGABYTES),
        max_files=4,
        repeats=True,
        choices=ShownChoices(most=choosing.MOST, longest=choosing.LONGEST_LABEL),
        own=left_to,
    )
    setup: ClassVar[tuple[Setting, ...]] = (
        Setting(
            "secret",
            _("Channel secret"),
            _("LINE Developers Console, “Basic settings”. By it we know that a message is LINE's."),
            is_secret=True,
            pattern=r"[0-9a-f]{32}",
        ),
        Setting(
            "token",
            _("Channel access token (long-lived)"),
            _("LINE Developers Console, “Messaging API”, at the bottom. By it we answer."),
            is_secret=True,
            pattern=r"[!-~]{20,500}",
        ),
        linking.PAGE,
        PER_SECOND,
        WAITS,
    )
    steps: ClassVar[tuple[str | Promise, ...]] = (
        _("In LINE Official Account Manager, open Settings → Messaging API and enable the Messaging API."),
        _("In the LINE Developers Console, copy the channel secret from “Basic settings” and enter it here."),
        _("On the “Messaging API” tab, issue a long-lived channel access token and enter it here."),
        _("On the same tab, paste the webhook address shown here as “Webhook URL”, and switch on “Use webhook”."),
        _("Switch on “Webhook redelivery”, so that nothing is lost while this desk cannot be reached."),
        _("In LINE Official Account Manager, switch off “Auto-response messages”: customers would be answered twice."),
        _("Run the connection test here, and send a message from your own LINE."),
    )

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        door.verify(request, channel)

    def unpack(self, body: bytes, request: HttpRequest, channel: Channel) -> list[Parcel]:
        return door.unpack(body, json_body.of(request))

    def parse(self, raw: RawDelivery) -> Iterator[Event]:
        base = self.base(raw.channel)
        return reading.events(raw, Bases(base, base if raw.channel.is_practice else self.data))

    def read_ahead(self, raws: list[RawDelivery]) -> list[Inbound | None]:
        return reading.ahead(raws)

    def introduced(self, inbound: Inbound, raw: RawDelivery) -> Inbound:
        return reading.introduced(inbound, raw, self.base(raw.channel))

    def send(self, message: Message) -> Sent:
        return sending.send(message, self.base_of(message))

    def published(self, channel: Channel) -> float | None:
        return sending.PER_SECOND

    def expiry(self, channel: Channel) -> datetime | None:
        return tokens.expiry(channel, self.base(channel))

    def took_in(self, message: Message) -> None:
        linking.answer(message)

    def told(self, message: Message) -> None:
        if message.channel is not None:
            quota.refresh_now_and_then(message.channel, self.base_of(message))

    def check(self, channel: Channel) -> list[Check]:
        return checking.check(channel, self.base(channel))

    def base_of(self, message: Message) -> str:
        assert message.channel is not None, "only notes have no channel, and they are never queued"  # noqa: S101
        return self.base(message.channel)
