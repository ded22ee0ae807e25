"""What was promised and asked stays with its words, wherever these go, and counts once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations import asking_again, assigning, card_lines, outbox, promising, splitting, withdrawing
from conversations.models import AskedAgain, Delivery, Message, Promise
from customers.models import Fact
from tests.cast import Desk
from tests.conversations.test_guard import told

pytestmark = pytest.mark.django_db
PROMISES = "明日の15時までにお電話いたします。"


def replied(desk: Desk, text: str = PROMISES) -> Message:
    return outbox.reply(
        desk.matter, desk.aya, text=text, channel=desk.chat, identity=desk.identity, client_key="k" * 16,
        seen_revision=None,
    )  # fmt: skip


def test_a_split_takes_along_what_was_promised_and_what_was_said_twice(desk: Desk):
    desk.writes()
    complaint = desk.writes("先ほども申し上げましたが、充電できません。")
    message = replied(desk)
    other = splitting.split(desk.matter, complaint, desk.aya)
    assert (Promise.objects.get(message=message).conversation, AskedAgain.objects.get().conversation) == (other, other)


def test_a_join_takes_along_what_was_noted_by_hand_and_its_undo_brings_it_back(desk: Desk):
    desk.writes()
    source = desk.matter
    promising.make(source, desk.aya, "折り返しお電話", None)
    into = splitting.split(source, desk.writes("別の件です"), desk.aya)
    splitting.join(source, into, desk.aya)
    assert promising.standing(into)[0].text == "折り返しお電話"


def test_whoever_takes_a_matter_over_owes_its_promises(desk: Desk):
    desk.writes()
    assigning.assign(desk.matter, desk.aya, desk.aya)
    replied(desk)
    assigning.assign(desk.matter, desk.tamura, desk.aya)
    assert Promise.objects.get().owner == desk.tamura


def test_nobody_is_reminded_of_what_they_may_no_longer_see(desk: Desk):
    desk.writes()
    promising.make(desk.matter, desk.aya, "折り返しお電話", timezone.now() + timedelta(minutes=5))
    assigning.move_to_team(desk.matter, desk.english, desk.noguchi)
    assert promising.remind() == 0
    assigning.assign(desk.matter, desk.emily, desk.emily)
    assert (promising.remind(), Promise.objects.get().owner) == (1, desk.emily)


def test_a_reply_that_was_taken_back_promised_nothing(desk: Desk):
    desk.writes()
    message = replied(desk)
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.QUEUED, attempts=0)
    assert withdrawing.withdraw(message, desk.aya)
    assert not Promise.objects.exists()


def test_what_had_run_out_when_it_was_asked_is_not_asked_again(desk: Desk):
    desk.writes()
    told(desk, expires_at=timezone.now() - timedelta(days=1), said_at=timezone.now() - timedelta(days=20))
    outbox.automatic(desk.matter, text="ご注文番号をお知らせください。", channel=desk.chat, identity=desk.identity)
    assert asking_again.look_back() == 0


def test_a_rule_that_breaks_costs_no_message(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def broken(text: str) -> tuple[()]:
        raise RecursionError

    monkeypatch.setattr(asking_again, "says_told_before", broken)
    monkeypatch.setattr(card_lines, "mood_of", broken)
    assert desk.writes("先ほども申し上げました").conversation == desk.matter
    assert [line.data["mood"] for line in card_lines.build(desk.matter) if line.key == "mood"] == [""]


def test_a_card_number_is_kept_neither_in_a_promise_nor_in_a_reason(desk: Desk):
    desk.writes()
    promising.make(desk.matter, desk.aya, "4111 1111 1111 1111 に返金", None)
    assert "4111 1111 1111 1111" not in Promise.objects.get().text
    assert not Fact.objects.filter(value__contains="4111").exists()
