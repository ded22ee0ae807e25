"""Somebody who can write to Redis can wake our workers; what they do is decided by the rows alone."""

import pickle

import pytest
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads

from channels_ingest import intake, tasks
from channels_ingest.adapters.chat import Chat
from channels_ingest.models import RawDelivery
from conversations import outbox
from conversations.models import Message
from omnidesk.celery import app
from tests.cast import Desk
from tests.channels_ingest.visitor import Browser


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    gone: list[int] = []
    monkeypatch.setattr(Chat, "send", lambda self, message: gone.append(message.pk))
    return gone


@pytest.mark.parametrize("state", ["sent", "delivered", "read", "failed", "unknown", "sending"])
def test_a_forged_deliver_sends_nothing_that_is_not_queued(
    visitor: Browser, desk: Desk, sent: list[int], state: str
) -> None:
    said = visitor.write()
    way = {"channel": desk.chat, "identity": said.identity, "seen_revision": None}
    reply = outbox.reply(said.conversation, desk.aya, text="はい", client_key="a", **way)
    note = outbox.note(said.conversation, desk.aya, text="社内", client_key="n")
    Message.objects.filter(pk=reply.pk).update(delivery=state)
    for pk in (reply.pk, note.pk, said.pk, 0, 10**12):
        tasks.deliver(pk)
    assert sent == []


def test_a_forged_ingest_takes_nothing_in_twice(visitor: Browser, desk: Desk) -> None:
    visitor.write()
    RawDelivery.objects.create(
        channel=desk.chat, external_id="x", state="quarantined", error="Unreadable", received_at="2026-01-01T00:00Z"
    )
    for pk in (*RawDelivery.objects.values_list("pk", flat=True), 0, 10**12):
        intake.ingest(pk)
    assert Message.objects.count() == 1
    assert set(RawDelivery.objects.values_list("state", flat=True)) == {"parsed", "quarantined"}


def test_a_pickled_task_is_never_opened() -> None:
    with pytest.raises(ContentDisallowed):
        loads(pickle.dumps([]), "application/x-python-serialize", "binary", accept=app.conf.accept_content)
