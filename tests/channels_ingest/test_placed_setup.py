"""An admin sets up a form and a chat by the same steps as LINE, tries each out, and puts them into service."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_ingest import sending
from conversations import delivery
from conversations.models import Channel, Conversation, Message
from tests.cast import Desk
from tests.channels_ingest.visitor import Browser, work

SHOP = "https://shop.example"
OWN: dict[str, dict[str, Any]] = {
    "form": {"asks": ["name"], "acknowledges": "on"},
    "chat": {"color": "#2255aa"},
}
PAGES = {"form": "form", "chat": "chat-site"}


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


def step(channel: Channel, name: str) -> str:
    return reverse("channel-step", args=[channel.pk, name])


def fresh(channel: Channel) -> Channel:
    return Channel.objects.get(pk=channel.pk)


def begun(admin: Client, kind: str) -> Channel:
    admin.post("/settings/channels/new/", {"kind": kind})
    channel = Channel.objects.filter(kind=kind).latest("pk")
    admin.post(step(channel, "preparation"))
    admin.post(step(channel, "credentials"), {"origins": SHOP, **OWN[kind]})
    return fresh(channel)


def word_of(admin: Client, channel: Channel) -> str:
    admin.post(reverse("channel-echo", args=[channel.pk]))
    return f"テスト {fresh(channel).settings['echo']['word']}"


def fills_in(channel: Channel, message: str) -> int:
    """A person, who takes their time, and says what it is about."""
    path = reverse("form-page", args=[channel.public_id])
    with time_machine.travel(timezone.now(), tick=False) as clock:
        stamp = Client().get(path).context["stamp"]
        clock.shift(30)
        said = {"message": message, "email": "noguchi@minato.example", "name": "野口", "stamp": stamp}
        return Client().post(path, said).status_code


@pytest.mark.parametrize("kind", ["form", "chat"])
def test_all_seven_steps(admin: Client, desk: Desk, kind: str):
    assert f'value="{kind}"' in admin.get("/settings/channels/new/").content.decode()
    channel = begun(admin, kind)
    own = reverse(PAGES[kind], args=[channel.pk])
    assert admin.get(own)["Location"] == reverse("channel", args=[channel.pk])
    for name in ("webhook", "test", "routing"):
        said = {"name": "お店", "team": desk.support.pk, "language": "ja"} if name == "routing" else {}
        assert admin.get(reverse("channel", args=[channel.pk]))["Location"] == step(channel, name)
        assert (channel.public_id in admin.get(step(channel, name)).content.decode()) >= (name == "webhook")
        admin.post(step(channel, name), said)
    assert fresh(channel).paused_at
    assert admin.post(step(channel, "launch"))["Location"] == reverse("channel", args=[channel.pk])
    assert (fresh(channel).paused_at, fresh(channel).settings["origins"]) == (None, [SHOP])
    assert admin.get(reverse("channel", args=[channel.pk]))["Location"] == own
    assert admin.get(own).status_code == admin.get(step(channel, "test")).status_code == 200


def test_nothing_goes_live_half_done_nor_by_its_own_page(admin: Client):
    admin.post("/settings/channels/new/", {"kind": "form"})
    channel = Channel.objects.get(kind="form")
    assert "未入力" in admin.get(step(channel, "launch")).content.decode()
    assert "未設定" in admin.get("/settings/channels/").content.decode()
    admin.post(step(channel, "launch"))
    admin.post(reverse("form-resumption", args=[channel.pk]))
    assert fresh(channel).paused_at
    assert admin.post(step(channel, "credentials"), {"origins": ""}).status_code == 422


def test_a_company_has_several_forms_each_with_a_name_of_its_own(admin: Client):
    first, second = begun(admin, "form"), begun(admin, "form")
    assert first.public_id != second.public_id
    assert second.name == f"{first.name} 2"


def test_the_word_comes_through_a_form_that_is_not_live(admin: Client):
    channel = begun(admin, "form")
    assert fills_in(channel, "充電できません") == 409
    word = word_of(admin, channel)
    assert [fills_in(channel, text) for text in ("在庫はありますか", word)] == [303, 303]
    work()
    matter = Conversation.objects.get()
    assert (matter.is_simulated, matter.status, matter.customer.is_simulated) == (True, "no_reply_needed", True)
    page = admin.get(reverse("channel-echo", args=[channel.pk])).content.decode()
    assert "受信しました。動いています" in page
    assert Message.objects.filter(direction="out").count() == 0


def test_the_word_is_answered_in_a_chat_that_is_not_live(admin: Client, desk: Desk):
    channel = begun(admin, "chat")
    look = reverse("chat-look", args=[channel.public_id])
    assert '"paused": true' in Client().get(look).content.decode()
    word = word_of(admin, channel)
    assert '"paused": false' in Client().get(look).content.decode()
    visitor = Browser(channel).begin()
    visitor.write(word)
    work()
    for message in delivery.due():
        sending.deliver(message)
    assert [message["automatic"] for message in visitor.thread()] == [False, True]
    page = admin.get(reverse("channel-echo", args=[channel.pk])).content.decode()
    assert "受信して返信しました" in page
    # In earnest, from the same browser: a customer like any other, and the answer finds them.
    Channel.objects.filter(pk=channel.pk).update(paused_at=None, team=desk.support)
    visitor.write("充電できません")
    work()
    assert [conversation.is_simulated for conversation in Conversation.objects.order_by("pk")] == [True, False]
    assert visitor.thread()[-1]["text"] == "充電できません"
