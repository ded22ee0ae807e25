"""A row first: what was accepted is queued once, and its status only climbs."""

import threading
import uuid

import pytest
from django.db import connection

from conversations import delivery, outbox
from conversations.models import Delivery, Message, Status
from tests.cast import Desk


def answer(desk: Desk, **more: object) -> Message:
    fields: dict[str, object] = {
        "text": "お調べします",
        "channel": desk.chat,
        "identity": desk.identity,
        "client_key": uuid.uuid4().hex,
        "seen_revision": None,
    }
    return outbox.reply(desk.matter, desk.aya, **(fields | more))  # type: ignore[arg-type]  # a test's shorthand


def test_a_reply_is_queued_and_hands_the_turn_to_the_customer(desk: Desk):
    desk.writes()
    message = answer(desk)
    assert message.delivery == Delivery.QUEUED
    assert (desk.matter.status, desk.matter.waiting_since) == (Status.AWAITING_CUSTOMER, None)
    assert desk.matter.assignee == desk.aya


def test_one_press_is_one_message_whatever_the_network_repeats(desk: Desk):
    desk.writes()
    assert answer(desk, client_key="once") == answer(desk, client_key="once")
    assert Message.objects.filter(direction="out").count() == 1


def test_a_stale_reply_is_held_back_and_shows_what_came_in_between(desk: Desk):
    seen = desk.writes().revision
    newer = desk.writes("やはり返品でお願いします")
    with pytest.raises(outbox.Stale) as held:
        answer(desk, seen_revision=seen)
    assert held.value.newer == [newer]
    assert not Message.objects.filter(direction="out").exists()


def test_a_tick_on_an_old_message_makes_nothing_stale(desk: Desk):
    desk.writes()
    first = answer(desk)
    delivery.claim(first.pk)
    delivery.mark_read(first.pk)
    assert answer(desk, seen_revision=first.revision).delivery == Delivery.QUEUED


def test_a_message_is_claimed_by_one_worker_only(desk: Desk):
    desk.writes()
    message = answer(desk)
    assert delivery.claim(message.pk) == message
    assert delivery.claim(message.pk) is None


def test_status_only_climbs(desk: Desk):
    desk.writes()
    message = answer(desk)
    assert delivery.mark_read(message.pk)
    assert not delivery.mark_sent(message.pk)
    assert not delivery.mark_failed(message.pk, "late news", permanent=True)
    message.refresh_from_db()
    assert message.delivery == Delivery.READ


def test_what_the_provider_took_may_still_fail_and_what_arrived_may_not(desk: Desk):
    desk.writes()
    lost, got = answer(desk), answer(desk, client_key="second")
    for message in (lost, got):
        delivery.mark_sent(message.pk, f"theirs-{message.pk}")
    delivery.mark_delivered(got.pk)
    assert delivery.mark_undelivered(lost.pk, "unknown number")
    assert not delivery.mark_undelivered(got.pk, "late news")
    lost.refresh_from_db()
    assert (lost.delivery, lost.failure) == (Delivery.FAILED, "unknown number")


def test_a_failed_message_is_sent_again_as_the_same_message(desk: Desk):
    desk.writes()
    message = answer(desk)
    delivery.claim(message.pk)
    delivery.mark_failed(message.pk, "the line is down", permanent=False)
    assert outbox.retry(message, desk.aya)
    assert delivery.due() == [message.pk]
    assert not outbox.retry(message, desk.aya)


def test_a_note_is_never_queued_and_leaves_the_turn_where_it_is(desk: Desk):
    desk.writes()
    note = outbox.note(desk.matter, desk.aya, text="在庫は名古屋に 6 台", client_key="n1")
    assert note.delivery == Delivery.NONE
    assert desk.matter.status == Status.WAITING
    assert delivery.due() == []


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_send_once():
    desk, gate, made = Desk.open(), threading.Barrier(20), []
    desk.writes()
    matter, identity = desk.matter, desk.identity

    def press() -> None:
        gate.wait()
        try:
            sent = outbox.reply(
                matter,
                desk.aya,
                text="一度だけ",
                channel=desk.chat,
                identity=identity,
                client_key="press",
                seen_revision=None,
            )
            made.append(sent.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(20)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(made) == 20
    assert len(set(made)) == 1
