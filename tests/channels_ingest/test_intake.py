"""Raw first, once, and nothing lost: what the worker makes of what was kept."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels_ingest import claiming, intake, sweeping, tasks
from channels_ingest.adapters import ADAPTERS
from channels_ingest.adapters.base import Receipt, Unreadable
from channels_ingest.models import RawDelivery, SocketTicket, UsedToken, VisitorSession
from conversations import delivery, outbox
from conversations.models import Attachment, Channel, Message
from tests.cast import Desk
from tests.channels_ingest.visitor import work
from tests.conversations.test_files import kept, picture


def raw(desk: Desk, body: str, number: int = 1, **more) -> RawDelivery:
    fields = {"external_id": f"raw-{number}", "body": body, "received_at": timezone.now()} | more
    return RawDelivery.objects.create(channel=desk.chat, **fields)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[" * 100_000,
        '{"session": ' + "9" * 5000 + "}",
        '{"a": NaN}',
        "7",
        "[]",
        "{}",
        '{"session": "x"}',
        '{"session": 7}',
        '{"session": "00000000-0000-0000-0000-000000000000", "text": "a"}',
    ],
)
def test_it_sets_poison_aside_with_its_reason(desk, body):
    poisoned = raw(desk, body)
    intake.ingest(poisoned.pk)
    poisoned.refresh_from_db()
    assert poisoned.state == "quarantined"
    assert poisoned.error


def test_it_takes_the_next_good_one_after_poison(visitor, desk):
    raw(desk, "[" * 100_000, received_at=timezone.now() - timedelta(hours=1))
    visitor.say("無事です")
    sweeping.sweep()
    assert Message.objects.get().text == "無事です"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_it_never_raises_at_what_a_stranger_sends(desk, body):
    RawDelivery.objects.all().delete()
    hostile = raw(desk, json.dumps({"session": body, "text": body, "files": body}))
    intake.ingest(hostile.pk)
    hostile.refresh_from_db()
    assert hostile.state == "quarantined"


def test_it_tells_the_reason_without_the_strangers_words(desk):
    poisoned = raw(desk, '{"session": "4111 secret words"}')
    intake.ingest(poisoned.pk)
    poisoned.refresh_from_db()
    assert "secret" not in poisoned.error


def test_it_loses_no_neighbour_of_a_bad_event(visitor, desk, monkeypatch):
    visitor.say("よい知らせ")
    adapter, parse = ADAPTERS["chat"], type(ADAPTERS["chat"]).parse

    def batch(self, delivery):
        good = parse(self, delivery)[0]
        broken = replace(good, external_id="b", text=None)
        receipt = Receipt(desk.chat, "nobody", "teleported")
        return [Unreadable("an unknown kind"), broken, receipt, good]

    monkeypatch.setattr(type(adapter), "parse", batch)
    work()
    assert Message.objects.get().text == "よい知らせ"
    delivery = RawDelivery.objects.get()
    assert delivery.state == "quarantined"
    assert delivery.error.count(";") == 2


def test_a_receipt_that_overtakes_its_message_waits_for_it(desk, monkeypatch):
    answer = outbox.automatic(desk.matter, text="承りました", channel=desk.chat, identity=desk.identity)
    early = raw(desk, "{}")
    monkeypatch.setattr(type(ADAPTERS["chat"]), "parse", lambda *_: [Receipt(desk.chat, "theirs-1", "delivered")])
    intake.ingest(early.pk)
    early.refresh_from_db()
    assert (early.state, early.claimed_at) == ("pending", None)
    delivery.mark_sent(answer.pk, "theirs-1")
    with time_machine.travel(early.retry_at):
        sweeping.sweep()
    answer.refresh_from_db()
    assert answer.delivery == "delivered"


def test_a_paused_channel_keeps_what_comes_until_it_is_resumed(visitor, desk):
    visitor.say("定休日ですか")
    Channel.objects.update(paused_at=timezone.now())
    sweeping.sweep()
    assert not Message.objects.exists()
    Channel.objects.update(paused_at=None)
    sweeping.sweep()
    assert Message.objects.get().text == "定休日ですか"


def test_it_runs_again_what_was_set_aside(visitor, monkeypatch):
    visitor.say("もう一度")
    monkeypatch.setattr(type(ADAPTERS["chat"]), "parse", lambda self, raw: [Unreadable("a bug of ours")])
    work()
    monkeypatch.undo()
    intake.run_again(RawDelivery.objects.get())
    work()
    assert RawDelivery.objects.get().state == "parsed"
    assert Message.objects.count() == 1


def test_it_waits_for_a_database_that_is_away(visitor, monkeypatch):
    visitor.say("待ちます")
    delivery = RawDelivery.objects.get()

    def away(event):
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(intake, "take_in", away)
    intake.ingest(delivery.pk)
    monkeypatch.undo()
    assert (RawDelivery.objects.get().state, RawDelivery.objects.get().attempts) == ("pending", 0)
    sweeping.sweep()
    assert Message.objects.get().text == "待ちます"


def test_it_gives_up_at_last(visitor):
    visitor.say("いつまでも")
    RawDelivery.objects.update(attempts=intake.MOST_ATTEMPTS)
    work()
    assert RawDelivery.objects.get().state == "quarantined"


def test_it_is_claimed_by_one(visitor):
    visitor.say()
    delivery = RawDelivery.objects.get()
    assert [bool(claiming.claim(delivery.pk)) for _ in range(3)] == [True, False, False]


def waits_for_the_disk() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return cursor.fetchone() == ("on",)


def test_only_a_claim_that_stands_alone_is_not_waited_for(visitor, desk):
    visitor.say()
    ids = [RawDelivery.objects.get().pk]
    now = timezone.now()

    def told(waits: str | None) -> bool:
        """Nothing is claimed by it: the transaction is given up."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(claiming._CLAIM, {"ids": ids, "tried": None, "lapsed": now, "now": now, "waits": waits})
            found = waits_for_the_disk()
            transaction.set_rollback(True)
            return found

    assert (told("off"), told(None)) == (False, True)
    with transaction.atomic():
        assert claiming.claimed(ids)
        assert waits_for_the_disk()


def test_it_knows_a_repeat_after_the_body_was_taken_away(visitor, desk):
    key = "5a3cf2c8-9f5e-4f0e-9d38-2f4c8a1b7e60"
    visitor.write("昔の話", key=key)
    RawDelivery.objects.update(parsed_at=timezone.now() - sweeping.RAW_BODY_KEPT - timedelta(days=1))
    tasks.prune()
    assert RawDelivery.objects.get().body == ""
    visitor.say("昔の話", key=key)
    work()
    assert Message.objects.count() == 1


def test_it_takes_away_what_is_kept_for_a_time_only(visitor, desk):
    visitor.post("ticket/")
    UsedToken.objects.create(channel=desk.chat, jti="old-token", expires_at=timezone.now())
    forgotten, fresh = kept(picture(), "a.png", upload_scope="x"), kept(picture(), "b.png", upload_scope="x")
    Attachment.objects.filter(pk=forgotten.pk).update(created_at=timezone.now() - timedelta(days=2))
    VisitorSession.objects.update(last_seen_at=timezone.now() - timedelta(days=2))
    SocketTicket.objects.update(expires_at=timezone.now())
    tasks.prune()
    assert list(Attachment.objects.all()) == [fresh]
    assert not forgotten.file.storage.exists(forgotten.file.name)
    assert not any(model.objects.exists() for model in (SocketTicket, UsedToken, VisitorSession))
