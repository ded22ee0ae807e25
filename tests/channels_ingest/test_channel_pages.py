"""The page of a channel that is in service: how it is doing, what can be done about it, and its settings as a file."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.models import AuditEntry
from channels_ingest import channel_silence, refusals
from channels_ingest.models import RawDelivery
from conversations import delivery, resting
from conversations.models import Channel
from kpis.models import DayNote, Survey
from tests.cast import Desk
from tests.channels_ingest.line_account import Account
from tests.channels_ingest.mailboxes import mailbox

EXPORT, IMPORT = "/settings/channels/export/", "/settings/channels/import/"


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


def page(admin: Client, channel: Channel) -> str:
    return admin.get(reverse("channel", args=[channel.pk])).content.decode()


def press(admin: Client, name: str, channel: Channel) -> Any:
    return admin.post(reverse(name, args=[channel.pk]))


def test_it_tells_what_was_refused_and_set_aside(admin: Client, account: Account):
    refusals.count(account.channel, "signature", "req-8f2c")
    RawDelivery.objects.create(
        channel=account.channel, external_id="x", state="quarantined", received_at=timezone.now()
    )
    said = page(admin, account.channel)
    assert "req-8f2c" in said
    assert f'href="/settings/deliveries/?channel={account.channel.pk}"' in said


def test_what_was_not_sent_leads_to_its_conversation(admin: Client, account: Account):
    message = account.answers(account.writes())
    delivery.claim(message.pk)
    delivery.mark_failed(message.pk, "The connection broke while sending.", permanent=False)
    said = page(admin, account.channel)
    assert f'href="/conversations/{message.conversation_id}/"' in said
    assert "送信中に接続が切れました。" in said
    assert "会話から再送してください" in said


def test_what_waits_goes_at_once_when_somebody_has_mended_it(admin: Client, account: Account):
    message = account.answers(account.writes())
    delivery.claim(message.pk)
    until = resting.failed(account.channel, "quota")
    assert until
    delivery.wait_until(message.pk, "used up", until)
    assert "提供元の送信枠を使い切りました" in page(admin, account.channel)
    press(admin, "channel-retry", account.channel)
    assert delivery.due() == [message.pk]
    assert Channel.objects.get(pk=account.channel.pk).trouble == ""


def test_it_is_paused_and_resumed(admin: Client, account: Account):
    press(admin, "channel-pause", account.channel)
    assert "停止中に届いたもの" in page(admin, account.channel)
    press(admin, "channel-resumption", account.channel)
    assert Channel.objects.get(pk=account.channel.pk).paused_at is None
    assert list(AuditEntry.objects.values_list("action", flat=True).order_by("pk")) == [
        "channel.paused", "channel.resumed",
    ]  # fmt: skip


def test_it_is_removed_only_while_it_is_empty(admin: Client, account: Account):
    account.writes()
    assert "メッセージ 1件、受信記録 1件" in page(admin, account.channel)
    press(admin, "channel-removal", account.channel)
    assert Channel.objects.filter(pk=account.channel.pk).exists()
    empty = Channel.objects.create(kind="line", name="試し")
    press(admin, "channel-removal", empty)
    assert not Channel.objects.filter(pk=empty.pk).exists()


def test_it_asks_before_a_channel_without_messages_goes(admin: Client, account: Account):
    """The only way to the deed is through a dialog that says what goes; who has messages is not asked at all."""
    deed = f'action="{reverse("channel-removal", args=[account.channel.pk])}"'
    before, dialog = page(admin, account.channel).split('<dialog class="dialog" id="remove-channel"')
    assert (deed in before, 'data-dialog="remove-channel"' in before, deed in dialog) == (False, True, True)
    asked = dialog.split("</dialog>")[0]
    assert f"「{account.channel.name}」を削除しますか" in asked
    assert "設定と認証情報も削除されます。以後、提供元からこのアドレスに届くものは受け付けません。" in asked
    account.writes()
    after = page(admin, account.channel)
    assert (deed in after, "remove-channel" in after) == (False, False)


@pytest.mark.parametrize("kind", ["chat", "form", "email"])
def test_it_asks_as_well_before_what_has_pages_of_its_own_goes(admin: Client, desk: Desk, kind: str):
    """In the same dialog, which also names what has been set up for the channel elsewhere."""
    row = mailbox(desk) if kind == "email" else Channel.objects.create(kind=kind, name="試し", team=desk.support)
    name = {"chat": "chat-site", "form": "form", "email": "mailbox"}[kind]
    address = reverse(name, args=[row.pk])
    DayNote.objects.create(first=date(2026, 7, 1), last=date(2026, 7, 1), text="試し", channel=row)
    Survey.objects.create(name="満足度").channels.set([row])
    before, dialog = admin.get(address).content.decode().split('<dialog class="dialog" id="remove-channel"')
    deed = f'action="{reverse(f"{name}-removal", args=[row.pk])}"'
    assert (deed in before, 'data-dialog="remove-channel"' in before, deed in dialog) == (False, True, True)
    for words in (f"「{row.name}」を削除しますか", "日付メモ1件も削除されます", "アンケート1件の対象から外れます"):
        assert words in dialog.split("</dialog>")[0]
    RawDelivery.objects.create(channel=row, external_id="x", received_at=timezone.now())
    after = admin.get(address).content.decode()
    assert (deed in after, "remove-channel" in after, "受信記録 1件" in after) == (False, False, True)


def test_a_paused_one_says_how_much_it_has_kept(admin: Client, account: Account):
    press(admin, "channel-pause", account.channel)
    assert "停止中に届いたものはまだありません" in page(admin, account.channel)
    for number in range(3):
        RawDelivery.objects.create(channel=account.channel, external_id=str(number), received_at=timezone.now())
    assert "停止中に届いたもの3件を保管しており、再開すると取り込みます。" in page(admin, account.channel)
    assert "停止中に3件を受信・保管" in admin.get("/settings/channels/").content.decode()
    press(admin, "channel-resumption", account.channel)
    assert "受信・保管" not in admin.get("/settings/channels/").content.decode()


def test_it_is_named_and_routed(admin: Client, desk: Desk, account: Account):
    said = {"name": "LINE 修理", "team": desk.english.pk, "language": "en"}
    admin.post(reverse("channel", args=[account.channel.pk]), said)
    assert Channel.objects.get(pk=account.channel.pk).team == desk.english
    assert admin.post(reverse("channel", args=[account.channel.pk]), said | {"team": ""}).context["form"].errors


def test_a_page_costs_the_same_however_much_was_said(
    admin: Client, account: Account, django_assert_max_num_queries: Any
):
    for _number in range(6):
        message = account.answers(account.writes())
        delivery.claim(message.pk)
        delivery.mark_failed(message.pk, "", permanent=True)
    page(admin, account.channel)
    with django_assert_max_num_queries(26):
        page(admin, account.channel)


def test_the_settings_go_out_and_come_back_without_secrets(admin: Client, desk: Desk, account: Account):
    written = admin.post(EXPORT).content
    kinds = [one["kind"] for one in json.loads(written)["channels"]]
    Channel.objects.filter(pk=desk.chat.pk).update(name="前のチャット")
    admin.post(IMPORT, {"file": SimpleUploadedFile("channels.json", written)})
    assert sorted(kinds) == ["chat", "line"]
    line = Channel.objects.filter(kind="line").latest("pk")
    chat = Channel.objects.get(name="みなと家電サポート")
    assert (line.credentials, line.team, bool(line.paused_at)) == ("", desk.support, True)
    assert (chat.settings["origins"], chat.public_id == desk.chat.public_id) == (["https://shop.example"], False)
    assert "未設定" in admin.get("/settings/channels/").content.decode()


def test_what_comes_back_beside_its_like_is_told_apart(admin: Client, desk: Desk):
    written = admin.post(EXPORT).content
    for _again in range(2):
        admin.post(IMPORT, {"file": SimpleUploadedFile("channels.json", written)})
    names = Channel.objects.filter(kind="chat").order_by("pk").values_list("name", flat=True)
    assert [*names] == ["みなと家電サポート", "みなと家電サポート (2)", "みなと家電サポート (3)"]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (b"\xff\x00", "JSON として読めません"),
        (b'{"format": "other"}', "ここで書き出した設定ファイルではありません"),
        (b"", "設定ファイルではありません"),
        ({"kind": "fax"}, "この種類は扱えません"),
        ({"kind": "email"}, "この種類は扱えません"),
        ({"kind": ["line"]}, "この種類は扱えません"),
        ({"settings": []}, "この種類は扱えません"),
        ({"team": "いないチーム"}, "チーム「いないチーム」がありません"),
        ({"name": ""}, "名前"),
        ({"language": "xx"}, "言語"),
        ({"kind": "chat", "settings": {"color": "#123456"}}, "チーム"),
        (
            {
                "kind": "chat",
                "team": "家電サポート",
                "settings": {"origins": "javascript:alert(1)", "color": "#123456"},
            },
            "チャットを表示",
        ),
    ],
)
def test_a_bad_file_is_refused_whole(admin: Client, written: Any, sentence: str):
    good = {"kind": "line", "name": "LINE", "team": None, "language": "ja", "settings": {}}
    if isinstance(written, dict):
        file = {"format": "omnidesk-channels-1", "channels": [good, good | written]}
        written = json.dumps(file).encode()
    answer = admin.post(IMPORT, {"file": SimpleUploadedFile("x.json", written)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Channel.objects.filter(kind="line").exists()


def test_a_silence_unlike_the_channel_is_a_warning_that_ends_by_itself(admin: Client, desk: Desk):
    now = timezone.now()
    for week in (1, 2, 3, 4):
        for minute in range(6):
            desk.writes(at=now - timedelta(days=7 * week, minutes=10 * minute + 1))
    Channel.objects.filter(pk=desk.chat.pk).update(last_inbound_at=now - timedelta(hours=2))
    channel_silence.listen()
    assert "通常この時間に6件ほど届きますが、2時間届いていません。" in admin.get("/settings/channels/").content.decode()
    Channel.objects.filter(pk=desk.chat.pk).update(last_inbound_at=now)
    assert "届いていません" not in admin.get("/settings/channels/").content.decode()
    channel_silence.listen()
    assert Channel.objects.get(pk=desk.chat.pk).silent_since is None


def test_a_channel_that_is_always_quiet_at_this_hour_is_not_silent(admin: Client, desk: Desk):
    now = timezone.now()
    for minute in range(30):
        desk.writes(at=now - timedelta(days=7, minutes=minute))
    Channel.objects.filter(pk=desk.chat.pk).update(last_inbound_at=now - timedelta(hours=2))
    channel_silence.listen()
    assert Channel.objects.get(pk=desk.chat.pk).silent_since is None
