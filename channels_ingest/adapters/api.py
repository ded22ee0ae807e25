"""Any other system, by signed webhooks in both directions (docs/channels/api.md)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest import json_body
from channels_ingest.adapters.base import Event, Sent
from channels_ingest.adapters.webhook import Check, Parcel, Setting, WebhookAdapter
from channels_ingest.api_channel import checking, door, reading, sending
from channels_ingest.api_channel.body import MOST_EVENTS, MOST_FILES
from channels_ingest.models import RawDelivery
from conversations.capabilities import Capabilities
from conversations.file_types import MEGABYTES
from conversations.models import Channel, Message
from customers.models import IdentityKind

LONGEST = 4000
RECEIPTS = {"none": frozenset(), "delivered": frozenset({"delivered"}), "read": frozenset({"delivered", "read"})}


def chosen(channel: Channel) -> Capabilities:
    """What this very system can do, as the admin said."""
    told, length = str(channel.settings.get("receipts") or ""), str(channel.settings.get("max_length") or "")
    most = int(length) if length.isascii() and length.isdigit() and int(length[:6]) > 0 else LONGEST
    return replace(Api.capabilities, receipts=RECEIPTS.get(told, frozenset()), max_length=most)


class Api(WebhookAdapter):
    kind: ClassVar[str] = reading.KIND
    label = _("Another system (API)")
    # Each channel has its own, which an admin enters.
    api: ClassVar[str] = ""
    most_parcels: ClassVar[int] = MOST_EVENTS
    gives_secret: ClassVar[bool] = True
    capabilities: ClassVar[Capabilities] = Capabilities(
        reaches=IdentityKind.SOCIAL,
        max_length=LONGEST,
        media=frozenset(MEGABYTES),
        max_files=MOST_FILES,
        repeats=True,
        own=chosen,
    )
    setup: ClassVar[tuple[Setting, ...]] = (
        Setting(
            "url",
            _("Address that takes our answers"),
            _("Of your system, by https and reachable from here. Each answer is one signed POST."),
            pattern=rf"{'https?' if settings.DEBUG else 'https'}://[^\s/@:?#]+(:443)?([/?]\S*)?",
            placeholder="https://system.example/omnidesk",
        ),
        Setting(
            "secret",
            _("Signing secret"),
            _("Make one below and copy it into your system, or enter one of yours: at least 32 signs, no blanks."),
            is_secret=True,
            pattern=r"[!-~]{32,200}",
        ),
        Setting(
            "receipts",
            _("What your system tells of our answers"),
            choices=(("none", _("Nothing")), ("delivered", _("Delivered")), ("read", _("Delivered and read"))),
        ),
        Setting(
            "max_length",
            _("Longest answer it takes"),
            _("In signs; 4000 if left empty."),
            is_required=False,
            pattern=r"[1-9][0-9]{1,4}",
            placeholder="4000",
        ),
    )
    steps: ClassVar[tuple[str | Promise, ...]] = (
        _("Give docs/channels/api.md and the schema of the events to whoever builds the other side."),
        _("Enter the address of your system that takes our answers."),
        _("Make a signing secret here and copy it into your system: both sides sign with it."),
        _("Let your system send what customers write to the webhook address shown here."),
        _("Run the connection test: it sends a signed ping and shows what your system answers."),
    )

    def verify(self, request: HttpRequest, channel: Channel) -> None:
        door.verify(request, channel)

    def unpack(self, body: bytes, request: HttpRequest, channel: Channel) -> list[Parcel]:
        return door.unpack(body, json_body.of(request))

    def answer(self, request: HttpRequest, channel: Channel) -> HttpResponse:
        return JsonResponse({"kept": True})

    def parse(self, raw: RawDelivery) -> Iterator[Event]:
        return reading.events(raw)

    def send(self, message: Message) -> Sent:
        assert message.channel is not None, "only notes have no channel, and they are never queued"  # noqa: S101
        return sending.send(message, self.address(message.channel))

    def check(self, channel: Channel) -> list[Check]:
        return checking.check(channel, self.address(channel))

    def address(self, channel: Channel) -> str:
        return f"{self.base(channel)}/events" if channel.is_practice else str(channel.settings.get("url") or "")
