"""What the visitor's socket brings and takes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_ingest import sending
from channels_ingest.chat import consumer
from conversations import outbox
from conversations.models import Channel, FocusInterval, Message
from omnidesk import redis_link
from omnidesk.hub import hub
from tests.channels_ingest.sockets import console, do, fresh, heard, open_socket
from tests.channels_ingest.visitor import Browser

pytestmark = pytest.mark.django_db(transaction=True)


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
    await agent.send_json_to({"do": "ping"})
    await heard(agent, "pong")
    await socket.send_json_to({"do": "typing", "text": 5})
    assert (await heard(agent, "customer_typing"))["matter"] == own.conversation_id
    by_mail = {"do": "typing", "matter": own.conversation_id, "channel": own.channel_id + 1}
    await agent.send_json_to(by_mail)
    assert await socket.receive_nothing(0.5), "what goes out by another channel is not written here"
    await agent.send_json_to(by_mail | {"channel": own.channel_id})
    assert await heard(socket, "typing") == {"event": "typing", "name": "高橋"}
    await agent.disconnect()
    await socket.disconnect()


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


async def test_it_says_that_the_chat_was_paused(hanako):
    socket = await open_socket(hanako)
    await do(Channel.objects.filter(pk=hanako.channel.pk).update)(paused_at=timezone.now())
    await socket.send_json_to({"do": "ping"})
    assert await heard(socket, "closed") == {"event": "closed", "code": "paused"}
    await socket.disconnect()


async def test_it_catches_up_when_a_hint_was_lost(hanako, monkeypatch):
    monkeypatch.setattr(consumer, "LOOK_AGAIN_SECONDS", 600)
    monkeypatch.setattr(redis_link, "REST_SECONDS", 600.0)
    await do(hanako.write)()
    socket = await open_socket(hanako)
    await fresh()
    # Said after the look that the hub had asked for.
    await socket.send_json_to({"do": "ping"})
    await heard(socket, "pong")
    monkeypatch.setattr("channels_ingest.adapters.chat.publish", lambda event: None)
    sent = await do(answer)(hanako, "ヒントなし")
    assert await socket.receive_nothing(timeout=0.3)
    # As when Redis comes back.
    hub()._tell_all("fresh")
    assert (await heard(socket, "changed"))["messages"][0]["id"] == sent.pk
    await socket.disconnect()
