"""What an adapter answers besides, whose provider calls us by HTTP: what a request holds, and how it is set up."""

import re
from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest.adapters.base import Adapter
from conversations.models import Channel, Message


@dataclass(frozen=True)
class Parcel:
    """One delivery of a request: what it is known by, which its sender cannot choose for others, and its bytes."""

    external_id: str
    body: bytes


@dataclass(frozen=True)
class Setting:
    """One thing an admin enters. Secrets are encrypted, can be replaced, and are never shown again."""

    name: str
    label: str | Promise
    help_text: str | Promise = ""
    is_secret: bool = False
    is_required: bool = True
    # Where a channel names its provider: those that cannot do without it, though others can.
    required_by: tuple[str, ...] = ()
    # What it must look like, as a regular expression for the whole of it; "" = anything of up to 500 signs.
    pattern: str = ""
    placeholder: str = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()
    # Which of the choices stands while nobody has chosen; "" = none.
    default: str = ""
    # A telephone number: typed as at home or with its country's code, kept in E.164.
    is_number: bool = False


@dataclass(frozen=True)
class Check:
    """One line of a connection test: what was tried, how it went, and what to do where it did not."""

    label: str | Promise
    # "met", "warned" or "failed"
    outcome: str
    detail: str | Promise = ""
    milliseconds: int | None = None


# For kinds whose providers limit how fast we send, where an account is allowed something else than is published.
PER_SECOND = Setting(
    "per_second",
    _("Messages a second"),
    _("Only where your contract says otherwise than the provider publishes: 0.1 to 9999."),
    is_required=False,
    pattern=r"[1-9][0-9]{0,3}|0\.[1-9]",
)
WAITS = Setting(
    "waits_hours",
    _("Give up what waits after (hours)"),
    _("While sign-in or quota stop this channel. Empty = 24; at most 720."),
    is_required=False,
    pattern=r"[1-9]|[1-9][0-9]|[1-6][0-9]{2}|7[01][0-9]|720",
)


class WebhookAdapter(Adapter):
    """`verify` proves that a request is the provider's and meant for this very channel."""

    settings_page: ClassVar[str] = "channels"
    # Where the provider is reached; the simulator takes its place for a channel of practice.
    api: ClassVar[str]
    setup: ClassVar[tuple[Setting, ...]]
    # More events than this provider sends at once.
    most_parcels: ClassVar[int] = 1000
    # The other side signs with a secret of ours: an admin can have one made (api_channel.secret_page).
    gives_secret: ClassVar[bool] = False
    # What a connection test finds out of the account and keeps in the settings; forgotten with other credentials.
    learned: ClassVar[tuple[str, ...]] = ()
    # Whether the provider's tokens may end: then `expiry` is asked once a day (expiring.py).
    tokens_end: ClassVar[bool] = False

    @abstractmethod
    def unpack(self, body: bytes, request: HttpRequest, channel: Channel) -> list[Parcel]:
        """A verified request as deliveries of one event each; none for a mere test. Never raises for odd content: what
        cannot be taken apart is one parcel, which `parse` then sets aside."""

    @abstractmethod
    def check(self, channel: Channel) -> list[Check]:
        """Ask the provider whether the credentials work, and whether it will call us."""

    def published(self, channel: Channel) -> float | None:
        """So many messages a second the provider takes as a rule; None = it names no limit."""
        return None

    def pace(self, channel: Channel) -> float | None:
        own = str(channel.settings.get(PER_SECOND.name) or "")
        return float(own) if re.fullmatch(PER_SECOND.pattern, own) else self.published(channel)

    def counts_as(self, message: Message) -> int:
        """Against that limit: how many the provider makes of it."""
        return 1

    def expiry(self, channel: Channel) -> datetime | None:
        """When the token that is in use ends; None = it does not. Raises NotReached or Broke where nobody says."""
        return None

    def answer(self, request: HttpRequest, channel: Channel) -> HttpResponse:
        """What the provider wants to hear once its parcels are kept."""
        return HttpResponse(status=200)

    def challenge(self, request: HttpRequest, channel: Channel) -> HttpResponse | None:
        """To a GET by which a provider makes sure of us; None = this one never asks."""
        return None

    def base(self, channel: Channel) -> str:
        """The beginning of every address of the provider, without a slash at its end."""
        return f"{settings.SIMULATOR_URL}/simulator/{channel.public_id}" if channel.is_practice else self.api


def webhook_address(channel: Channel) -> str:
    """What is pasted at the provider; also what some of them sign."""
    return f"{settings.PUBLIC_URL}{reverse('webhook', args=[channel.kind, channel.public_id])}"
