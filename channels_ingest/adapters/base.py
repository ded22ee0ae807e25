"""What an adapter answers: is it really them, what did they say, please send this."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest.models import RawDelivery
from conversations.calls import News
from conversations.capabilities import Capabilities
from conversations.inbound import Inbound
from conversations.models import Channel, Message
from customers.identifying import Sender


class NotVerified(Exception):
    """The request does not prove that it comes from the channel. Nothing of it is kept; the reason is counted."""

    def __init__(self, reason: str = "signature") -> None:
        super().__init__(reason)
        self.reason = reason


class SendError(Exception):
    """It was surely not sent. `reason` is for the agent; a permanent failure is not tried again by itself.

    after: seconds before which the provider does not want to be asked again.
    trouble: the fault lies with the channel, so that its other messages need not be tried either (Trouble).
    others_go: they must be tried all the same, because some of them may go.
    """

    def __init__(
        self, reason: str, *, permanent: bool, after: float = 0, trouble: str = "", others_go: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.after = after
        self.trouble = trouble
        self.others_go = others_go


class Later(Exception):
    """What it speaks of is not here yet, or could not be fetched just now: the delivery is read again after a while."""


@dataclass(frozen=True)
class Sent:
    """`external_id` is the provider's name for the message, by which receipts and repeats find it."""

    external_id: str | None = None
    at: datetime | None = None
    # Those whom the other side refused while it took the message for the others.
    refused: tuple[str, ...] = ()
    # Its names for the rest, where one message of ours is several there.
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """The provider says how far a message of ours got: taken (although the sending broke), delivered, read, failed or
    bounced (from which address)."""

    channel: Channel
    external_id: str
    status: str
    at: datetime | None = None
    reason: str = ""
    address: str = ""
    # The key of the message, where the adapter has found it by other means than its external_id.
    message: int | None = None


@dataclass(frozen=True)
class Unreadable:
    """One event of a batch that could not be understood; its neighbours are taken in all the same."""

    reason: str


@dataclass(frozen=True)
class Unsent:
    """The customer took a message back (LINE): its words and files go, the fact that there was one stays."""

    channel: Channel
    external_id: str
    at: datetime | None = None


@dataclass(frozen=True)
class Reach:
    """Whether somebody can be written to on this channel from now on: followed or blocked us, stopped or allowed us."""

    channel: Channel
    sender: Sender
    is_open: bool
    at: datetime
    # In the other side's words where there are any; "STOP".
    evidence: str = ""


@dataclass(frozen=True)
class Linked:
    """The channel says that its user has just signed in to the company's app: `nonce` is what we gave the app for it.
    True only if the nonce is; an empty one = the channel itself says that it did not work out."""

    channel: Channel
    sender: Sender
    nonce: str


@dataclass(frozen=True)
class CallTold:
    """How a call goes, or that it was recorded: ours by the key of its message, others by the provider's name."""

    channel: Channel
    news: News | None
    message: int | None = None
    external_id: str = ""
    recording: str = ""
    seconds: int | None = None


@dataclass(frozen=True)
class Noticed:
    """Understood, and nothing that anybody has to see: a video was played to its end."""


type Event = Inbound | Receipt | Unreadable | Unsent | Reach | Linked | CallTold | Noticed


class Adapter(ABC):
    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    # The URL name of the page where admins set such a channel up.
    settings_page: ClassVar[str]
    # Its door is ours to open: at first a share of the visitors may find it (sharing.py). Else why there is no share.
    shares: ClassVar[bool] = False
    whole: ClassVar[str | Promise] = _(
        "It goes live for everybody: whatever is sent to it or calls it arrives, so a share cannot be chosen."
    )
    # An admin puts it on pages of their own: set up by the same steps as a provider's, of which three say other words.
    placed: ClassVar[bool] = False
    # What an admin needs and does, one sentence each, in order.
    steps: ClassVar[tuple[str | Promise, ...]] = ()
    capabilities: ClassVar[Capabilities]

    @abstractmethod
    def verify(self, request: HttpRequest, channel: Channel) -> None:
        """Before anything is parsed or kept, in constant time; raises NotVerified."""

    @abstractmethod
    def parse(self, raw: RawDelivery) -> Iterable[Event]:
        """Each event has its own sender. A ValueError quarantines the whole delivery."""

    def read_ahead(self, raws: list[RawDelivery]) -> list[Inbound | None]:
        """Of a backlog of one channel, the words that can be read without waiting for anybody; None = by `parse`."""
        return [None for _raw in raws]

    def introduced(self, inbound: Inbound, raw: RawDelivery) -> Inbound:
        """With all that the channel says of a sender who `asks_first` and is not known yet."""
        return replace(inbound, sender=replace(inbound.sender, asks_first=False))

    @abstractmethod
    def send(self, message: Message) -> Sent:
        """Hand it to the provider; raises SendError when it surely did not go. Any other error means: nobody knows."""

    def comes(self, raw: RawDelivery) -> None:  # noqa: B027  few channels have anything to lock
        """In the transaction that is about to store the inbound message: what is locked before any customer."""

    def took_in(self, message: Message) -> None:  # noqa: B027  most channels have nothing to add
        """In the transaction that stored the inbound message."""

    def set_aside(self, raw: RawDelivery) -> None:  # noqa: B027  most channels have nobody to tell
        """After a delivery was quarantined: its sender may have to know that it did not reach a person."""

    def told(self, message: Message) -> None:  # noqa: B027  most channels have nothing to add
        """After a message of ours was marked as sent."""
