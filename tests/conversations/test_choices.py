"""Choices beside an answer: what an agent may offer, what leaves where nobody shows buttons, what the customer took."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from conversations import choosing, outbox
from conversations.choosing import Choice
from conversations.inbound import Inbound
from conversations.inbox import take_in
from conversations.models import Draft, Message, MessageChoices
from tests.cast import Desk
from tests.conversations.test_replies import send

pytestmark = pytest.mark.django_db
OFFER = (
    Choice("はい", says="はい"),
    Choice("いいえ", says="いいえ、結構です"),
    Choice("詳しく", url="https://shop.example/a"),
)


def offer(desk: Desk, *choices: Choice) -> Message:
    matter, identity = desk.matter, desk.identity
    way = {"channel": desk.chat, "identity": identity}
    message = outbox.automatic(matter, text="よろしいですか？", **way, choices=choices or OFFER)
    return outbox.loaded(message.pk)


def taps(desk: Desk, ours: Message, text: str) -> Message:
    said = Inbound(desk.chat, f"tap-{text}", desk.sender(), text, ours.received_at, tapped=ours.pk)
    return take_in(said)


def test_what_an_agent_types_line_by_line_is_offered(desk: Desk):
    desk.writes()
    told = send(desk, choices="はい\n\n いいえ \r\n").json()
    row = MessageChoices.objects.get()
    assert [one["says"] for one in row.offered] == ["はい", "いいえ"]
    assert "いいえ" in told["items"][0]["html"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("この選択肢は二十文字を超えてしまっていますよ", "22文字"),
        ("\n".join(f"{number}番" for number in range(14)), "14件"),
        ("はい\nはい", "重複"),
        ("👍" * 11, "22文字"),
    ],
)
def test_what_line_would_refuse_is_told_with_its_number(desk: Desk, typed: str, told: str):
    desk.writes()
    answer = send(desk, choices=typed)
    assert (answer.status_code, told in answer.json()["message"]) == (400, True)
    assert not Message.objects.filter(direction="out").exists()


def test_they_lie_in_the_draft_and_are_gone_with_it(desk: Desk):
    desk.writes()
    kept = {"channel": desk.chat.pk, "text": "", "choices": "はい\nいいえ"}
    desk.client(desk.aya).post(reverse("drafts", args=[desk.matter.pk]), kept)
    assert Draft.objects.get().choices == "はい\nいいえ"
    page = desk.client(desk.aya).get(reverse("conversation", args=[desk.matter.pk])).content.decode()
    assert "はい\nいいえ</textarea>" in page
    send(desk, choices="はい\nいいえ")
    assert not Draft.objects.exists()


WRITTEN = {
    "ja": "よろしいですか？\n\n番号でお答えください：\n1. はい\n2. いいえ\n\n詳しく: https://shop.example/a",
    "en": "よろしいですか？\n\nPlease answer with a number:\n1. はい\n2. いいえ\n\n詳しく: https://shop.example/a",
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_without_buttons_they_are_numbered_lines_in_the_customers_language(desk: Desk, language: str):
    desk.writes()
    message = offer(desk)
    assert choosing.written_out(message) == "よろしいですか？"
    message.channel.kind, message.customer.language = "sms", language
    with override("ja"):
        assert choosing.written_out(message) == WRITTEN[language]


@pytest.mark.parametrize(
    ("said", "place"), [("いいえ、結構です", 1), ("いいえ", 1), ("２", 1), ("ハイ", None), ("3", None)]
)
def test_an_answer_is_known_by_its_words_or_its_number(said: str, place: int | None):
    assert choosing.place_of(said, OFFER) == place


def test_the_first_tap_counts_and_both_sides_see_it(desk: Desk):
    desk.writes()
    ours = offer(desk)
    said = taps(desk, ours, "いいえ、結構です")
    taps(desk, ours, "はい")
    row = MessageChoices.objects.get()
    assert (row.taken, row.answer, said.quote) == (1, said, "よろしいですか？")
    fresh = desk.client(desk.aya).get(f"/customers/{said.customer_id}/changes/?after={ours.revision}").json()
    assert [one["id"] for one in fresh["items"] if one["id"] == ours.pk and "選択済み" in one["html"]] == [ours.pk]


def test_nobody_takes_what_was_offered_to_somebody_else(desk: Desk):
    desk.writes()
    ours = offer(desk)
    take_in(Inbound(desk.chat, "other", desk.sender("kenichi-browser"), "はい", ours.received_at, tapped=ours.pk))
    assert MessageChoices.objects.get().taken is None


@pytest.mark.parametrize(
    "one", [Choice("空"), Choice("両", "a", "https://a.example"), Choice("悪", url="javascript:1")]
)
def test_a_choice_that_leads_nowhere_is_never_sent(desk: Desk, one: Choice):
    desk.writes()
    with pytest.raises(ValueError, match=one.label):
        offer(desk, one)
