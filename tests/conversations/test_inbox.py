"""Which matter does a message belong to, and is it kept once?"""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conversations import spam, statuses
from conversations.models import Conversation, Entry, Message, Status
from customers.models import Customer, Identity
from tests.cast import Desk


def test_first_message_opens_a_matter_for_the_channels_team(desk: Desk):
    message = desk.writes("充電できません")
    assert message.conversation.team == desk.support
    assert message.conversation.status == Status.WAITING
    assert message.conversation.waiting_since == message.received_at
    assert [entry.kind for entry in message.conversation.entries.order_by("id")] == ["opened", "received"]


def test_a_matter_stands_in_the_thread_before_its_first_message_however_late_that_came(desk: Desk):
    said_at = timezone.now() - timedelta(minutes=3)
    message = desk.writes("充電できません", shown_at=said_at)
    assert message.shown_at == said_at
    assert message.conversation.opened_at == said_at


def test_a_repeat_returns_the_first_and_stores_nothing(desk: Desk):
    first = desk.writes("充電できません")
    desk._numbers = iter([1])
    assert desk.writes("充電できません") == first
    assert Message.objects.count() == 1


def test_the_open_matter_goes_on(desk: Desk):
    first, second = desk.writes("充電できません"), desk.writes("ランプは赤です")
    assert second.conversation_id == first.conversation_id
    assert (first.seq, second.seq) == (1, 2)
    assert second.revision > first.revision


@pytest.mark.parametrize(("days", "same"), [(6, True), (8, False)])
def test_a_resolved_matter_is_reopened_within_seven_days(desk: Desk, days: int, same: bool):
    matter = desk.writes().conversation
    statuses.set_status(matter, Status.RESOLVED, desk.aya)
    later = desk.writes("また同じです", at=timezone.now() + timedelta(days=days))
    assert (later.conversation_id == matter.pk) is same
    assert later.conversation.is_open


def test_an_explicit_reference_finds_its_matter_for_fourteen_days(desk: Desk):
    old = desk.writes().conversation
    statuses.set_status(old, Status.RESOLVED, desk.aya)
    reply = desk.writes("届きました", at=timezone.now() + timedelta(days=13), matter_id=old.pk)
    assert reply.conversation_id == old.pk
    statuses.set_status(old, Status.RESOLVED, desk.aya)
    late = desk.writes("その後です", at=timezone.now() + timedelta(days=15), matter_id=old.pk)
    assert late.conversation.previous_id == old.pk


@pytest.mark.parametrize(
    "text", ["ありがとうございました。", "助かりました!", "Thanks so much", "承知しました。ありがとうございます"]
)
def test_a_bare_thank_you_reopens_nothing(desk: Desk, text: str):
    matter = desk.writes().conversation
    statuses.set_status(matter, Status.RESOLVED, desk.aya)
    thanks = desk.writes(text)
    assert thanks.conversation_id == matter.pk
    assert not thanks.conversation.is_open


def test_a_thank_you_with_a_question_reopens(desk: Desk):
    matter = desk.writes().conversation
    statuses.set_status(matter, Status.RESOLVED, desk.aya)
    assert desk.writes("ありがとうございます。送料はかかりますか").conversation.is_open


def test_what_a_blocked_customer_writes_is_kept_out_of_the_queue(desk: Desk):
    spam.block(desk.writes().conversation, desk.aya)
    spam.mark(desk.matter, desk.aya)
    assert desk.writes("また来ました").conversation.status == Status.SPAM


def test_the_providers_time_is_never_believed_beyond_ours(desk: Desk):
    now = timezone.now()
    message = desk.writes("未来から", at=now, shown_at=now + timedelta(hours=3))
    assert message.shown_at == now


def test_card_numbers_never_reach_the_row(desk: Desk):
    message = desk.writes("カードは 4111 1111 1111 1111 です")
    assert "4111 1111" not in message.text + message.conversation.preview + message.conversation.title


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_first_messages_make_one_customer_and_one_matter():
    desk, errors, gate = Desk.open(), [], threading.Barrier(20)

    def write() -> None:
        gate.wait()
        try:
            desk.writes("はじめまして")
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(20)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert errors == []
    assert (Customer.objects.count(), Conversation.objects.count(), Identity.objects.count()) == (1, 1, 1)
    assert sorted(Message.objects.values_list("seq", flat=True)) == list(range(1, 21))
    assert Entry.objects.filter(kind="received").values("xid").distinct().count() == 20
