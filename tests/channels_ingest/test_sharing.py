"""An admin shows a new chat to some of the visitors first, and to everybody when it goes well."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import AuditEntry
from channels_ingest import channel_transfer
from conversations.models import Channel
from tests.cast import Desk
from tests.channels_ingest.test_placed_setup import begun, fresh, step

PAGE = {"name": "お店", "language": "ja", "origins": "https://shop.example", "color": "#2255aa"}


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


def ready(admin: Client, desk: Desk, kind: str) -> Channel:
    channel = begun(admin, kind)
    admin.post(step(channel, "routing"), {"name": "お店", "team": desk.support.pk, "language": "ja"})
    return fresh(channel)


def look(channel: Channel) -> str:
    return Client().get(reverse("chat-look", args=[channel.public_id])).content.decode()


def test_a_chat_goes_live_for_a_share(admin: Client, desk: Desk):
    channel = ready(admin, desk, "chat")
    assert 'name="share" value="100"' in admin.get(step(channel, "launch")).content.decode()
    assert admin.post(step(channel, "launch"), {"share": "101"}).status_code == 422
    assert fresh(channel).paused_at
    admin.post(step(channel, "launch"), {"share": "20"})
    assert '"paused": false, "share": 20' in look(channel)
    assert AuditEntry.objects.get(action="channel.live").data["share"] == 20
    assert "20% に表示" in admin.get(reverse("chat-site", args=[channel.pk])).content.decode()


def test_its_page_raises_the_share_and_leaves_it_where_it_is_not_asked(admin: Client, desk: Desk):
    own = reverse("chat-site", args=[desk.chat.pk])
    assert '"share": 100' in look(desk.chat)
    admin.post(own, PAGE | {"team": desk.support.pk, "share": "50"})
    assert '"share": 50' in look(desk.chat)
    admin.post(own, PAGE | {"team": desk.support.pk})
    assert '"share": 50' in look(desk.chat)
    carried = json.loads(channel_transfer.exported(desk.noguchi, None))["channels"]
    assert [one["settings"]["share"] for one in carried if one["kind"] == "chat"] == [50]


def test_the_step_of_settings_does_not_touch_it(admin: Client, desk: Desk):
    channel = ready(admin, desk, "chat")
    Channel.objects.filter(pk=channel.pk).update(settings=channel.settings | {"share": 30})
    page = admin.get(step(channel, "credentials")).content.decode()
    admin.post(step(channel, "credentials"), {"origins": "https://shop.example", "color": "#2255aa"})
    assert ('name="share"' in page, fresh(channel).settings["share"]) == (False, 30)


@pytest.mark.parametrize(("kind", "why"), [("form", "少数のページに設置"), ("line", "公開する割合は選べません")])
def test_what_cannot_be_shown_to_some_says_why(admin: Client, kind: str, why: str):
    admin.post("/settings/channels/new/", {"kind": kind})
    channel = Channel.objects.filter(kind=kind).latest("pk")
    page = admin.get(step(channel, "launch")).content.decode()
    assert (why in page, 'name="share"' in page) == (True, False)
