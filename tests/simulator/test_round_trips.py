"""Our adapters and the played providers prove each other, over real HTTP: there and back, and whatever breaks."""

import io
import json
import threading
import time

import pytest
from django.core.management import call_command
from django.utils import timezone

from channels_ingest import refusals, sending
from channels_ingest.models import RawDelivery
from conversations import outbox, resting
from conversations.models import Channel, Conversation, Delivery, Message
from conversations.real_work import of_real_work
from omnidesk import fetching
from simulator import acting, door, faults
from simulator.models import SimulatorCall
from tests.channels_ingest.visitor import work
from tests.simulator.practice import Practice


def answer(practice: Practice, text: str = "承りました") -> Message:
    """Aya answers on the channel the customer wrote on; a worker sends it."""
    matter, said = Conversation.objects.get(), Message.objects.filter(direction="in").latest("pk")
    told = {"text": text, "channel": practice.channel, "identity": said.identity}
    return delivered(outbox.reply(matter, practice.desk.aya, **told, client_key=f"key-{text}", seen_revision=None))


def delivered(message: Message) -> Message:
    sending.deliver(message.pk)
    message.refresh_from_db()
    return message


def due_at_once(practice: Practice, message: Message) -> None:
    """The pauses are over."""
    resting.mended(Channel.objects.get(pk=practice.channel.pk))
    Message.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now())


def heard(practice: Practice) -> list[str]:
    """What reached the customer."""
    rows = SimulatorCall.objects.filter(channel=practice.channel, direction="out").exclude(said=[]).order_by("pk")
    return [bubble["text"] for row in rows for bubble in row.said]


def test_words_go_there_and_back(practice: Practice):
    (row,) = practice.says("充電できません")
    work()
    message = Message.objects.get()
    assert (row.status, message.text, message.customer.is_simulated) == (200, "充電できません", True)
    assert answer(practice).delivery == Delivery.SENT
    assert heard(practice) == ["承りました"]


def test_practice_is_in_no_figure(practice: Practice):
    practice.says()
    work()
    assert Conversation.objects.get().is_simulated
    assert not of_real_work(Conversation.objects.all()).exists()


def test_a_repeated_notice_is_one_message(practice: Practice):
    faults.plan(practice.channel, faults.DOUBLED, 1)
    assert [row.status for row in practice.says()] == [200, 200]
    work()
    assert Message.objects.count() == 1
    assert SimulatorCall.objects.exclude(said=[]).count() == 1


def test_a_broken_signature_is_refused_and_counted(practice: Practice):
    faults.plan(practice.channel, faults.UNSIGNED, 1)
    assert [row.status for row in practice.says()] == [403]
    assert (RawDelivery.objects.count(), refusals.of_a_day(practice.channel)) == (0, 1)


def test_swapped_notices_are_two_messages(practice: Practice):
    faults.plan(practice.channel, faults.REORDERED, 1)
    assert [row.note for row in practice.says("一つ目")] == [faults.HELD]
    assert [row.status for row in practice.says("二つ目")] == [200, 200]
    work()
    assert sorted(Message.objects.values_list("text", flat=True)) == ["一つ目", "二つ目"]


def test_collected_notices_arrive_in_one_request(line: Practice):
    faults.plan(line.channel, faults.BATCHED, 3)
    rows = [row for text in ("一", "二", "三") for row in line.says(text)]
    assert [row.status for row in rows] == [0, 0, 200]
    work()
    assert list(Message.objects.order_by("shown_at", "pk").values_list("text", flat=True)) == ["一", "二", "三"]


def test_it_waits_as_long_as_the_provider_asks_and_sends_once(practice: Practice):
    practice.says()
    work()
    faults.plan(practice.channel, faults.THROTTLED, 2)
    message = answer(practice)
    resting_until = Channel.objects.get(pk=practice.channel.pk).resting_until
    assert message.delivery == Delivery.QUEUED
    assert resting_until is not None
    assert (resting_until - timezone.now()).total_seconds() > 20
    faults.stop(practice.channel)
    due_at_once(practice, message)
    assert (delivered(message).delivery, heard(practice)) == (Delivery.SENT, ["承りました"])


def test_after_an_error_of_theirs_it_never_arrives_twice(practice: Practice):
    practice.says()
    work()
    faults.plan(practice.channel, faults.BROKEN, 1)
    message = answer(practice)
    assert message.delivery in (Delivery.UNKNOWN, Delivery.QUEUED)
    due_at_once(practice, message)
    delivered(message)
    assert len(heard(practice)) <= 1


def test_a_late_answer_leaves_it_open_and_is_not_repeated(practice: Practice, monkeypatch):
    practice.says()
    work()
    monkeypatch.setattr(door, "SLOW_SECONDS", 3)
    # Another test's late answer may still be asleep.
    monkeypatch.setattr(door, "SLEEPERS", threading.Semaphore(1))
    patient = fetching.bounded
    monkeypatch.setattr(fetching, "bounded", lambda line, until: patient(line, min(until, time.monotonic() + 0.5)))
    faults.plan(practice.channel, faults.SLOW, 1)
    message = answer(practice)
    due_at_once(practice, message)
    sending.deliver(message.pk)
    assert heard(practice) == ["承りました"]
    assert message.delivery == Delivery.UNKNOWN


def test_a_receipt_tells_that_it_arrived(twilio: Practice):
    twilio.says()
    work()
    message = answer(twilio)
    acting.report(SimulatorCall.objects.get(direction="out").pk)
    work()
    message.refresh_from_db()
    assert message.delivery == Delivery.DELIVERED


def test_a_receipt_tells_that_it_did_not(vonage: Practice):
    vonage.says()
    work()
    message = answer(vonage)
    faults.plan(vonage.channel, faults.UNDELIVERED, 1)
    acting.report(SimulatorCall.objects.get(direction="out").pk)
    work()
    message.refresh_from_db()
    assert message.delivery == Delivery.FAILED


def test_what_is_taken_back_is_gone_on_both_sides(line: Practice):
    line.says("間違えました")
    work()
    line.says(deed="unsend")
    work()
    message = Message.objects.get()
    assert (message.text, message.unsent_at is not None) == ("", True)
    assert "間違えました" not in json.dumps([row.said for row in SimulatorCall.objects.all()], ensure_ascii=False)


@pytest.mark.parametrize("deed", ["photo", "sticker", "location"])
def test_more_than_words_arrives_too(line: Practice, deed: str):
    line.says(deed=deed)
    work()
    message = Message.objects.get()
    assert message.attachments.count() == (1 if deed == "photo" else 0)
    assert bool(message.text) == (deed != "photo")


def test_the_command_makes_a_channel_and_prints_a_line_for_each_event(practice: Practice):
    out, choice = io.StringIO(), practice.provider.name or practice.provider.kind
    call_command("simulate", choice, "--text", "こんにちは", "--count", "2", "--duplicate", stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(row["status"], row["note"]) for row in rows] == [(200, ""), (200, faults.DOUBLED)] * 2
    work()
    assert Message.objects.count() == 2
