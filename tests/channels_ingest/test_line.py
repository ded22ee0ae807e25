"""What Hanako says and does at LINE, and what becomes of it here."""

import json
from datetime import timedelta

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_ingest import claiming, intake, sweeping
from channels_ingest.line import content
from channels_ingest.models import RawDelivery
from conversations.models import Attachment, Channel, Direction, Message
from customers.models import Assurance, Customer, Identity
from omnidesk.calling import SECONDS
from tests.channels_ingest.line_account import HANAKO, Account
from tests.channels_ingest.providers import line_body, line_signed
from tests.channels_ingest.visitor import work
from tests.conversations.test_files import picture
from tests.fixtures import FOLDER

FIXTURES = sorted((FOLDER / "webhooks" / "line").glob("*.json"))


def test_hanako_is_somebody_whom_line_vouches_for(account: Account):
    message = account.writes("充電できません")
    assert (message.text, message.external_id, message.conversation.team) == (
        "充電できません",
        "1",
        account.desk.support,
    )
    found = message.identity
    assert (found.kind, found.scope, found.value) == ("line", account.channel.public_id, HANAKO)
    assert (found.assurance, found.display, message.unverified_sender) == (Assurance.ATTESTED, "はなこ", False)
    assert message.customer.family_name == "はなこ"


def test_her_name_is_asked_for_once(account: Account):
    account.writes("一通目")
    account.writes("二通目")
    assert len(account.line.asked(f"/profile/{HANAKO}")) == 1
    assert (Customer.objects.count(), Message.objects.get(text="二通目").identity.display) == (1, "はなこ")


@pytest.mark.parametrize("answer", [(404, {}, {}), (500, {}, {}), "broken"])
def test_a_name_that_is_not_told_holds_up_no_message(account: Account, answer):
    account.line.troubles[f"/v2/bot/profile/{HANAKO}"] = [answer]
    assert account.writes("名前なし").identity.value == HANAKO


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ({"type": "text", "text": "明日(moon)に@みなと へ"}, "明日(moon)に@みなと へ"),
        ({"type": "sticker", "keywords": ["bed", "sleep"]}, "[スタンプ: bed, sleep]"),
        ({"type": "sticker", "keywords": ["bed"], "text": "おやすみ"}, "[スタンプ: おやすみ]"),
        ({"type": "sticker"}, "[スタンプ]"),
        (
            {"type": "location", "title": "店", "address": "渋谷区", "latitude": 35.6, "longitude": 139.7},
            "[位置情報]\n店\n渋谷区\nhttps://www.google.com/maps/search/?api=1&query=35.6,139.7",
        ),
        ({"type": "location", "latitude": "x", "longitude": 1e999}, "[位置情報]"),
        ({"type": "hologram"}, "[未対応の種類のメッセージ]"),
        ({"type": ["text"], "text": 7}, "[未対応の種類のメッセージ]"),
        ({"type": "text", "text": "\u3000\u200b\n\0"}, "[本文のないメッセージ]"),
        ({"type": "text", "text": "\U0001fae9"}, "\U0001fae9"),
        (
            {"type": "image", "contentProvider": {"type": "external", "originalContentUrl": "https://e.example/a.jpg"}},
            "[画像] https://e.example/a.jpg",
        ),
    ],
)
def test_what_is_no_text_is_readable(account: Account, message, shown):
    assert account.writes(message=message).text == shown


def test_a_press_on_a_button_is_readable(account: Account):
    pressed = {"data": "action=reserve", "params": {"datetime": "2026-11-25T10:00"}}
    said = account.writes(type="postback", message={}, postback=pressed)
    assert said.text == "[ボタン: action=reserve 2026-11-25T10:00]"


@pytest.mark.parametrize("status", ["SUCCESS", "RICHMENU_NOTFOUND"])
def test_whoever_leafs_through_the_menu_has_said_nothing(account: Account, status: str):
    turned = {"data": "to-b", "params": {"newRichMenuAliasId": "tab-b", "status": status}}
    account.brings(account.event(type="postback", message={}, postback=turned))
    work()
    assert (RawDelivery.objects.get().state, Message.objects.count()) == ("parsed", 0)


def test_its_language_is_the_channel_s(account: Account):
    Channel.objects.filter(pk=account.channel.pk).update(language="en")
    assert account.writes(message={"type": "sticker"}).text == "[Sticker]"


def test_a_picture_is_fetched_with_our_token_and_kept(account: Account):
    account.line.contents["1"] = [(200, picture("JPEG"))]
    message = account.writes(message={"type": "image"})
    file = message.attachments.get()
    assert (message.text, file.name, file.content_type, file.width) == ("", "LINE.jpg", "image/jpeg", 640)
    account.line.contents["2"] = [(200, b"%PDF-1.7 ...")]
    named = account.writes(message={"type": "file", "fileName": "../../保証書.pdf"})
    assert named.attachments.get().name == "保証書.pdf"


def test_a_video_that_line_still_makes_ready_is_waited_for(account: Account):
    account.line.contents["1"] = [(202, b""), (200, b"\0\0\0\x20ftypisom")]
    account.brings(account.event(message={"type": "video"}))
    work()
    assert (RawDelivery.objects.get().state, Message.objects.count()) == ("pending", 0)
    with time_machine.travel(timezone.now() + timedelta(seconds=4)):
        sweeping.sweep()
    assert Message.objects.get().attachments.get().name == "LINE.mp4"


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (410, 1), (401, 1), (500, 4), (429, 4)])
def test_words_come_in_without_a_file_that_never_comes(account: Account, status: int, tries: int):
    account.line.contents["1"] = [(status, b"")]
    account.brings(account.event(message={"type": "file", "fileName": "a.pdf"}))
    for hours in range(6):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            sweeping.sweep()
    assert Message.objects.get().text == "[LINEからファイルを取得できませんでした] a.pdf"
    assert len(account.line.asked("/content")) == tries


def test_what_is_said_in_a_group_is_nobody_s_matter(account: Account):
    group = {"type": "group", "groupId": "C1", "userId": HANAKO}
    raw = account.brings(account.event("みんなへ", source=group))
    work()
    raw.refresh_from_db()
    assert (raw.state, Message.objects.count(), Customer.objects.count()) == ("parsed", 0, 0)


def test_who_blocks_us_cannot_be_written_to_until_they_follow_again(account: Account):
    message = account.writes()
    account.brings(account.event(type="unfollow"))
    work()
    assert Identity.objects.get(pk=message.identity_id).undeliverable_at
    account.brings(account.event(type="follow"))
    work()
    assert not Identity.objects.get(pk=message.identity_id).undeliverable_at


def test_a_redelivery_is_the_same_event(account: Account):
    event = account.event("一度だけ")
    account.brings(event)
    account.brings(event | {"deliveryContext": {"isRedelivery": True}})
    work()
    assert (RawDelivery.objects.count(), Message.objects.count()) == (1, 1)


def test_each_event_of_a_batch_has_its_own_sender(account: Account):
    other = {"type": "user", "userId": "Ukenichi"}
    account.brings(
        account.event("花子です"), account.event("健一です", source=other), "nonsense", account.event("花子")
    )
    work()
    assert sorted(Message.objects.values_list("text", "identity__value")) == [
        ("健一です", "Ukenichi"), ("花子", HANAKO), ("花子です", HANAKO),
    ]  # fmt: skip
    assert RawDelivery.objects.filter(state="quarantined").count() == 1


def test_it_is_shown_at_line_s_time_and_never_in_the_future(account: Account):
    now = timezone.now()
    early = account.writes(timestamp=int((now - timedelta(minutes=3)).timestamp() * 1000))
    late = account.writes(timestamp=int((now + timedelta(days=3)).timestamp() * 1000))
    assert abs(early.shown_at - (now - timedelta(minutes=3))) < timedelta(seconds=1)
    assert late.shown_at == late.received_at


def test_a_link_of_accounts_proves_nothing_while_we_give_out_no_nonce(account: Account):
    message = account.writes()
    account.brings(account.event(type="accountLink", link={"result": "ok", "nonce": "guessed"}))
    work()
    assert Identity.objects.get(pk=message.identity_id).assurance == Assurance.ATTESTED
    assert set(RawDelivery.objects.values_list("state", flat=True)) == {"parsed"}


@pytest.mark.parametrize("file", FIXTURES, ids=[file.stem for file in FIXTURES])
def test_every_recorded_delivery_is_understood_or_set_aside_with_its_reason(account: Account, file):
    """As messages, as people who come and go, as what concerns nobody; the test of the address brings nothing."""
    events = json.loads(file.read_bytes())["events"]
    account.brings(*events) if events else None
    for hours in range(8):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            sweeping.sweep()
    rows = list(RawDelivery.objects.values_list("state", "error"))
    assert len(rows) == len(events)
    assert all(state == "parsed" or (state == "quarantined" and error) for state, error in rows)
    said = [one for one in events if one["type"] in ("message", "postback") and one["source"]["type"] == "user"]
    assert Message.objects.filter(direction=Direction.IN).exists() == bool(said)


def test_there_are_recorded_deliveries():
    assert len(FIXTURES) > 25


def test_a_text_costs_few_questions(account: Account):
    """From the raw delivery to the message on screen, of somebody who has written before."""
    account.writes("一通目")
    raw = account.brings(account.event("二通目"))
    RawDelivery.objects.filter(pk=raw.pk).update(claimed_at=None)
    with CaptureQueriesContext(connection) as asked:
        intake.ingest(raw.pk)
    raw.refresh_from_db()
    assert raw.state == "parsed"
    said = [one["sql"] for one in asked.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said) <= 5, "\n".join(said)


def test_a_delivery_costs_two_questions_an_event(account: Account):
    with CaptureQueriesContext(connection) as few:
        account.brings(account.event("一"))
    with CaptureQueriesContext(connection) as many:
        account.brings(*(account.event(str(one)) for one in range(10)))
    said = [sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in asked) for asked in (few, many)]
    assert said[1] - said[0] <= 9 * 2


def test_the_destination_of_another_account_is_refused(account: Account):
    assert b'"destination"' in line_body()
    Channel.objects.update(settings={"bot_user_id": "Uanother"})
    with pytest.raises(AssertionError):
        account.writes()
    assert not RawDelivery.objects.exists()


def test_line_s_test_of_the_address_brings_nothing_and_is_welcome(account: Account):
    path, empty = f"/in/line/{account.channel.public_id}/", b'{"events":[]}'
    asked = {"data": empty, "content_type": "application/json"}
    assert Client().post(path, **asked).status_code == 403
    assert Client().post(path, **asked, headers=line_signed(empty, account.channel)).status_code == 200
    assert not RawDelivery.objects.exists()
    assert Client().get(path).status_code == 405


@pytest.mark.parametrize(
    "event",
    [
        {"source": {"type": "group", "groupId": "C1", "userId": HANAKO}},
        {"message": {"type": "file", "fileName": "4111 1111 1111 1111.pdf"}},
        {"message": {"type": "location", "title": "4111 1111 1111 1111"}},
        {"message": {"type": "text", "text": "x" * 5000 + " 4111 1111 1111 1111"}},
        {"type": "postback", "message": {}, "postback": {"data": "card=4111 1111 1111 1111"}},
    ],
)
def test_no_raw_keeps_a_card_number_wherever_it_was_written(account: Account, event):
    account.line.contents["1"] = [(200, b"%PDF-1.7")]
    account.brings(account.event("4111 1111 1111 1111", **event))
    work()
    raw = RawDelivery.objects.get()
    assert (raw.state, raw.content) == ("parsed", b"")
    assert not Message.objects.filter(text__contains="4111 1111 1111").exists()
    assert not Attachment.objects.filter(name__contains="4111 1111 1111").exists()


def test_a_worker_whose_time_was_up_sets_nothing_aside(account: Account, monkeypatch):
    """Others had used it: a picture that LINE hands out slowly is no delivery that cannot be read."""
    account.line.contents["1"] = [(200, picture())]
    raw = account.brings(account.event(message={"type": "image"}))

    def cut(*_args: object) -> None:
        raise SoftTimeLimitExceeded

    with monkeypatch.context() as busy:
        busy.setattr(content.api, "download", cut)
        with pytest.raises(SoftTimeLimitExceeded):
            intake.ingest(raw.pk)
    assert RawDelivery.objects.get().state == "pending"
    with time_machine.travel(timezone.now() + claiming.CLAIM_LASTS + timedelta(seconds=SECONDS + 1)):
        sweeping.sweep()
    assert Message.objects.get().attachments.count() == 1
