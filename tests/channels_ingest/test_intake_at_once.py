"""Sweeps that finish what was left, and many deliveries at once: each taken in once, whoever gets there first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from channels_ingest import claiming, intake, sweeping, tasks
from channels_ingest.models import RawDelivery
from conversations import outbox
from conversations.models import Conversation, Message
from customers.models import Customer
from tests.channels_ingest.visitor import Browser


def test_the_sweep_sends_what_a_lost_wake_up_left(visitor, desk):
    message = visitor.write()
    sent = outbox.reply(
        message.conversation,
        desk.aya,
        text="はい",
        channel=desk.chat,
        identity=message.identity,
        client_key="a",
        seen_revision=None,
    )
    tasks.sweep()
    sent.refresh_from_db()
    assert sent.delivery == "sent"


def test_the_sweep_finishes_what_a_dead_worker_began(visitor, desk):
    message = visitor.write()
    sent = outbox.automatic(message.conversation, text="受付しました", channel=desk.chat, identity=message.identity)
    Message.objects.filter(pk=sent.pk).update(delivery="sending", claimed_at=timezone.now() - timedelta(seconds=9))
    tasks.sweep()
    sent.refresh_from_db()
    assert sent.delivery == "sent"


@pytest.mark.django_db(transaction=True)
def test_one_sweep_at_a_time(desk, monkeypatch):
    def meanwhile() -> None:
        with ThreadPoolExecutor(1) as pool:
            monkeypatch.setattr(sweeping, "go_round", lambda: None)
            swept.append(pool.submit(closing, sweeping.sweep).result())

    swept: list[bool] = []
    monkeypatch.setattr(sweeping, "go_round", meanwhile)
    assert sweeping.sweep()
    assert swept == [False]


def closing(deed):
    try:
        return deed()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_twenty_first_messages_make_one_customer_and_one_matter(desk):
    """Two tabs of one browser, all at once, each worker in a connection of its own."""
    visitor = Browser(desk.chat).begin()
    tabs = [visitor, Browser(desk.chat)]
    tabs[1].token = visitor.token

    def write(number: int) -> int:
        return closing(lambda: tabs[number % 2].say(f"{number}番目").status_code)

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(write, range(20))) == {202}
        list(pool.map(lambda pk: closing(lambda: intake.ingest(pk)), RawDelivery.objects.values_list("pk", flat=True)))
    assert set(RawDelivery.objects.values_list("state", flat=True)) == {"parsed"}
    assert (Customer.objects.count(), Conversation.objects.count(), Message.objects.count()) == (1, 1, 20)
    assert sorted(Message.objects.values_list("seq", flat=True)) == list(range(1, 21))
    assert len({message["key"] for message in visitor.thread()}) == 20


@pytest.mark.django_db(transaction=True)
def test_twenty_of_the_same_at_once_are_one(desk):
    visitor = Browser(desk.chat).begin()
    key = "5a3cf2c8-9f5e-4f0e-9d38-2f4c8a1b7e60"
    with ThreadPoolExecutor(20) as pool:
        codes = set(pool.map(lambda _: closing(lambda: visitor.say("一度", key=key).status_code), range(20)))
        pk = RawDelivery.objects.get().pk
        list(pool.map(lambda _: closing(lambda: intake.ingest(pk)), range(20)))
    assert codes == {202}
    assert Message.objects.count() == 1


def test_a_round_leaves_what_is_slow_to_the_next_one(monkeypatch: pytest.MonkeyPatch):
    """A provider that hangs holds up neither held mails nor snoozes: each stage of a sweep has its time."""
    done: list[int] = []
    monkeypatch.setattr(sweeping, "time", SimpleNamespace(monotonic=lambda: 6.0 * len(done)))
    sweeping.each(done.append, [1, 2, 3], seconds=5)
    assert done == [1]
    sweeping.each(done.append, [2, 3])
    assert done == [1, 2, 3]


def test_a_worker_that_waits_for_a_file_is_not_taken_for_dead(visitor: Browser):
    visitor.say("写真です")
    raw = claiming.claim(RawDelivery.objects.get().pk)
    raw.waits(10)
    for seconds, is_free in ((12, False), (19, True)):
        with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False):
            assert (claiming.claim(raw.pk) is not None) == is_free
