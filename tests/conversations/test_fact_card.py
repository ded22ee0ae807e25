"""既に伺ったこと: the card beside the thread, its deeds, and the underlines where it was said."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conversations import knowledge
from conversations.models import Conversation, Message
from customers.models import Correction, Fact
from customers.noting import note
from tests.cast import Desk

TEXT = "注文番号は #A-10293 です。https://shop.example/?a=1&b=<2> もご覧ください"


@pytest.fixture(autouse=True)
def fresh_knowledge():
    knowledge.forget()
    yield
    knowledge.forget()


@pytest.fixture
def message(desk: Desk) -> Message:
    message = desk.writes(TEXT)
    Fact.objects.all().delete()
    return message


def tell(message: Message, value: str, key: str = "order_number", **more: object) -> Fact:
    start = message.text.find(value)
    fact = Fact(
        customer=message.customer, home=message.customer, matter=message.conversation_id, message=message.pk, key=key,
        value=value, norm=value, source="message", channel_kind="chat", said_at=timezone.now(),
        start=start if start >= 0 else None, end=start + len(value) if start >= 0 else None, **more,
    )  # fmt: skip
    return note([fact])[0]


@pytest.fixture
def aya(desk: Desk) -> Client:
    return desk.client(desk.aya)


def panel(client: Client, matter: int) -> str:
    return client.get(reverse("conversation-panel", args=[matter])).content.decode()


def thread(client: Client, matter: int) -> str:
    return client.get(reverse("conversation", args=[matter]), headers={"HX-Request": "true"}).content.decode()


def do(client: Client, fact: Fact, deed: str, matter: int | None = None, **more: str):
    url = reverse("fact", args=[matter or fact.matter, fact.pk])
    return client.post(url, {"deed": deed, **more}, headers={"X-Requested-With": "fetch"})


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_shows_what_was_told_with_its_source_and_count(aya: Client, message: Message) -> None:
    tell(message, "#A-10293")
    shown = panel(aya, message.conversation_id)
    assert "1 件・再度お尋ねしない" in words(shown)
    assert "注文番号 #A-10293" in words(shown)
    assert f'data-message="{message.pk}"' in shown


def test_it_strikes_the_old_value_through_above_the_new_one(aya: Client, message: Message) -> None:
    tell(message, "#A-10293")
    tell(message, "#A-10294")
    shown = panel(aya, message.conversation_id)
    assert "<s>#A-10293</s>" in shown
    assert shown.index("#A-10293") < shown.index("#A-10294")
    assert "1 件・再度お尋ねしない" in words(shown)


def test_it_confirms_with_a_way_back(aya: Client, message: Message) -> None:
    fact = tell(message, "#A-10293")
    undo = do(aya, fact, "confirm").json()["undo"]
    fact.refresh_from_db()
    assert fact.confirmed_by is not None
    aya.post(undo)
    fact.refresh_from_db()
    assert fact.confirmed_at is None


def test_it_strikes_out_teaches_the_rules_and_takes_it_back(aya: Client, message: Message) -> None:
    fact = tell(message, "#A-10293")
    undo = do(aya, fact, "strike").json()["undo"]
    assert not Fact.objects.standing().exists()
    assert Correction.objects.get().right_key == ""
    assert "data-fact=" not in thread(aya, message.conversation_id)
    aya.post(undo)
    assert Fact.objects.standing().get() == fact
    assert not Correction.objects.exists()


def test_it_puts_the_value_right_and_keeps_its_message(aya: Client, message: Message) -> None:
    fact = tell(message, "#A-10293")
    undo = do(aya, fact, "correct", key="serial", value="A-10293").json()["undo"]
    right = Fact.objects.standing().get()
    assert (right.key, right.value, right.message, right.source) == ("serial", "A-10293", message.pk, "agent")
    assert Correction.objects.get().right_key == "serial"
    aya.post(undo)
    assert Fact.objects.get() == fact
    assert Fact.objects.standing().exists()


def test_it_reads_it_the_right_way_from_then_on(aya: Client, desk: Desk, message: Message) -> None:
    fact = tell(message, "#A-10293")
    do(aya, fact, "correct", key="past_order_number", value="#A-10293")
    Fact.objects.all().delete()
    knowledge.forget()
    desk.writes("注文番号は #A-10293 です")
    assert set(Fact.objects.values_list("key", flat=True)) == {"past_order_number"}


def test_what_was_put_right_stands_when_the_wrong_one_is_said_again(aya: Client, desk: Desk, message: Message) -> None:
    do(aya, tell(message, "#A-10293"), "correct", key="order_number", value="#A-10300")
    knowledge.forget()
    desk.writes("注文番号は #A-10293 です")
    assert [fact.value for fact in Fact.objects.standing().filter(key="order_number")] == ["#A-10300"]


def test_it_writes_down_by_hand_and_takes_it_back(aya: Client, message: Message) -> None:
    old = tell(message, "#A-10293")
    url = reverse("facts", args=[message.conversation_id])
    answer = aya.post(url, {"key": "order_number", "value": " #A-10300 "}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, Fact.objects.standing().get().source) == (201, "agent")
    aya.post(answer.json()["undo"])
    assert Fact.objects.standing().get() == old


def test_it_masks_what_nobody_may_keep_when_written_by_hand(aya: Client, message: Message) -> None:
    url = reverse("facts", args=[message.conversation_id])
    aya.post(url, {"key": "payment", "value": "4111 1111 1111 1111"})
    assert "4111 1111" not in Fact.objects.get().value


def test_it_refuses_what_is_incomplete(aya: Client, message: Message) -> None:
    url = reverse("facts", args=[message.conversation_id])
    for given in (
        {"key": "order_number", "value": " "},
        {"key": "x", "value": "1"},
        {"key": "serial", "value": "1" * 501},
    ):
        assert aya.post(url, given, headers={"X-Requested-With": "fetch"}).status_code == 400
    assert not Fact.objects.exists()


def test_it_is_too_late_once_a_later_word_replaced_it(aya: Client, message: Message) -> None:
    url = reverse("facts", args=[message.conversation_id])
    answer = aya.post(url, {"key": "serial", "value": "24A"}, headers={"X-Requested-With": "fetch"})
    aya.post(url, {"key": "serial", "value": "24B"}, headers={"X-Requested-With": "fetch"})
    assert aya.post(answer.json()["undo"], headers={"X-Requested-With": "fetch"}).status_code == 409


def test_it_is_not_found_by_those_who_may_not_see_the_matter(desk: Desk, message: Message) -> None:
    fact = tell(message, "#A-10293")
    emily = desk.client(desk.emily)
    assert do(emily, fact, "strike").status_code == 404
    assert emily.post(reverse("facts", args=[fact.matter]), {"key": "serial", "value": "1"}).status_code == 404


def test_it_is_not_found_from_another_matter_of_the_customer(desk: Desk, aya: Client, message: Message) -> None:
    other = Conversation.objects.create(
        customer=message.customer, team=desk.support, opened_at=timezone.now(), last_activity_at=timezone.now()
    )
    assert do(aya, tell(message, "#A-10293"), "strike", other.pk).status_code == 404


def test_it_underlines_where_it_was_said_and_escapes_the_rest(aya: Client, message: Message) -> None:
    fact = tell(message, "#A-10293")
    tell(message, "a=1", key="spec")
    shown = thread(aya, message.conversation_id)
    assert f'<span class="fact" data-fact="{fact.pk}">#A-10293</span>' in shown
    assert "&amp;b=" in shown
    assert "<2>" not in shown


def test_it_underlines_what_overlaps_without_losing_a_letter(aya: Client, message: Message) -> None:
    tell(message, "番号は #A-10293 です", key="issue")
    tell(message, "#A-10293")
    bubble = re.search(r'<p class="bubble"[^>]*>(.*?)</p>', thread(aya, message.conversation_id), re.DOTALL)
    assert bubble
    assert re.sub(r"<[^>]+>", "", bubble[1]).startswith("注文番号は #A-10293 です。https")


def test_it_underlines_in_the_catch_up_too(desk: Desk, aya: Client, message: Message) -> None:
    tell(message, "#A-10293")
    answer = aya.get(reverse("thread-changes", args=[message.customer_id]), {"after": 0}).json()
    assert any('class="fact"' in item["html"] for item in answer["items"])


def test_it_costs_the_same_for_one_fact_and_for_many(
    desk: Desk, aya: Client, message: Message, django_assert_max_num_queries
) -> None:
    tell(message, "#A-10293")
    thread(aya, message.conversation_id)
    with django_assert_max_num_queries(70) as one:
        thread(aya, message.conversation_id)
    with django_assert_max_num_queries(40) as beside:
        panel(aya, message.conversation_id)
    for number in range(5):
        said = desk.writes(f"{TEXT} {number}")
        for piece in range(5):
            tell(said, f"{number}-{piece}", key="tried")
    with django_assert_max_num_queries(len(one)):
        thread(aya, message.conversation_id)
    with django_assert_max_num_queries(len(beside)):
        panel(aya, message.conversation_id)
