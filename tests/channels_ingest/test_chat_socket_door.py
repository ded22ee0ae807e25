"""Who gets a visitor's socket, how many, and what happens to who speaks nonsense through it."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from channels_ingest.chat import consumer, tickets
from channels_ingest.models import SocketTicket, VisitorSession
from conversations.models import Channel
from omnidesk.limits import SOCKETS
from omnidesk.live import EVENTS
from tests.channels_ingest.sockets import at, do, fresh, heard, open_socket
from tests.channels_ingest.visitor import Browser

pytestmark = pytest.mark.django_db(transaction=True)


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
    assert (await socket.receive_output(30))["code"] == consumer.TOO_MUCH


async def test_it_closes_on_a_flood(hanako):
    socket = await open_socket(hanako)
    for _ in range(consumer.FRAMES_PER_MINUTE + 5):
        await socket.send_json_to({"do": "typing"})
    assert (await socket.receive_output(30))["code"] == consumer.TOO_MUCH


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost", "https://localhost:8443", "http://localhost:8001"]
)
async def test_it_gives_a_foreign_page_no_socket(hanako, origin):
    ticket = (await do(hanako.post)("ticket/")).json()["ticket"]
    socket = at(hanako.channel.public_id, ticket, origin=origin)
    assert not (await socket.connect(timeout=30))[0]


async def test_it_opens_one_socket_a_ticket(hanako):
    ticket = (await do(hanako.post)("ticket/")).json()["ticket"]
    first = await open_socket(hanako, ticket)
    second = await open_socket(hanako, ticket)
    assert (await second.receive_output(30))["code"] == consumer.NO_TICKET
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
    assert (await socket.connect(timeout=30))[0]
    assert (await socket.receive_output(30))["code"] == consumer.NO_TICKET


async def test_it_closes_when_the_visitor_signs_out(hanako):
    socket = await open_socket(hanako)
    await fresh()
    await do(hanako.client.delete)(hanako.url("session/"), headers=hanako.headers())
    assert await heard(socket, "closed") == {"event": "closed", "code": "ended"}
    assert (await socket.receive_output(30))["code"] == consumer.CLOSED


async def test_it_seats_so_many_sockets_and_no_more(hanako):
    sockets = [await open_socket(hanako) for _ in range(SOCKETS["session"])]
    late = await open_socket(hanako)
    assert (await late.receive_output(30))["code"] == consumer.NO_SEAT
    for socket in sockets:
        await socket.disconnect()
    again = await open_socket(hanako)
    await again.disconnect()


async def test_it_counts_who_is_there(hanako):
    socket = await open_socket(hanako)
    assert (await do(lambda: hanako.session)()).connections == 1
    await socket.disconnect()
    assert (await do(lambda: hanako.session)()).connections == 0


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
