"""The echo test of a provider's channel: a person sends a shown word from their own phone, and is answered.

Whoever sends it is met apart from all customers, and what is said counts in no figure. It works before a channel has
gone live: the deliveries of these minutes are looked into, and all but the word wait on."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agents.audit import audit
from agents.models import Agent
from channels_ingest import channel_setup
from channels_ingest.echo_running import GIVEN_UP, KEY, newest, running
from conversations import outbox, statuses
from conversations.capabilities import capabilities_of
from conversations.inbound import Inbound
from conversations.models import Channel, Delivery, Direction, Message, Status

WENT = (Delivery.SENT, Delivery.DELIVERED, Delivery.READ)


__all__ = ["GIVEN_UP", "KEY", "Echo", "newest", "running"]


@dataclass(frozen=True)
class Echo:
    """How far it came: ready → received → answered → read, where the channel tells who read."""

    word: str
    begun: datetime
    received: Message | None
    answer: Message | None
    tells_reading: bool
    # It was rung, and nothing is answered in words.
    is_call: bool = False
    # Nothing goes back this way: that it came is all.
    hears_only: bool = False

    @property
    def is_answered(self) -> bool:
        if self.is_call or self.hears_only:
            return self.received is not None
        return self.answer is not None and self.answer.delivery in WENT

    @property
    def is_read(self) -> bool:
        return self.answer is not None and self.answer.delivery == Delivery.READ

    @property
    def has_failed(self) -> bool:
        return self.answer is not None and self.answer.delivery in (Delivery.FAILED, Delivery.UNKNOWN)

    @property
    def reason(self) -> str:
        """Why the answer has not gone yet, or did not go."""
        return _(self.answer.failure) if self.answer and self.answer.failure and not self.is_answered else ""

    @property
    def step(self) -> str:
        answered = f"{self.answer.delivery}{bool(self.reason)}" if self.answer else ""
        return f"{bool(self.received)}{answered}"

    @property
    def is_over(self) -> bool:
        came_through = self.is_read or (self.is_answered and not self.tells_reading)
        return came_through or self.has_failed or timezone.now() - self.begun > GIVEN_UP

    @property
    def ends_at(self) -> datetime:
        return self.begun + GIVEN_UP


@transaction.atomic
def start(channel: Channel, by: Agent, ip: str | None) -> None:
    row = channel_setup.locked(channel)
    row.settings[KEY] = {"word": f"{secrets.randbelow(9000) + 1000}", "begun": timezone.now().isoformat()}
    row.save(update_fields=["settings"])
    audit(by, "channel.echo", row, ip, name=row.name)


def is_word(inbound: Inbound) -> bool:
    """However it was typed: with full-width digits, with or without the blank, in either language."""
    found = running(inbound.channel)
    if found is None:
        return False
    if capabilities_of(inbound.channel).dials:
        # Who calls says no word: whatever rings in these minutes is the test.
        return True
    # A form tells what stood in its other fields below the words.
    first = inbound.text.strip().split("\n", 1)[0]
    said = "".join(unicodedata.normalize("NFKC", first).casefold().split())
    return said in (f"テスト{found[0]}", f"test{found[0]}", found[0])


def scope(channel: Channel) -> str:
    """Whoever tests is nobody's customer: they are met in a scope of their own."""
    return f"test-{channel.public_id}"


def arrived(channel: Channel, message: Message) -> None:
    """In the transaction that stored the word: answer it, and leave nobody anything to do."""
    can = capabilities_of(channel)
    if can.sends and not can.dials:
        answer(channel, message)
    statuses.set_status(message.conversation, Status.NO_REPLY_NEEDED, None)
    channel_setup.passed(channel, "test")
    channel_setup.passed(channel, channel_setup.HEARD)


def answer(channel: Channel, message: Message) -> None:
    assert message.identity is not None, "what came in has a sender"  # noqa: S101
    with translation.override(channel.language):
        text = _("The test has arrived. This channel can receive and send.")
    outbox.automatic(message.conversation, text=text, channel=channel, identity=message.identity)


def follow(channel: Channel) -> Echo | None:
    """The newest test; None = there was none."""
    found = newest(channel)
    if found is None:
        return None
    since = Message.objects.filter(
        channel=channel, received_at__gte=found[1], conversation__is_simulated=True, identity__scope=scope(channel)
    ).order_by("pk")
    received = since.filter(direction=Direction.IN).first()
    answer = since.filter(direction=Direction.OUT, is_automatic=True).first() if received else None
    can = capabilities_of(channel)
    return Echo(*found, received, answer, "read" in can.receipts, can.dials, not can.sends)
