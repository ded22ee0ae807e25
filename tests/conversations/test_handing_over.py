"""A matter changes hands, and nobody has to ask again what the one before was told."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agents.models import Membership
from conversations import assigning, card_lines, outbox
from conversations.card_page import words
from conversations.handing_over import lines_of
from conversations.inbound import Inbound
from conversations.inbox import take_in
from conversations.models import Channel, Handover
from omnidesk.inserting import together
from tests.cast import Desk
from tests.conversations.test_guard import FETCH, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(desk: Desk):
    """Hanako has told her number and what is wrong; Aya looks after it."""
    desk.writes("充電ランプが赤く点滅したままです。もう3回目です。いつ届きますか。")
    told(desk)
    told(desk, key="issue", value="充電ランプが赤く点滅")
    told(desk, key="tried", value="リセット 10 秒")
    assigning.assign(desk.matter, desk.aya, desk.aya)
    return desk.matter


def lines(matter) -> dict[str, str]:
    return {line.key: words(line) for line in card_lines.build(matter)}


def post(desk: Desk, name: str, **data: object):
    return desk.client(desk.aya).post(reverse(name, args=[desk.matter.pk]), data, headers=FETCH)


def test_the_card_says_what_was_told_tried_and_not_answered(desk: Desk, matter):
    card = lines(matter)
    assert (card["want"], card["order_number"], card["tried"]) == ("充電ランプが赤く点滅", "#A-10293", "リセット 10 秒")
    assert card["asked"] == "いつ届きますか。"
    assert card["mood"] == "お怒り"


def test_the_card_has_twelve_lines_at_most(desk: Desk, matter, django_assert_max_num_queries):
    for key in ("product", "serial", "error_code", "date", "amount", "quantity", "color", "payment", "wish"):
        told(desk, key=key, value=key)
    with django_assert_max_num_queries(12):
        assert len(card_lines.build(matter)) <= card_lines.MOST


def test_it_goes_along_to_a_colleague_and_stands_in_the_history(desk: Desk, matter):
    assert post(desk, "assignment", agent=desk.tamura.pk).status_code == 200
    made = Handover.objects.get()
    assert (made.kind, made.from_agent, made.to_agent) == ("agent", desk.aya, desk.tamura)
    assert {"key": "order_number", "text": "#A-10293"}.items() <= next(
        line for line in made.lines if line["key"] == "order_number"
    ).items()
    assert made.entry.data["lines"] == len(made.lines)


def test_whoever_takes_a_matter_first_takes_it_over_from_nobody(desk: Desk, matter):
    assert not Handover.objects.exists()


def test_it_can_be_written_anew_and_an_emptied_line_is_left_out(desk: Desk, matter):
    Membership.objects.create(agent=desk.aya, team=desk.english)
    post(
        desk, "team", team=desk.english.pk, line_key=["want", "tried", "next"],
        line_text=["充電できない掃除機の交換", "", "在庫を押さえる"],
    )  # fmt: skip
    made = Handover.objects.get()
    assert [(line["key"], line["text"]) for line in made.lines] == [
        ("want", "充電できない掃除機の交換"),
        ("next", "在庫を押さえる"),
    ]
    assert (made.kind, made.edited_by) == ("team", desk.aya)


def test_without_its_card_it_needs_a_reason(desk: Desk, matter):
    refused = post(desk, "assignment", agent=desk.tamura.pk, without="1", reason=" ")
    assert (refused.status_code, refused.json()["code"]) == (400, "needs_reason")
    assert not Handover.objects.exists()
    assert post(desk, "assignment", agent=desk.tamura.pk, without="1", reason="口頭で説明済み").status_code == 200
    assert (Handover.objects.get().lines, Handover.objects.get().reason_without) == ([], "口頭で説明済み")


def test_a_change_of_channel_keeps_the_card_of_that_moment(desk: Desk, matter):
    other = Channel.objects.create(kind="chat", name="アプリのチャット", team=desk.support)
    inbound = Inbound(
        channel=other, external_id="a1", sender=desk.sender(), text="続きです", received_at=timezone.now()
    )
    take_in(inbound)
    made = Handover.objects.get()
    assert (made.kind, made.from_channel, made.to_channel) == ("channel", desk.chat, other)


def test_taking_a_hand_over_back_hands_nothing_over(desk: Desk, matter):
    answer = post(desk, "assignment", agent=desk.tamura.pk).json()
    desk.client(desk.aya).post(answer["undo"], headers=FETCH)
    assert desk.matter.assignee == desk.aya
    assert Handover.objects.count() == 1


def test_the_panel_shows_the_card_that_was_passed_on(desk: Desk, matter):
    post(desk, "assignment", agent=desk.tamura.pk)
    panel = desk.client(desk.tamura).get(reverse("conversation-panel", args=[matter.pk])).text
    assert "充電ランプが赤く点滅" in panel
    assert "高橋 → 田村" in panel


def test_what_one_types_into_the_card_is_redacted(desk: Desk, matter):
    post(desk, "assignment", agent=desk.tamura.pk, line_key=["next"], line_text=["カード 4111 1111 1111 1111 で返金"])
    assert "4111 1111 1111 1111" not in str(Handover.objects.get().lines)


def test_an_answer_by_the_same_channel_hands_nothing_over(desk: Desk, matter):
    outbox.reply(
        matter, desk.aya, text="承知しました", channel=desk.chat, identity=desk.identity, client_key="k" * 16,
        seen_revision=None,
    )  # fmt: skip
    assert not Handover.objects.exists()


def test_the_card_of_another_channel_knows_what_the_very_message_told(desk: Desk, matter):
    """Its facts still wait to be written when the card is built."""
    Handover.objects.all().delete()
    other = Channel.objects.create(kind="chat", name="別の店", team=desk.support)
    words = "型番はVX-900です。注文番号は#A-77777です。"
    inbound = Inbound(other, "next", desk.sender(), words, timezone.now(), matter_id=desk.matter.pk)
    with together():
        take_in(inbound)
    card = Handover.objects.get(kind="channel")
    assert "#A-77777" in str(card.lines)


def test_a_card_of_earlier_days_is_masked_as_it_is_read(desk: Desk, matter):
    """It was kept as everything was told; what a card of today masks already stays as it is."""
    post(desk, "assignment", agent=desk.tamura.pk)
    made = Handover.objects.get()
    told_then = [("phone", "090-1234-5678"), ("email", "hanako@mail.example"), ("address", "名古屋市中区栄3-12-5")]
    made.lines = [{"key": key, "text": text} for key, text in [*told_then, ("contact_phone", "080-****-4321")]]
    made.save(update_fields=["lines"])
    shown = [line.text for line in lines_of(made)]
    assert shown == ["090-****-5678", "h***@mail.example", "名古屋市中区栄3-**", "080-****-4321"]
