"""What Hanako writes by SMS through Vonage: in one piece, in parts, by GET, form or JSON; and its receipts."""

import random
from datetime import timedelta
from itertools import permutations
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from channels_ingest import draining, fields
from channels_ingest.models import RawDelivery, Refusal
from conversations.models import Message
from customers import consents
from customers.models import Assurance
from tests.channels_ingest.sms_account import FORM, HANAKO, Account, deliver, vonage_body
from tests.channels_ingest.visitor import work
from tests.fixtures import FOLDER

FIXTURES = FOLDER / "webhooks" / "vonage"
JSON = "application/json"


@pytest.mark.parametrize("kind", [FORM, JSON])
def test_hanako_writes(vonage: Account, kind: str):
    vonage.vonage(kind, text="充電できません&help=1", messageId="0B77")
    vonage.vonage(kind, text="充電できません&help=1", messageId="0B77")
    message = Message.objects.get()
    assert (message.text, message.external_id, message.identity.value) == ("充電できません&help=1", "0B77", HANAKO)
    assert message.identity.assurance == Assurance.ATTESTED


def part(account: Account, number: int, text: str, *, total: int = 3, ref: str = "7", do: bool = True, name: str = ""):
    told = {"concat": "true", "concat_ref": ref, "concat_total": str(total), "concat_part": str(number)}
    account.vonage(text=text, messageId=name or f"0B{ref}{number}", do=do, **told)


def again() -> None:
    """The pauses are over."""
    RawDelivery.objects.filter(state="pending").update(retry_at=timezone.now())
    work()


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2)])
def test_parts_become_one_message_in_whatever_order_they_come(vonage: Account, order: tuple[int, ...]):
    words = {1: "洗濯機が ", 2: "動きません。\n", 3: "至急お願いします"}
    for number in order:
        assert not Message.objects.exists()
        part(vonage, number, words[number])
    assert Message.objects.get().text == "洗濯機が 動きません。\n至急お願いします"
    again()
    assert Message.objects.count() == 1
    assert set(RawDelivery.objects.values_list("state", flat=True)) == {"parsed"}


def test_a_repeated_part_changes_nothing(vonage: Account):
    for number in (1, 1, 2, 2, 3, 1):
        part(vonage, number, str(number))
    again()
    assert [message.text for message in Message.objects.all()] == ["123"]


def test_two_long_ones_with_one_reference_are_two(vonage: Account):
    for name in ("A", "B"):
        for number in (1, 2, 3):
            part(vonage, number, f"{name}{number}", name=f"0B{name}{number}")
    again()
    assert sorted(Message.objects.values_list("text", flat=True)) == ["A1A2A3", "B1B2B3"]


def test_what_never_comes_is_marked_and_what_comes_late_is_not_lost(vonage: Account):
    part(vonage, 1, "一")
    part(vonage, 3, "三")
    for _ in range(5):
        again()
    assert not Message.objects.exists()
    again()
    assert Message.objects.get().text == "一[…]三"
    part(vonage, 2, "二")
    for _ in range(7):
        again()
    assert sorted(Message.objects.values_list("text", flat=True)) == ["[…]二[…]", "一[…]三"]


def test_parts_that_wait_together_are_taken_in_once(vonage: Account):
    for number in (2, 1, 3):
        part(vonage, number, str(number), do=False)
    work()
    again()
    assert Message.objects.get().text == "123"


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_parts_that_a_worker_claims_together_are_one_message(vonage: Account, order: tuple[int, ...]):
    """As they come: within a moment, so that all are claimed before the first of them is read."""
    for number in order:
        part(vonage, number, str(number), do=False)
    for _ in range(8):
        RawDelivery.objects.update(retry_at=None)
        draining.drain(vonage.channel.pk)
    assert [message.text for message in Message.objects.all()] == ["123"]
    assert set(RawDelivery.objects.values_list("state", flat=True)) == {"parsed"}


@pytest.mark.parametrize("who", ["+819012345678", "Minato Den.", "みなと"])
def test_parts_of_whoever_writes_their_name_oddly_are_one_message(vonage: Account, who: str):
    for number in (2, 1):
        told = {"concat": "true", "concat_ref": "7", "concat_total": "2", "concat_part": str(number)}
        vonage.vonage(text=str(number), messageId=f"0B7{number}", msisdn=who, **told)
    assert Message.objects.get().text == "12"


def test_a_card_number_over_two_parts_is_kept_nowhere(vonage: Account):
    part(vonage, 1, "カードは4111 1111", total=2)
    part(vonage, 2, " 1111 1111です", total=2)
    again()
    assert "4111 1111" not in Message.objects.get().text
    assert {raw.content for raw in RawDelivery.objects.all()} == {b""}


@pytest.mark.parametrize("told", [("0", "3"), ("4", "3"), ("x", "3"), ("1", "9" * 40), ("", "")])
def test_parts_that_make_no_sense_are_messages_of_their_own(vonage: Account, told: tuple[str, str]):
    number, total = told
    vonage.vonage(text="なに", concat="true", concat_ref="1", concat_total=total, concat_part=number)
    assert Message.objects.get().text == "なに"


def test_many_mixed_up(vonage: Account):
    parts = [(ref, number) for ref in "123456" for number in (1, 2, 3)]
    random.Random(7).shuffle(parts)
    for ref, number in parts:
        part(vonage, number, f"{ref}{number} ", ref=ref, do=False)
    work()
    again()
    assert sorted(Message.objects.values_list("text", flat=True)) == [f"{ref}1 {ref}2 {ref}3" for ref in "123456"]


def receipt(account: Account, **told: str) -> None:
    account.vonage(**{"text": "", "scts": "2611220102", "err_code": "0"} | told)


@pytest.mark.parametrize(
    ("told", "becomes", "why"),
    [
        ({"status": "delivered"}, "delivered", ""),
        ({"status": "accepted"}, "sent", ""),
        ({"status": "buffered"}, "sent", ""),
        ({"status": "failed", "err_code": "9"}, "failed", "The customer has asked for no more SMS (STOP)."),
        ({"status": "failed", "err_code": "12"}, "failed", "This number cannot receive SMS."),
        ({"status": "rejected", "err_code": "6"}, "failed", "The network took it for spam and kept it back."),
        ({"status": "expired", "err_code": "2"}, "failed", "The phone is switched off or out of reach."),
    ],
)
def test_it_tells_how_far_an_answer_got(vonage: Account, told: dict[str, str], becomes: str, why: str):
    sent = deliver(vonage.answers(vonage.writes()))
    receipt(vonage, messageId=sent.external_id, **told)
    sent.refresh_from_db()
    assert (sent.delivery, sent.failure) == (becomes, why)


def test_a_stop_that_only_vonage_knew_is_written_down(vonage: Account):
    said = vonage.writes()
    sent = deliver(vonage.answers(said))
    receipt(vonage, messageId=sent.external_id, status="failed", err_code="9", msisdn="819012345678")
    assert consents.stopped([said.identity]) == {("phone", "+819012345678")}


def test_a_stop_to_another_sender_of_the_account_is_none_to_us(vonage: Account):
    said = vonage.writes()
    about = {"messageId": "0C77", "to": "815033334444", "msisdn": "819012345678", "status": "failed", "err_code": "9"}
    assert vonage.post(vonage_body(**about), kind=FORM).status_code == 403
    assert not consents.stopped([said.identity])


def test_a_receipt_finds_a_message_whose_sending_broke(vonage: Account):
    vonage.api.troubles["/sms/json"] = ["broken"]
    sent = deliver(vonage.answers(vonage.writes()))
    assert sent.delivery == "unknown"
    receipt(vonage, messageId="0C99", status="delivered", client_ref=vonage.api.said[0]["client-ref"])
    sent.refresh_from_db()
    assert sent.delivery == "delivered"


def test_a_reference_of_another_system_is_none_of_ours(vonage: Account):
    sent = deliver(vonage.answers(vonage.writes()))
    receipt(vonage, messageId="0C99", status="delivered", client_ref=str(sent.pk))
    sent.refresh_from_db()
    assert sent.delivery == "sent"


def test_get_is_told_to_be_post_and_counted(vonage: Account):
    """What customers say would stand in the logs of every proxy; Vonage repeats it for a day."""
    path = f"/in/sms/{vonage.channel.public_id}/?{vonage_body(text='こんにちは').decode()}"
    answer = Client().get(path)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert (Refusal.objects.get().reason, RawDelivery.objects.count()) == ("get", 0)


def test_a_replay_within_the_day_does_nothing_and_later_is_refused(vonage: Account):
    body = vonage_body(text="一度だけ")
    assert vonage.post(body).status_code == 200
    assert vonage.post(body).status_code == 200
    work()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert vonage.post(body).status_code == 403
    assert (Message.objects.count(), Refusal.objects.get().reason) == (1, "time")


RECORDED = {
    "raw_http_dlr_post.txt": "16105553939",
    "raw_http_dlr_post_json.txt": "16105553939",
    "raw_http_json.txt": "16105553939",
    "sms_dlr_delivered.json": "Vonage",
    "sms_dlr_snippet.json": "Vonage",
    "sms_inbound.json": "447700900000",
}
BY_GET = ["raw_http_dlr_get.txt", "raw_http_inbound.txt", "raw_http_inbound_binary.txt", "raw_http_inbound_long.txt"]


def recorded(name: str) -> tuple[str, bytes]:
    """Its type and body. None is signed by a secret we know, so the tests sign them anew."""
    text = (FIXTURES / name).read_text().replace("\r\n", "\n")
    body = text.partition("\n\n")[2].strip() if text.startswith("POST") else text
    return (JSON if body.lstrip().startswith("{") else FORM), body.encode()


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_posts_are_taken_in_once_they_are_signed(vonage: Account, name: str):
    kind, body = recorded(name)
    vonage.channel.settings |= {"number": RECORDED[name], "api_key": "a1234567"}
    vonage.channel.save()
    assert vonage.post(body, kind=kind).status_code == 403
    said = fields.told(body)
    sent = Message.objects.filter(pk=vonage.desk.writes("前の話").pk)
    if "status" in said:
        sent.update(external_id=said["messageId"], channel=vonage.channel, direction="out", delivery="sent")
    fresh = {name.replace("-", "_"): value for name, value in said.items() if name not in ("sig", "timestamp")}
    vonage.vonage(kind, **{"api_key": "a1234567"} | fresh)
    for _ in range(7):
        again()
    if "status" in said:
        assert sent.get().delivery == "delivered"
    else:
        assert said["text"] in Message.objects.latest("pk").text
        assert Message.objects.latest("pk").identity.value == f"+{said['msisdn']}"


@pytest.mark.parametrize("name", BY_GET)
def test_recorded_gets_are_refused_and_are_read_as_posts(vonage: Account, name: str):
    path = (FIXTURES / name).read_text().split(" ")[1]
    assert Client().get(f"/in/sms/{vonage.channel.public_id}/?{urlsplit(path).query}").status_code == 405
    said = dict(parse_qsl(urlsplit(path).query))
    fresh = {name.replace("-", "_"): value for name, value in said.items() if name not in ("sig", "timestamp")}
    vonage.channel.settings |= {"number": "16105553939", "api_key": "a1234567"}
    vonage.channel.save()
    vonage.vonage(**{"api_key": "a1234567"} | fresh)
    for _ in range(7):
        again()
    if "status" not in said:
        assert said["text"].strip() in Message.objects.get().text


def test_every_recorded_request_of_vonage_s_is_tried(vonage: Account):
    names = {file.name for file in FIXTURES.iterdir()}
    assert names == {*RECORDED, *BY_GET, "raw_http_invalid.txt"}
    assert vonage.post(b"Hello World").status_code == 403
