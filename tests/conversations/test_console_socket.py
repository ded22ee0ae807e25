"""The console's socket through its real door: who may listen, what is heard, and what stops when rights go."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connections
from django.test import Client, override_settings

from agents.models import Agent, Membership
from agents.rights import changed
from conversations import assigning
from conversations.models import FocusInterval
from omnidesk import live, redis_link, telling
from omnidesk.asgi import application
from omnidesk.hub import BROKEN, hub
from tests.cast import Desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def stage() -> AsyncIterator[Desk]:
    yield await sync_to_async(Desk.open)()
    # The worker threads' connections would keep the test database from being taken down.
    await sync_to_async(connections.close_all)()


async def enter(agent: Agent | None) -> WebsocketCommunicator:
    headers = [(b"origin", settings.PUBLIC_URL.encode()), (b"host", b"localhost")]
    if agent is not None:
        client = Client()
        await sync_to_async(client.force_login)(agent)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()))
    socket = WebsocketCommunicator(application, "/ws/console/", headers=headers)
    assert (await socket.connect(timeout=30))[0]
    return socket


async def heard(socket: WebsocketCommunicator, event: str) -> dict[str, object]:
    """The next frame of this name; others before it are passed over."""
    async with asyncio.timeout(30):
        while True:
            frame: dict[str, object] = await socket.receive_json_from(timeout=30)
            if frame["event"] == event:
                return frame


async def fresh(socket: WebsocketCommunicator) -> None:
    """The hub listens to Redis: told once, at the beginning or a little later."""
    if not hub().fresh:
        await heard(socket, "fresh")


async def join(socket: WebsocketCommunicator, *topics: str) -> list[str]:
    await socket.send_json_to({"do": "join", "topics": list(topics)})
    return list((await heard(socket, "joined"))["topics"])  # type: ignore[call-overload]  # a list of names


async def test_a_stranger_is_shut_out_with_4401():
    socket = await enter(None)
    assert (await socket.receive_output(30))["code"] == 4401


async def test_a_page_of_another_origin_gets_no_socket(stage: Desk):
    headers = [(b"origin", b"https://evil.example"), (b"host", b"localhost")]
    socket = WebsocketCommunicator(application, "/ws/console/", headers=headers)
    assert not (await socket.connect(timeout=30))[0]


async def test_the_team_hears_a_new_message_in_its_own_language(stage: Desk):
    matter = (await sync_to_async(stage.writes)()).conversation_id
    socket = await enter(stage.aya)
    await fresh(socket)
    assert await join(socket, f"matter.{matter}") == [f"matter.{matter}"]
    message = await sync_to_async(stage.writes)("まだ赤いままです")
    frame = await heard(socket, "message")
    assert (frame["id"], frame["revision"]) == (message.pk, message.revision)
    assert "まだ赤いままです" in str(frame["html"])
    await socket.disconnect()


@pytest.mark.parametrize("topic", ["matter.{pk}", "matter.%", "customer.*", "agent.1", "team.1", "visitor.x", 7, None])
async def test_the_outsider_joins_nothing(stage: Desk, topic: object):
    matter = (await sync_to_async(stage.writes)()).conversation_id
    socket = await enter(stage.emily)
    asked = topic.format(pk=matter) if isinstance(topic, str) else topic
    await socket.send_json_to({"do": "join", "topics": [asked]})
    assert (await heard(socket, "joined"))["topics"] == []
    await socket.disconnect()


async def test_a_removed_member_gets_nothing_more(stage: Desk):
    matter = (await sync_to_async(stage.writes)()).conversation_id
    socket = await enter(stage.tamura)
    await fresh(socket)
    await join(socket, f"matter.{matter}")
    await sync_to_async(lambda: Membership.objects.filter(agent=stage.tamura).delete())()
    await sync_to_async(changed)(stage.tamura)
    assert (await heard(socket, "left"))["topics"] == [f"matter.{matter}"]
    await sync_to_async(stage.writes)("次の言葉")
    assert await socket.receive_nothing(0.5)
    await socket.disconnect()


async def test_a_matter_handed_to_another_team_leaves_the_open_page_first(stage: Desk):
    matter = (await sync_to_async(stage.writes)()).conversation
    socket = await enter(stage.aya)
    await fresh(socket)
    await join(socket, f"matter.{matter.pk}")
    await sync_to_async(assigning.move_to_team)(matter, stage.english, stage.fujita)
    names: list[object] = []
    while "left" not in names or not await socket.receive_nothing(0.5):
        names.append((await socket.receive_json_from(timeout=30))["event"])
    assert not {"message", "entry", "matter"} & set(names)
    await socket.disconnect()


async def test_signing_out_everywhere_closes_the_socket(stage: Desk):
    socket = await enter(stage.aya)
    await fresh(socket)

    def deactivate() -> None:
        Agent.objects.filter(pk=stage.aya.pk).update(is_active=False)
        changed(stage.aya)

    await sync_to_async(deactivate)()
    while (output := await socket.receive_output(30))["type"] != "websocket.close":
        pass
    assert output["code"] == 4401


@pytest.mark.parametrize(
    "frame", ["not json", "[" * 9000, '{"do":"__class__"}', '{"event":"base"}', "7", '{"do":["join"]}']
)
async def test_nonsense_gets_a_code_and_harms_nobody(stage: Desk, frame: str):
    socket = await enter(stage.aya)
    await socket.send_to(text_data=frame)
    assert (await heard(socket, "error")) == {"event": "error", "code": "unknown"}
    await socket.send_json_to({"do": "ping"})
    await heard(socket, "pong")
    await socket.disconnect()


async def test_two_colleagues_see_each_other(stage: Desk):
    matter = (await sync_to_async(stage.writes)()).conversation_id
    aya, tamura = await enter(stage.aya), await enter(stage.tamura)
    for socket in (aya, tamura):
        await join(socket, f"matter.{matter}")
        await socket.send_json_to({"do": "viewing", "matter": matter})
    assert [person["name"] for person in (await heard(aya, "viewing"))["people"]] == ["田村"]  # type: ignore[attr-defined]  # a list
    await tamura.send_json_to({"do": "typing", "matter": matter})
    frame = await heard(aya, "viewing")
    while not frame["people"][0]["typing"]:  # type: ignore[index]  # a list of people
        frame = await heard(aya, "viewing")
    await aya.disconnect()
    await tamura.disconnect()


async def test_focus_is_recorded_only_on_a_matter_one_may_see(stage: Desk):
    matter = (await sync_to_async(stage.writes)()).conversation_id
    aya, emily = await enter(stage.aya), await enter(stage.emily)
    await join(aya, f"matter.{matter}")
    for socket in (aya, emily):
        await socket.send_json_to({"do": "focus", "matter": matter})
        await socket.send_json_to({"do": "ping"})
        await heard(socket, "pong")
    assert [row.agent_id async for row in FocusInterval.objects.all()] == [stage.aya.pk]
    await aya.disconnect()
    await emily.disconnect()


async def test_a_socket_that_breaks_leaves_no_seat_behind(stage: Desk, monkeypatch: pytest.MonkeyPatch):
    socket = await enter(stage.aya)
    await socket.send_json_to({"do": "ping"})
    await heard(socket, "pong")
    assert hub().listening(f"agent.{stage.aya.pk}") == 1
    monkeypatch.setattr("conversations.topics.allowed", lambda agent, asked: 1 / 0)
    await socket.send_json_to({"do": "join", "topics": []})
    while (output := await socket.receive_output(30))["type"] != "websocket.close":
        pass
    assert output["code"] == BROKEN
    await socket.disconnect()
    assert hub().listening(f"agent.{stage.aya.pk}") == 0


@pytest.mark.parametrize("frames", ["[]", "7", '{"": 7}', "[" * 99999])
async def test_a_malformed_event_leaves_the_hub_alive(stage: Desk, frames: str):
    socket = await enter(stage.aya)
    await socket.send_json_to({"do": "ping"})
    await heard(socket, "pong")
    hub().deliver(f'{{"event": "queue", "topics": ["agent.{stage.aya.pk}"], "frames": {frames}}}')
    await socket.send_json_to({"do": "ping"})
    await heard(socket, "pong")
    await socket.disconnect()


async def while_redis_is_late(deed: Callable[[], object]) -> None:
    """Only what publishes meets a Redis that does not answer: the hub's own line stays, and notices nothing."""
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        redis_link.forget()
        await sync_to_async(deed)()
    redis_link.forget()


async def test_a_page_is_told_to_look_when_a_hint_could_not_be_told_in_time(stage: Desk):
    socket, emily = await enter(stage.aya), await enter(stage.emily)
    await fresh(socket)
    await while_redis_is_late(lambda: telling.send([live.QueueHint(1, agents=(stage.aya.pk,))]))
    assert await heard(socket, "missed") == {"event": "missed"}
    assert await emily.receive_nothing(0.2) or (await emily.receive_json_from())["event"] == "fresh"
    await socket.disconnect()
    await emily.disconnect()


async def test_a_right_that_went_is_asked_for_when_it_could_not_be_told_in_time(stage: Desk):
    matter = (await sync_to_async(stage.writes)()).conversation_id
    socket = await enter(stage.tamura)
    await fresh(socket)
    await join(socket, f"matter.{matter}")
    await sync_to_async(lambda: Membership.objects.filter(agent=stage.tamura).delete())()
    await while_redis_is_late(lambda: changed(stage.tamura))
    assert (await heard(socket, "left"))["topics"] == [f"matter.{matter}"]
    await socket.disconnect()
