import time

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conversations import splitting
from conversations.models import Entry, Label
from customers.forms import stamp
from customers.models import Customer
from omnidesk.redaction import MASK, redact
from tests.cast import Desk

MASKED = [
    ("4111 1111 1111 1111", "•••• •••• •••• 1111"),
    ("４１１１－１１１１－１１１１－１１１１", "••••－••••－••••－１１１１"),
    ("4111\u200b1111 1111 1111", "••••\u200b•••• •••• 1111"),
    ("4111ー1111ー1111ー1111", "••••ー••••ー••••ー1111"),
    ("4111\n1111\n1111\n1111", "••••\n••••\n••••\n1111"),
    ("カード 3782 822463 10005", "カード •••• •••••• •0005"),
    ("12/28 4111111111111111 3回払い", "12/28 ••••••••••••1111 3回払い"),
    ("CVV 123", "CVV •••"),
    ("カードのCVV123です", "カードのCVV•••です"),
    ("セキュリティコードは４５６です", "セキュリティコードは•••です"),
    ("1234 5678 9018", "•••• •••• ••••"),
    ("マイナンバー：123456789018", "マイナンバー：••••••••••••"),
    ("パスワード：hunter2", "パスワード：•••••••"),
    ("My password is abc123", "My password is ••••••"),
]
KEPT = [
    "1234567890123456",
    "注文番号 4000 1234 5678 9011",
    "お問い合わせ伝票番号 1234-5678-9018",
    "+81 90 1234 5678",
    "03-1234-5678 / 090-1234-5678",
    "4000123\n412345678",
    "パスワードを忘れました",
    "password is wrong",
    "2026/11/22 14:05",
    "👨‍👩‍👧 ありがとう",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_it_masks(text, masked):
    assert redact(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_it_leaves_alone(text):
    assert redact(text) == text


@given(st.text(alphabet="4111 2345-6789０ー\u200b\nCV:パスワード", max_size=60))
def test_it_keeps_the_length_and_finds_nothing_more_the_second_time(text):
    once = redact(text)
    assert len(once) == len(text)
    assert redact(once) == once


@pytest.mark.parametrize(("door", "field"), [("title", "title"), ("labels", "label")])
@pytest.mark.parametrize("secret", ["4111 1111 1111 1111", "マイナンバー 123456789018", "パスワード：hunter2"])
def test_no_title_and_no_label_keeps_a_secret(desk: Desk, door: str, field: str, secret: str):
    desk.writes()
    client = desk.client(desk.aya)
    answer = client.post(reverse(door, args=[desk.matter.pk]), {field: secret}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 200
    kept = [desk.matter.title, *Label.objects.values_list("name", flat=True), str(Entry.objects.latest("pk").data)]
    assert MASK in kept[-1]
    assert not any(word in " ".join(kept) for word in ("4111 1111", "123456789018", "hunter2"))


def test_no_title_of_a_split_keeps_a_secret(desk: Desk):
    desk.writes()
    other = splitting.split(desk.matter, desk.writes("続き"), desk.aya, title="カード 4111 1111 1111 1111")
    assert "4111 1111" not in other.title


@pytest.mark.parametrize("secret", ["4111 1111 1111 1111", "マイナンバー 123456789018", "パスワード：hunter2"])
@pytest.mark.parametrize("field", ["note", "company_name", "department"])
def test_no_record_of_a_customer_keeps_a_secret(desk: Desk, field: str, secret: str):
    said = {"family_name": "佐藤", "honorific": "様", "language": "ja", field: secret}
    client = desk.client(desk.aya)
    assert client.post(reverse("customers:create"), said).status_code == 302
    made = Customer.objects.latest("pk")
    client.post(reverse("customers:edit", args=[desk.hanako.pk]), said | {"seen": stamp(desk.hanako)})
    for customer in (made, Customer.objects.get(pk=desk.hanako.pk)):
        assert MASK in getattr(customer, field)
        assert redact(customer.search_text) == customer.search_text


def test_no_name_from_a_channel_keeps_a_secret(desk: Desk):
    customer = desk.writes(sender=desk.sender("another", "4111 1111 1111 1111", "パスワード：hunter2")).customer
    assert (customer.family_name, customer.given_name) == ("•••• •••• •••• 1111", "パスワード：•••••••")


def seconds(text: str) -> float:
    began = time.process_time()
    redact(text)
    return time.process_time() - began


@pytest.mark.parametrize("piece", ["1 ", "1", "4 ", "4111 ", "CVV ", "パスワード: ", "password" + " " * 50, "ー1"])
def test_it_takes_eight_times_as_long_for_eight_times_as_much(piece):
    short = min(seconds((piece * 5_000)[:5_000]) for _ in range(3))
    long = min(seconds((piece * 40_000)[:40_000]) for _ in range(3))
    assert long < 24 * short + 0.1, "a pattern went quadratic"
