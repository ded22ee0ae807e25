"""A letter lies still for some seconds and can be taken back; once it has left, it cannot."""

import pytest
from django.utils import timezone

from conversations import delivery, outbox, withdrawing
from conversations.models import Channel, Draft, Message, Status
from customers.models import Assurance, Identity, IdentityKind
from tests.cast import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(desk: Desk) -> Message:
    """Aya answers by mail what Hanako asked in the chat."""
    said = desk.writes("充電できません")
    mailbox = Channel.objects.create(kind="email", name="窓口", settings={"address": "support@minato.example"})
    address = Identity.objects.create(
        customer=said.customer, home=said.customer, kind=IdentityKind.EMAIL, value="hanako@example.com",
        assurance=Assurance.ATTESTED,
    )  # fmt: skip
    return outbox.reply(
        said.conversation, desk.aya, text="メールでお返事します", channel=mailbox, identity=address,
        client_key="key-1", seen_revision=None,
    )  # fmt: skip


def test_it_lies_still_before_it_leaves(letter):
    assert letter.next_attempt_at > timezone.now()
    assert delivery.claim(letter.pk) is None


def test_taken_back_it_is_a_draft_again_and_the_customer_waits_as_before(desk, letter):
    asked = desk.matter.messages.get(direction="in")
    assert withdrawing.withdraw(letter, desk.aya)
    matter = desk.matter
    assert (matter.status, matter.waiting_since) == (Status.WAITING, asked.received_at)
    assert (matter.first_replied_at, matter.preview) == (None, "充電できません")
    assert Draft.objects.get(agent=desk.aya, conversation=matter).text == "メールでお返事します"
    assert delivery.due() == []


def test_once_it_has_left_it_cannot_be_taken_back(desk, letter):
    Message.objects.filter(pk=letter.pk).update(next_attempt_at=timezone.now())
    delivery.claim(letter.pk)
    assert not withdrawing.withdraw(letter, desk.aya)
    assert desk.matter.status == Status.AWAITING_CUSTOMER


def test_only_its_writer_takes_it_back(desk, letter):
    assert not withdrawing.withdraw(letter, desk.tamura)
    assert desk.matter.status == Status.AWAITING_CUSTOMER


def test_what_was_taken_back_is_not_sent_by_the_sweep(desk, letter):
    withdrawing.withdraw(letter, desk.aya)
    Message.objects.filter(pk=letter.pk).update(next_attempt_at=timezone.now())
    assert delivery.claim(letter.pk) is None
