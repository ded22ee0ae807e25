"""Fragments are rendered for whoever listens, and for nobody else; a transaction's events travel together."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from redis.connection import Connection

from omnidesk import frames, redis_link, telling
from omnidesk.hub import Hub, Listener
from omnidesk.live import MessageShown, QueueHint
from tests.cast import Desk

pytestmark = pytest.mark.django_db


def told(event: Any, *watched: str) -> dict[str, Any]:
    packet = json.loads(frames.packet(event, set(watched)))
    return {name: json.loads(frame) for name, frame in packet["frames"].items()} | {"name": packet["event"]}


def test_a_fragment_is_rendered_in_the_languages_that_are_listened_to(desk: Desk):
    message = desk.writes("赤いままです")
    frame = told(MessageShown(message), f"omnidesk:live:matter.{message.conversation_id}:en")
    assert "赤いままです" in frame["en"]["html"]
    assert "ja" not in frame
    assert frame[""]["event"] == "thread"


def test_where_nobody_listens_a_hint_asks_to_look(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    message = desk.writes()
    monkeypatch.setattr(frames, "rendered", lambda *_: pytest.fail("rendered for nobody"))
    frame = told(MessageShown(message))
    assert frame["name"] == "thread"
    assert frame[""] == {
        "event": "thread",
        "customer": message.customer_id,
        "revision": message.revision,
        "matter": None,
    }


def test_a_fragment_that_cannot_be_drawn_is_a_hint(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    message = desk.writes()
    monkeypatch.setattr(frames, "rendered", lambda *_: 1 / 0)
    assert told(MessageShown(message), f"omnidesk:live:matter.{message.conversation_id}:ja")["name"] == "thread"


def test_a_transaction_tells_each_hint_once_and_nothing_that_was_rolled_back(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
):
    said: list[Any] = []
    monkeypatch.setattr(telling, "send", said.append)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        telling.publish(QueueHint(1))
        with suppress(ZeroDivisionError), transaction.atomic():
            telling.publish(QueueHint(2))
            raise ZeroDivisionError
        telling.publish(QueueHint(1))
        telling.publish(QueueHint(3))
    assert said == [[QueueHint(1), QueueHint(3)]]


async def test_redis_knows_who_listens_until_the_last_one_leaves():
    async def nothing(*_: Any) -> bool:
        return True

    def heard() -> int:
        return int(redis_link.client().pubsub_numsub("omnidesk:live:matter.7:ja")[0][1])

    hub, ours = Hub(), [Listener("ja", nothing, nothing) for _ in range(2)]
    for listener in ours:
        hub.add(listener)
        hub.join(listener, {"matter.7", "people"})
    async with asyncio.timeout(30):
        while not hub.fresh:  # noqa: ASYNC110  the hub tells its listeners, not the test
            await asyncio.sleep(0.01)
    assert heard() == 1
    hub.leave(ours[0], {"matter.7"})
    await hub.watch()
    assert heard() == 1
    hub.remove(ours[1])
    await hub.watch()
    assert heard() == 0
    hub.remove(ours[0])


@pytest.mark.parametrize("steps", [0, 1, 3, 9])
async def test_a_hub_hears_whatever_comes_while_it_begins(steps: int):
    """After a restart all pages of the house are back within the same second."""
    heard = asyncio.Event()

    async def hear(_name: str, _frame: str) -> bool:
        heard.set()
        return True

    hub, listener = Hub(), Listener("ja", hear, hear, hear)  # type: ignore[arg-type]  # only `hear` is called
    hub.add(listener)
    for _ in range(steps):
        await asyncio.sleep(0)
    hub.join(listener, {"matter.8"})
    await hub.watch()
    await asyncio.wait_for(heard.wait(), 30)
    assert hub.fresh
    hub.remove(listener)


def test_a_client_that_is_let_go_while_its_line_is_made_hangs_up_on_nobody(monkeypatch: pytest.MonkeyPatch):
    read = Connection.read_response

    def heard(line: Connection, *args: Any, **more: Any) -> Any:
        redis_link.forget()
        return read(line, *args, **more)

    redis_link.forget()
    monkeypatch.setattr(Connection, "read_response", heard)
    assert telling.told([QueueHint(1)])


def test_where_no_hub_took_the_last_word_nobody_is_looked_for_for_a_second(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    looked: list[Any] = []
    monkeypatch.setattr(frames, "watched", lambda link, events: looked.append(events) or set())
    monkeypatch.setattr(frames, "ALONE_SECONDS", 60.0)
    frames.taken_by(1)
    message = desk.writes()
    assert telling.told([MessageShown(message)])
    assert telling.told([MessageShown(message)])
    assert len(looked) == 1
    # The hub of this process has come.
    frames.taken_by(1)
    telling.told([MessageShown(message)])
    assert len(looked) == 2
