"""A mailbox without servers: mails as its adapter would hand them in, and what the console shows of them."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.utils import timezone

from conversations import capabilities
from conversations.capabilities import Capabilities
from conversations.envelopes import Address, Head
from conversations.inbound import Inbound
from conversations.inbox import take_in
from conversations.models import Channel, Message
from customers.identifying import Sender
from customers.models import Assurance, IdentityKind
from tests.cast import Desk

HANAKO = "hanako.sato@mail.example"
SUPPORT = "support@minato-kaden.example"


@dataclass
class Post:
    desk: Desk
    box: Channel
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def open(cls, desk: Desk, patch: pytest.MonkeyPatch, held: timedelta = timedelta(seconds=8)) -> "Post":
        able = Capabilities(
            reaches=IdentityKind.EMAIL, scoped=False, max_length=50_000, letters=True, held=held, starts=True,
            media=frozenset({"image", "document", "text"}), max_files=10, codes=True,
        )  # fmt: skip
        patch.setitem(capabilities.table(), "email", able)
        settings = {"address": SUPPORT, "aliases": ["info@minato-kaden.example"], "from_name": "みなと家電"}
        return cls(desk, Channel.objects.create(kind="email", name="メール", team=desk.support, settings=settings))

    def brings(
        self, text: str = "保証書の写真をお送りします。", *, subject: str = "掃除機が充電できない", html: str = "",
        address: str = HANAKO, name: str = "佐藤 花子", assurance: int = Assurance.ATTESTED,
        files: tuple[int, ...] = (), **head: object,
    ) -> Message:  # fmt: skip
        """A mail comes in."""
        number = next(self._numbers)
        outside = Head(
            message_id=f"<m{number}@mail.example>", content_hash=f"{number:064}", sender=Address(name, address),
            to=(Address("", SUPPORT),), html=html, plain=text,
        )  # fmt: skip
        family, _, given = name.partition(" ")
        sender = Sender(
            kind=IdentityKind.EMAIL, value=address, display=address, assurance=assurance, assured_by="dmarc",
            family_name=family, given_name=given,
        )  # fmt: skip
        inbound = Inbound(
            channel=self.box, external_id=f"INBOX/1/{number}", sender=sender, text=text, subject=subject,
            received_at=timezone.now(), attachment_ids=files, head=replace(outside, **head),  # type: ignore[arg-type]  # named as the fields of Head
        )  # fmt: skip
        return take_in(inbound)
