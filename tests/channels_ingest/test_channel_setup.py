"""An admin sets up a LINE account step by step, tries it out from a phone, and puts it into service."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.models import AuditEntry
from channels_ingest import credentials, sending
from channels_ingest.adapters.line import Line
from channels_ingest.adapters.webhook import Check, webhook_address
from conversations import delivery, real_work
from conversations.models import Channel, Conversation, Message
from tests.cast import Desk
from tests.channels_ingest.line_account import Account
from tests.channels_ingest.visitor import work

SECRET, TOKEN = "0123456789abcdef0123456789abcdef", "a-long-lived-token-of-line"


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


def step(channel: Channel, name: str) -> str:
    return reverse("channel-step", args=[channel.pk, name])


def deeds() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def begun(admin: Client) -> Channel:
    admin.post("/settings/channels/new/", {"kind": "line"})
    return Channel.objects.get(kind="line")


def ready(account: Account) -> Channel:
    """Its credentials are there, and it has not gone live."""
    channel = account.channel
    channel.settings = channel.settings | {"set_up": ["preparation", "webhook"]}
    channel.paused_at = timezone.now()
    channel.save()
    return channel


def fresh(channel: Channel) -> Channel:
    return Channel.objects.get(pk=channel.pk)


def test_each_kind_is_offered_with_a_line_of_what_it_is(admin: Client):
    page = admin.get("/settings/channels/new/").content.decode()
    assert "/settings/mailboxes/new/" in page
    assert "LINE 公式アカウントの友だち" in page
    assert admin.post("/settings/channels/new/", {"kind": "email"}).status_code == 404


def test_all_seven_steps(admin: Client, desk: Desk):
    channel = begun(admin)
    assert channel.paused_at
    for name in ("preparation", "credentials", "webhook", "test", "routing"):
        said = {"secret": SECRET, "token": TOKEN} if name == "credentials" else {}
        said |= {"name": "LINE", "team": desk.support.pk, "language": "ja"} if name == "routing" else {}
        # Left here, and taken up again from the list.
        assert admin.get(reverse("channel", args=[channel.pk]))["Location"] == step(channel, name)
        assert admin.get(step(channel, name)).status_code == 200
        admin.post(step(channel, name), said)
    assert "4名の「未担当」" in admin.get(step(channel, "launch")).content.decode()
    admin.post(step(channel, "launch"))
    channel = fresh(channel)
    assert (channel.paused_at, channel.team, "set_up" in channel.settings) == (None, desk.support, False)
    assert deeds() == ["channel.made", "channel.credentials", "channel.changed", "channel.live"]
    assert admin.get(reverse("channel", args=[channel.pk])).status_code == 200
    assert admin.get(step(channel, "routing"))["Location"] == reverse("channel", args=[channel.pk])


def test_nothing_goes_live_half_done(admin: Client):
    channel = begun(admin)
    assert "未入力" in admin.get(step(channel, "launch")).content.decode()
    admin.post(step(channel, "launch"))
    admin.post(reverse("channel-resumption", args=[channel.pk]))
    assert fresh(channel).paused_at


@pytest.mark.parametrize(
    ("name", "value"), [("secret", "SECRET"), ("token", "with blank in it, that is"), ("secret", "")]
)
def test_what_cannot_be_right_is_refused_in_a_sentence(admin: Client, name: str, value: str):
    channel = begun(admin)
    page = admin.post(step(channel, "credentials"), {"secret": SECRET, "token": TOKEN} | {name: value})
    assert page.status_code == 422
    assert page.context["form"].errors[name]
    assert fresh(channel).credentials == ""


def test_a_secret_goes_in_and_never_comes_out(admin: Client):
    channel = begun(admin)
    admin.post(step(channel, "credentials"), {"secret": SECRET, "token": TOKEN})
    assert credentials.secret(fresh(channel), "secret") == SECRET
    pages = [step(channel, name) for name in ("credentials", "webhook", "test")] + ["/settings/channels/"]
    said = "".join(admin.get(page).content.decode() for page in pages)
    said += admin.post("/settings/channels/export/").content.decode()
    said += json.dumps(list(AuditEntry.objects.values_list("data", flat=True)))
    assert SECRET not in said
    assert TOKEN not in said
    assert AuditEntry.objects.get(action="channel.credentials").data["fields"] == ["secret", "token"]


def test_an_empty_field_keeps_what_is_there_and_a_new_one_overlaps(admin: Client, account: Account):
    page, old = reverse("channel", args=[account.channel.pk]), credentials.secret(account.channel, "secret")
    admin.post(step(account.channel, "credentials"), {"secret": SECRET, "token": ""})
    row = fresh(account.channel)
    assert credentials.believed(row, "secret") == [SECRET, old]
    assert credentials.secret(row, "token") == TOKEN
    assert "以前のものを今すぐ終了" in admin.get(page).content.decode()
    admin.post(reverse("channel-previous", args=[row.pk]))
    assert credentials.believed(fresh(row), "secret") == [SECRET]
    assert deeds() == ["channel.credentials", "channel.previous_ended"]


def test_a_secret_that_is_made_twice_ends_nobody_s_early(admin: Client, account: Account):
    """A page that was loaded again, a slip of the finger: the other side still signs with the first of the three."""
    old = credentials.secret(account.channel, "secret")
    for secret in ("1" * 32, "2" * 32):
        admin.post(step(account.channel, "credentials"), {"secret": secret, "token": ""})
    assert credentials.believed(fresh(account.channel), "secret") == ["2" * 32, "1" * 32, old]
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert credentials.believed(fresh(account.channel), "secret") == ["2" * 32]


def test_another_account_s_deliveries_are_taken_once_its_credentials_are_entered(admin: Client, account: Account):
    """What was learned of the account before would refuse them all, until somebody runs the connection test."""
    account.channel.settings = account.channel.settings | {"bot_user_id": "Uanother", "basic_id": "@another"}
    account.channel.quota_left = 0
    account.channel.save()
    secret = credentials.secret(account.channel, "secret")
    admin.post(step(account.channel, "credentials"), {"secret": secret, "token": TOKEN + "2"})
    assert (fresh(account.channel).quota_left, "bot_user_id" in fresh(account.channel).settings) == (None, False)
    assert account.writes("届きますか").text == "届きますか"


def test_what_waits_for_new_credentials_goes_as_soon_as_they_are_entered(admin: Client, account: Account):
    said = account.writes("ずっと前", timestamp=1)
    account.line.troubles["/v2/bot/message/push"] = [(401, {"message": "Authentication failed"}, {})]
    waiting = account.answers(said)
    sending.deliver(waiting.pk)
    admin.post(step(account.channel, "credentials"), {"secret": "", "token": TOKEN + "2"})
    assert waiting.pk in delivery.due()


def test_the_address_is_shown_with_a_warning_where_it_is_not_https(admin: Client, settings: Any):
    channel = begun(admin)
    settings.PUBLIC_URL = "http://desk.example"
    page = admin.get(step(channel, "webhook")).content.decode()
    assert webhook_address(channel) in page
    assert "https ではありません" in page
    settings.PUBLIC_URL = "https://desk.example"
    assert "https ではありません" not in admin.get(step(channel, "webhook")).content.decode()


def test_the_connection_is_tested_on_a_press(admin: Client, account: Account):
    channel = ready(account)
    assert account.line.calls == []
    page = admin.post(reverse("channel-check", args=[channel.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "みなと家電 @minato" in page
    assert " ms" in page
    assert deeds() == ["channel.tested"]


def test_it_is_not_tested_for_ever(admin: Client, account: Account):
    said = [admin.post(reverse("channel-check", args=[account.channel.pk])).content.decode() for _ in range(11)]
    assert "回数が多すぎます" in said[-1]
    assert "回数が多すぎます" not in said[-2]


def test_an_adapter_that_breaks_is_a_sentence(admin: Client, account: Account, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Line, "check", lambda *said: 1 / 0)
    page = admin.post(reverse("channel-check", args=[account.channel.pk])).content.decode()
    assert "テストが途中で止まりました" in page
    assert "ZeroDivision" not in page


def test_the_word_is_answered_before_the_channel_is_live(admin: Client, account: Account):
    channel = ready(account)
    admin.post(reverse("channel-echo", args=[channel.pk]))
    word = fresh(channel).settings["echo"]["word"]
    account.brings(account.event("電源が入りません"))
    account.brings(account.event(f"テスト {word}".translate(str.maketrans("0123456789", "０１２３４５６７８９"))))
    work()
    for message in delivery.due():
        sending.deliver(message)
    matter = Conversation.objects.get()
    assert (matter.is_simulated, matter.status, matter.customer.is_simulated) == (True, "no_reply_needed", True)
    assert not real_work.of_real_work(Conversation.objects.all()).exists()
    assert [message["text"] for (message,) in account.line.said] == [Message.objects.get(direction="out").text]
    page = admin.get(reverse("channel-echo", args=[channel.pk])).content.decode()
    assert "受信して返信しました" in page
    assert {"test", "heard"} <= set(fresh(channel).settings["set_up"])
    assert untried(admin, channel) == [True, False]


UNCHECKED, UNHEARD = "接続テストはまだ成功していません。", "メッセージはまだ届いていません。"


def untried(admin: Client, channel: Channel) -> list[bool]:
    page = admin.get(step(channel, "launch")).content.decode()
    return [words in page for words in (UNCHECKED, UNHEARD)]


def test_pressing_past_the_test_tries_nothing_and_forbids_nothing(admin: Client, account: Account):
    channel = ready(account)
    went = admin.post(step(channel, "test"))
    assert went["Location"] == step(channel, "routing")
    assert [one.is_done for one in admin.get(went["Location"]).context["steps"] if one.key == "test"] == [False]
    assert untried(admin, channel) == [True, True]
    assert "このままでも公開できます。" in admin.get(step(channel, "launch")).content.decode()
    admin.post(step(channel, "launch"))
    assert fresh(channel).paused_at is None


def test_what_succeeded_and_what_came_is_tried(admin: Client, account: Account, monkeypatch: pytest.MonkeyPatch):
    channel, check = ready(account), reverse("channel-check", args=[account.channel.pk])
    with monkeypatch.context() as broken:
        broken.setattr(Line, "check", lambda *said: 1 / 0)
        admin.post(check)
    assert untried(admin, channel) == [True, True]
    monkeypatch.setattr(Line, "check", lambda *said: [Check("名前", "met", "みなと家電")])
    admin.post(check)
    assert untried(admin, channel) == [False, True]
    account.brings(account.event("電源が入りません"))
    assert untried(admin, channel) == [False, False]
    # Other credentials may be another account's.
    admin.post(step(channel, "credentials"), {"secret": SECRET, "token": TOKEN})
    assert untried(admin, channel)[0]


def test_what_else_came_meanwhile_waits_and_is_not_lost(admin: Client, account: Account):
    channel = ready(account)
    admin.post(reverse("channel-echo", args=[channel.pk]))
    account.brings(account.event("電源が入りません"))
    work()
    assert not Message.objects.exists()
    admin.post(step(channel, "launch"))
    with_time = timezone.now() + timedelta(minutes=1)
    account.channel.raw_deliveries.update(retry_at=with_time - timedelta(hours=1))
    work()
    assert Message.objects.get(direction="in").text == "電源が入りません"
    assert not Conversation.objects.get().is_simulated


def test_the_test_gives_up_after_five_minutes(admin: Client, account: Account):
    channel = ready(account)
    echo = reverse("channel-echo", args=[channel.pk])
    admin.post(echo)
    seen = admin.get(echo).context["echo"].step
    assert admin.get(echo, {"step": seen}).status_code == 204
    channel = fresh(channel)
    channel.settings["echo"]["begun"] = (timezone.now() - timedelta(minutes=6)).isoformat()
    channel.save()
    assert "5 分以内に届きませんでした" in admin.get(echo).content.decode()
    account.brings(account.event(f"テスト {channel.settings['echo']['word']}"))
    work()
    assert not Message.objects.exists()


def test_a_word_tried_on_a_live_channel_is_apart_from_the_customers_matter(admin: Client, account: Account):
    real = account.writes("電源が入りません").conversation
    admin.post(reverse("channel-echo", args=[account.channel.pk]))
    word = fresh(account.channel).settings["echo"]["word"]
    tested = account.writes(f"test{word}").conversation
    assert (tested == real, tested.customer == real.customer, tested.is_simulated) == (False, False, True)


def test_a_telephone_that_is_dialled_by_hand_is_in_service_at_once(admin: Client, desk: Desk):
    admin.post("/settings/channels/new/", {"kind": "phone"})
    channel = Channel.objects.get(kind="phone")
    assert admin.get(step(channel, "preparation")).content.decode().count(">電話<") == 1
    refused = admin.post(step(channel, "credentials"), {"provider": "manual", "number": "０３−１２"})
    assert (refused.status_code, "桁が足りません" in refused.content.decode()) == (422, True)
    went = admin.post(step(channel, "credentials"), {"provider": "manual", "number": "０３-１２３４-５６７８"})
    assert (went["Location"], fresh(channel).settings["number"]) == (step(channel, "routing"), "+81312345678")
    for name in ("webhook", "test"):
        assert admin.get(step(channel, name)).status_code == 302
    admin.post(step(channel, "routing"), {"name": "代表", "team": desk.support.pk, "language": "ja"})
    assert "エコーテスト" not in admin.get(step(channel, "launch")).content.decode()
    assert untried(admin, channel) == [False, False]
    admin.post(step(channel, "launch"))
    page = admin.get(reverse("channel", args=[channel.pk])).content.decode()
    assert "稼働中" in page
    assert not {"アクセストークン", "Webhook"} & set(page.replace("<", ">").split(">"))
