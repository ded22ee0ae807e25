"""All channels in one list: for admins only, with one state each, and as few questions however many there are."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_ingest import refusals
from channels_ingest.models import RawDelivery
from conversations import delivery, outbox
from conversations.models import Channel
from tests.cast import Desk
from tests.channels_ingest.mailboxes import mailbox

LIST = "/settings/channels/"


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


def line(desk: Desk, **more: Any) -> Channel:
    """An account whose credentials were entered."""
    given = {"kind": "line", "name": "LINE 公式", "team": desk.support, "last_inbound_at": timezone.now()}
    return Channel.objects.create(**given | {"credentials": '{"secret": "s", "token": "t"}'} | more)


def state(admin: Client, channel: Channel) -> str:
    found = admin.get(LIST).context["rows"]
    return str(next(row.health.state.key for row in found if row.health.channel == channel))


@pytest.mark.parametrize("who", ["aya", "fujita", "emily"])
def test_nobody_but_admins_finds_it(desk: Desk, who: str):
    client = desk.client(getattr(desk, who))
    assert client.get(LIST).status_code == 404
    assert client.get(reverse("channel", args=[line(desk).pk])).status_code == 404


def test_every_kind_leads_to_its_own_page(admin: Client, desk: Desk):
    box, account = mailbox(desk), line(desk, settings={"basic_id": "@minato-kaden"})
    page = admin.get(LIST).content.decode()
    for address in (f"chat-sites/{desk.chat.pk}", f"mailboxes/{box.pk}", f"channels/{account.pk}"):
        assert f'href="/settings/{address}/"' in page
    assert "@minato-kaden" in page
    assert "shop.example" in page


def test_it_costs_the_same_however_many_there_are(admin: Client, desk: Desk, django_assert_max_num_queries: Any):
    for number in range(12):
        account = line(desk, name=f"LINE {number}")
        refusals.count(account, "signature", "r")
        mailbox(desk, address=f"box{number}@minato.example")
    admin.get(LIST)
    with django_assert_max_num_queries(18):
        assert len(admin.get(LIST).context["rows"]) == 25


def test_what_is_missing_comes_before_everything(admin: Client, desk: Desk):
    assert state(admin, line(desk, credentials="")) == "not_set_up"


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({}, "working"),
        ({"last_inbound_at": None}, "waiting"),
        ({"settings": {"set_up": []}, "paused_at": timezone.now()}, "waiting"),
        ({"paused_at": timezone.now()}, "stopped"),
        ({"trouble": "sign_in"}, "sign_in"),
        ({"trouble": "quota"}, "warning"),
        ({"resting_until": timezone.now() + timedelta(days=1)}, "warning"),
        ({"quota_left": 12}, "warning"),
    ],
)
def test_it_has_one_state(admin: Client, desk: Desk, said: dict[str, Any], word: str):
    assert state(admin, line(desk, **said)) == word


def test_what_was_refused_set_aside_or_not_sent_wants_a_look(admin: Client, desk: Desk):
    refused, aside = line(desk), line(desk)
    refusals.count(refused, "signature", "req-1")
    RawDelivery.objects.create(channel=aside, external_id="x", state="quarantined", received_at=timezone.now())
    matter = desk.writes().conversation
    message = outbox.automatic(matter, text="返信", channel=desk.chat, identity=desk.identity)
    delivery.claim(message.pk)
    delivery.mark_failed(message.pk, "", permanent=True)
    assert [state(admin, one) for one in (refused, aside, desk.chat)] == ["warning"] * 3
    page = admin.get(LIST).content.decode()
    assert "24時間で1件の要求を拒否しました" in page
    assert "1件送信できませんでした" in page


def test_a_day_is_drawn_and_told_in_words(admin: Client, desk: Desk):
    desk.writes(at=timezone.now() - timedelta(hours=3))
    desk.writes("まだです")
    row = next(row for row in admin.get(LIST).context["rows"] if row.health.channel == desk.chat)
    assert row.words == "24時間で受信2件、送信0件"
    assert [bar.height for bar in row.bars].count(20) == 2
    assert len(row.bars) == 24


def test_the_chips_narrow_it(admin: Client, desk: Desk):
    account = line(desk, paused_at=timezone.now())
    page = admin.get(LIST, {"state": "stopped"})
    assert [row.health.channel for row in page.context["rows"]] == [account]
    assert admin.get(LIST, {"state": "x"}).context["narrowed"] == ""


def test_a_page_that_stays_open_hears_only_of_changes(admin: Client, desk: Desk):
    account, rows = line(desk), reverse("channel-rows")
    seen = admin.get(LIST).context["digest"]
    assert admin.get(rows, {"seen": seen}).status_code == 204
    Channel.objects.filter(pk=account.pk).update(trouble="sign_in")
    told = admin.get(rows, {"seen": seen}).content.decode()
    assert "認証情報が拒否されています" in told
    assert 'hx-swap-oob="true"' in told
