"""The visitor's socket through its real door."""

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connections
from django.utils import timezone

from channels_ingest import sending
from channels_ingest.chat import consumer, tickets
from channels_ingest.models import SocketTicket, VisitorSession
from conversations import outbox
from conversations.models import Channel, FocusInterval, Message
from omnidesk.asgi import application
from omnidesk.hub import hub
from omnidesk.limits import SOCKETS
from omnidesk.live import EVENTS
from tests.cast import Desk
from tests.channels_ingest.visitor import Browser

pytestmark = pytest.mark.django_db(transaction=True)

do = sync_to_async


@pytest.fixture
async def hanako() -> AsyncIterator[Browser]:
    desk = await do(Desk.open)()
    browser = Browser(desk.chat)
    browser.desk = desk
    yield await do(browser.begin)()
    await do(connections.close_all)()


async def open_socket(browser: Browser, ticket: str = "", **more: Any) -> WebsocketCommunicator:
    ticket = ticket or (await do(browser.post)("ticket/")).json()["ticket"]
    socket = at(browser.channel.public_id, ticket, **more)
    assert (await socket.connect(timeout=5))[0]
    return socket


def at(site: str, ticket: str, origin: str | None = None) -> WebsocketCommunicator:
    headers = [(b"host", b"localhost"), (b"origin", (origin or settings.PUBLIC_URL).encode())]
    return WebsocketCommunicator(application, f"/ws/chat/{site}/?ticket={ticket}", headers=headers)


async def heard(socket: WebsocketCommunicator, event: str) -> dict[str, Any]:
    async with asyncio.timeout(5):
        while True:
            frame: dict[str, Any] = await socket.receive_json_from(timeout=5)
            if frame["event"] == event:
                return frame


async def fresh() -> None:
    async with asyncio.timeout(5):
        while not hub().fresh:  # noqa: ASYNC110  the hub tells its sockets, not its tests
            await asyncio.sleep(0.02)


def answer(browser: Browser, text: str = "お調べします") -> Message:
    """Aya replies, and the worker comes by."""
    message = outbox.reply(
        Message.objects.latest("pk").conversation,
        browser.desk.aya,
        text=text,
        channel=browser.channel,
        identity=browser.session.identity,
        client_key=text,
        seen_revision=None,
    )
    sending.deliver(message.pk)
    return message


async def test_it_brings_the_answer_live(hanako):
    await do(hanako.write)()
    socket = await open_socket(hanako)
    await fresh()
    sent = await do(answer)(hanako)
    message = (await heard(socket, "changed"))["messages"][0]
    shown = [message[name] for name in ("id", "text", "mine", "state")]
    assert shown == [sent.pk, "お調べします", False, "sent"]
    assert message["author"] == {"name": "高橋", "initial": "高"}
    await socket.disconnect()


async def test_it_shows_the_first_message_in_the_second_tab(hanako):
    tabs = [await open_socket(hanako), await open_socket(hanako)]
    await fresh()
    await do(hanako.write)("最初の一言")
    for tab in tabs:
        assert (await heard(tab, "changed"))["messages"][0]["text"] == "最初の一言"
        await tab.disconnect()


async def test_it_never_shows_a_note_or_what_is_not_sent_yet(hanako):
    message = await do(hanako.write)()
    desk = hanako.desk
    await do(outbox.note)(message.conversation, desk.aya, text="社内だけ", client_key="n")
    way = {"channel": desk.chat, "identity": message.identity}
    await do(outbox.reply)(message.conversation, desk.aya, text="まだ", client_key="r", seen_revision=None, **way)
    assert [shown["text"] for shown in await do(hanako.thread)()] == ["充電できません"]


async def test_it_hears_nothing_of_another_visitor(hanako):
    other = await do(Browser(hanako.channel).begin)()
    socket = await open_socket(other)
    await fresh()
    await do(hanako.write)()
    await do(answer)(hanako)
    assert await socket.receive_nothing(timeout=0.5)
    await socket.disconnect()


async def test_it_passes_on_that_the_message_arrived_and_was_seen(hanako):
    await do(hanako.write)()
    socket = await open_socket(hanako)
    sent = await do(answer)(hanako)
    for word, state in (("got", "delivered"), ("seen", "read"), ("got", "read")):
        await socket.send_json_to({"do": word, "id": sent.pk})
        await socket.send_json_to({"do": "ping"})
        await heard(socket, "pong")
        assert (await do(Message.objects.get)(pk=sent.pk)).delivery == state
    await socket.disconnect()


@pytest.mark.parametrize("message_id", ["own", "note", 10**30, "1", None, [1], True, -1])
async def test_it_marks_nothing_that_is_not_ours_to_the_visitor(hanako, message_id):
    own = await do(hanako.write)()
    note = await do(outbox.note)(own.conversation, hanako.desk.aya, text="x", client_key="n")
    named = {"own": own.pk, "note": note.pk}.get(str(message_id), message_id)
    socket = await open_socket(hanako)
    await socket.send_json_to({"do": "seen", "id": named})
    await socket.send_json_to({"do": "ping"})
    await heard(socket, "pong")
    assert not await do(Message.objects.filter(read_at__isnull=False).exists)()
    await socket.disconnect()


async def test_it_tells_the_visitor_that_an_agent_has_read(hanako):
    own = await do(hanako.write)()
    socket = await open_socket(hanako)
    end = timezone.now() + timedelta(seconds=1)
    matter, aya = own.conversation, hanako.desk.aya
    await do(FocusInterval.objects.create)(agent=aya, conversation=matter, started_at=end, ended_at=end)
    await socket.send_json_to({"do": "ping"})
    assert (await heard(socket, "changed"))["messages"][0]["state"] == "read"
    await socket.disconnect()


async def test_it_lets_agents_and_visitor_see_each_other_type(hanako):
    own = await do(hanako.write)()
    socket = await open_socket(hanako)
    agent = await console(hanako.desk.aya)
    await agent.send_json_to({"do": "join", "topics": [f"matter.{own.conversation_id}"]})
    await heard(agent, "joined")
    await agent.send_json_to({"do": "viewing", "matter": own.conversation_id})
    await asyncio.sleep(0.2)
    await socket.send_json_to({"do": "typing", "text": 5})
    assert (await heard(agent, "customer_typing"))["matter"] == own.conversation_id
    await agent.send_json_to({"do": "typing", "matter": own.conversation_id})
    assert await heard(socket, "typing") == {"event": "typing", "name": "高橋"}
    await agent.disconnect()
    await socket.disconnect()


async def console(agent: Any) -> WebsocketCommunicator:
    from django.test import Client

    client = Client()
    await do(client.force_login)(agent)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = [(b"host", b"localhost"), (b"origin", settings.PUBLIC_URL.encode()), (b"cookie", cookie.encode())]
    socket = WebsocketCommunicator(application, "/ws/console/", headers=headers)
    assert (await socket.connect(timeout=5))[0]
    return socket


async def test_it_notes_the_page_without_its_secrets(hanako):
    socket = await open_socket(hanako)
    url = "https://u:p@shop.example/cart?utm=mail&token=abc&email=a@b.example&q=" + "x" * 80 + "#frag"
    await socket.send_json_to({"do": "page", "url": url, "title": "カート\n\u202e"})
    await socket.send_json_to({"do": "page", "url": "javascript:alert(1)", "title": "x"})
    await socket.send_json_to({"do": "ping"})
    await heard(socket, "pong")
    session = await do(lambda: hanako.session)()
    assert (session.page_url, session.page_title) == ("https://shop.example/cart?utm=mail", "カート")
    await socket.disconnect()


FUZZ = [
    "not json",
    "[]",
    "7",
    "null",
    '"ping"',
    '{"do": 5}',
    '{"do": ["ping"]}',
    '{"do": {"a": 1}}',
    "{}",
    '{"event": "base"}',
    '{"event": "__class__"}',
    '{"do": "__init__"}',
    '{"do": "join", "topics": ["customer.1"]}',
    '{"do": "viewing", "matter": 1}',
    '{"do": "focus", "matter": 1}',
    '{"type": "visitor.word"}',
    "[" * 15_000,
    '{"do": "ping", "n": ' + "9" * 5000 + "}",
    '{"do": NaN}',
    *(json.dumps({"do": name, "event": name}) for name in EVENTS),
]


@pytest.mark.parametrize("frame", FUZZ, ids=range(len(FUZZ)))
async def test_it_answers_nonsense_with_a_code_and_lives(hanako, frame):
    socket = await open_socket(hanako)
    await socket.send_to(text_data=frame)
    assert await heard(socket, "error") == {"event": "error", "code": "unknown"}
    await socket.send_json_to({"do": "ping"})
    await heard(socket, "pong")
    await socket.disconnect()


@pytest.mark.parametrize(
    "frame", [{"text_data": "x" * 20_000}, {"bytes_data": b"\x00\x01"}, {"text_data": "あ" * 16_385}]
)
async def test_it_closes_on_what_is_too_large_or_binary(hanako, frame):
    socket = await open_socket(hanako)
    await socket.send_to(**frame)
    assert (await socket.receive_output(5))["code"] == consumer.TOO_MUCH


async def test_it_closes_on_a_flood(hanako):
    socket = await open_socket(hanako)
    for _ in range(consumer.FRAMES_PER_MINUTE + 5):
        await socket.send_json_to({"do": "typing"})
    assert (await socket.receive_output(5))["code"] == consumer.TOO_MUCH


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost", "https://localhost:8443", "http://localhost:8001"]
)
async def test_it_gives_a_foreign_page_no_socket(hanako, origin):
    ticket = (await do(hanako.post)("ticket/")).json()["ticket"]
    socket = at(hanako.channel.public_id, ticket, origin=origin)
    assert not (await socket.connect(timeout=5))[0]


async def test_it_opens_one_socket_a_ticket(hanako):
    ticket = (await do(hanako.post)("ticket/")).json()["ticket"]
    first = await open_socket(hanako, ticket)
    second = await open_socket(hanako, ticket)
    assert (await second.receive_output(5))["code"] == consumer.NO_TICKET
    await first.disconnect()


@pytest.mark.parametrize("spoil", ["late", "ended", "other site", "none", "bearer"])
async def test_it_opens_no_socket_without_a_good_ticket(hanako, spoil):
    ticket, site = (await do(hanako.post)("ticket/")).json()["ticket"], hanako.channel.public_id
    if spoil == "late":
        await do(SocketTicket.objects.update)(expires_at=timezone.now())
    elif spoil == "ended":
        await do(VisitorSession.objects.update)(ended_at=timezone.now())
    elif spoil == "other site":
        site = (await do(Channel.objects.create)(kind="chat", name="別の店")).public_id
    else:
        ticket = "" if spoil == "none" else hanako.token
    socket = at(site, ticket)
    assert (await socket.connect(timeout=5))[0]
    assert (await socket.receive_output(5))["code"] == consumer.NO_TICKET


async def test_it_closes_when_the_visitor_signs_out(hanako):
    socket = await open_socket(hanako)
    await fresh()
    await do(hanako.client.delete)(hanako.url("session/"), headers=hanako.headers())
    assert await heard(socket, "closed") == {"event": "closed", "code": "ended"}
    assert (await socket.receive_output(5))["code"] == consumer.CLOSED


async def test_it_says_that_the_chat_was_paused(hanako):
    socket = await open_socket(hanako)
    await do(Channel.objects.filter(pk=hanako.channel.pk).update)(paused_at=timezone.now())
    await socket.send_json_to({"do": "ping"})
    assert await heard(socket, "closed") == {"event": "closed", "code": "paused"}
    await socket.disconnect()


async def test_it_seats_so_many_sockets_and_no_more(hanako):
    sockets = [await open_socket(hanako) for _ in range(SOCKETS["session"])]
    late = await open_socket(hanako)
    assert (await late.receive_output(5))["code"] == consumer.NO_SEAT
    for socket in sockets:
        await socket.disconnect()
    again = await open_socket(hanako)
    await again.disconnect()


async def test_it_counts_who_is_there(hanako):
    socket = await open_socket(hanako)
    assert (await do(lambda: hanako.session)()).connections == 1
    await socket.disconnect()
    assert (await do(lambda: hanako.session)()).connections == 0


async def test_it_catches_up_when_a_hint_was_lost(hanako, monkeypatch):
    monkeypatch.setattr(consumer, "LOOK_AGAIN_SECONDS", 600)
    await do(hanako.write)()
    socket = await open_socket(hanako)
    await fresh()
    await asyncio.sleep(0.2)
    monkeypatch.setattr("channels_ingest.adapters.chat.publish", lambda event: None)
    sent = await do(answer)(hanako, "ヒントなし")
    assert await socket.receive_nothing(timeout=0.3)
    # As when Redis comes back.
    hub()._tell_all("fresh")
    assert (await heard(socket, "changed"))["messages"][0]["id"] == sent.pk
    await socket.disconnect()


def test_one_of_twenty_gets_the_ticket(desk):
    browser = Browser(desk.chat).begin()
    ticket = browser.post("ticket/").json()["ticket"]

    def redeem(_number: int) -> bool:
        try:
            return tickets.redeem(desk.chat, ticket) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(redeem, range(20))) == 1
