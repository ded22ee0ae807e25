"""A letter lies still for some seconds and can be taken back; once it has left, it cannot."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations import delivery, outbox, snoozing, statuses, withdrawing
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


def test_sent_and_resolved_in_one_press_it_waits_again_once_the_answer_is_taken_back(desk, letter):
    statuses.set_status(letter.conversation, Status.RESOLVED, desk.aya)
    assert withdrawing.withdraw(letter, desk.aya)
    matter = desk.matter
    assert (matter.status, matter.resolved_at) == (Status.WAITING, None)
    assert matter.waiting_since


def test_what_a_colleague_closed_meanwhile_stays_closed(desk, letter):
    statuses.set_status(letter.conversation, Status.RESOLVED, desk.tamura)
    assert withdrawing.withdraw(letter, desk.aya)
    assert desk.matter.status == Status.RESOLVED


def test_a_matter_that_was_resolved_before_is_resolved_since_then(desk, letter):
    withdrawing.withdraw(letter, desk.aya)
    statuses.set_status(letter.conversation, Status.RESOLVED, desk.aya)
    resolved_at = desk.matter.resolved_at
    again = outbox.reply(
        letter.conversation, desk.aya, text="もう一度", channel=letter.channel, identity=letter.identity,
        client_key="key-2", seen_revision=None,
    )  # fmt: skip
    withdrawing.withdraw(again, desk.aya)
    assert (desk.matter.status, desk.matter.resolved_at) == (Status.RESOLVED, resolved_at)


def test_taken_back_it_lets_the_matter_sleep_on(desk, letter):
    withdrawing.withdraw(letter, desk.aya)
    until = timezone.now() + timedelta(hours=3)
    snoozing.snooze(desk.matter, until, desk.tamura)
    fields = {"channel": letter.channel, "identity": letter.identity, "client_key": "key-2", "seen_revision": None}
    again = outbox.reply(desk.matter, desk.aya, text="やはりお返事します", **fields)
    assert desk.matter.snoozed_until is None
    withdrawing.withdraw(again, desk.aya)
    assert (desk.matter.snoozed_until, desk.matter.snoozed_by) == (until, desk.tamura)
