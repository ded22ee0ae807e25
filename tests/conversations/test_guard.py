"""Nobody is asked twice: what stops a question whose answer is known, through the doors that an agent uses."""

import pytest
from django.urls import reverse
from django.utils import timezone

from conversations import asking_again, outbox
from conversations.models import AskedAgain, Message
from customers.models import Fact
from tests.cast import Desk

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}
KEY = "0123456789abcdef0123456789abcdef"
ASKS = "交換のお手続きを進めます。ご注文番号をお知らせいただけますでしょうか。"


def told(desk: Desk, key: str = "order_number", value: str = "#A-10293", **more: object) -> Fact:
    """Hanako told it in the web form, in the matter that is open."""
    matter = desk.matter
    given = {"matter": matter.pk, "source": "form", "channel_kind": "form", "said_at": timezone.now(), **more}
    return Fact.objects.create(customer=desk.hanako, home=desk.hanako, key=key, value=value, norm=value, **given)


def guard(desk: Desk, text: str = ASKS, agent=None):
    return desk.client(agent or desk.aya).post(reverse("guard", args=[desk.matter.pk]), {"text": text}, headers=FETCH)


def send(desk: Desk, text: str = ASKS, **data: object):
    route = f"{desk.chat.pk}-{desk.identity.pk}"
    given = {"text": text, "client_key": KEY, "route": route, "seen": desk.hanako.revision, **data}
    return desk.client(desk.aya).post(reverse("replies", args=[desk.matter.pk]), given, headers=FETCH)


def test_it_says_what_is_known_and_from_where_while_the_agent_writes(desk: Desk):
    desk.writes("掃除機が充電できません")
    fact = told(desk)
    (question,) = guard(desk).json()["questions"]
    assert (question["key"], question["value"], question["fact"]) == ("order_number", "#A-10293", fact.pk)
    assert ASKS[question["start"] : question["end"]].startswith("ご注文番号をお知らせ")
    assert question["label"] == "注文番号"


def test_a_sentence_that_asks_for_something_new_as_well_is_to_be_rewritten(desk: Desk):
    desk.writes("掃除機が充電できません")
    told(desk)
    (question,) = guard(desk, "ご注文番号とご住所をお知らせください。").json()["questions"]
    assert (question["key"], question["mixed"]) == ("order_number", True)
    assert guard(desk).json()["questions"][0]["mixed"] is False


def test_it_is_silent_about_what_nobody_has_told(desk: Desk):
    desk.writes("掃除機が充電できません")
    assert guard(desk).json() == {"questions": [], "says_attached": False}


def test_it_counts_characters_as_the_page_does_whatever_the_line_ends(desk: Desk):
    desk.writes()
    told(desk)
    (question,) = guard(desk, "佐藤様 🙇\r\n\r\n" + ASKS).json()["questions"]
    assert ("佐藤様 🙇\n\n" + ASKS)[question["start"] : question["end"]].startswith("ご注文番号")


def test_it_looks_nothing_up_for_a_draft_that_asks_nothing(desk: Desk, django_assert_max_num_queries):
    desk.writes()
    told(desk)
    client, address = desk.client(desk.aya), reverse("guard", args=[desk.matter.pk])
    client.post(address, {"text": "承知しました。"}, headers=FETCH)
    with django_assert_max_num_queries(5):
        client.post(address, {"text": "本日発送いたしました。"}, headers=FETCH)


def test_it_costs_as_many_queries_with_a_hundred_facts(desk: Desk, django_assert_max_num_queries):
    desk.writes()
    for number in range(100):
        told(desk, value=f"#A-{number:05}")
    client, address = desk.client(desk.aya), reverse("guard", args=[desk.matter.pk])
    client.post(address, {"text": ""}, headers=FETCH)
    with django_assert_max_num_queries(9):
        assert len(client.post(address, {"text": ASKS}, headers=FETCH).json()["questions"]) == 1


def test_a_reply_that_asks_again_is_held_and_nothing_is_lost(desk: Desk):
    desk.writes()
    told(desk)
    answer = send(desk)
    assert (answer.status_code, answer.json()["code"]) == (409, "asks_again")
    assert answer.json()["questions"][0]["key"] == "order_number"
    assert "注文番号" in answer.json()["message"]
    assert not Message.objects.filter(direction="out").exists()


def test_it_goes_out_with_a_reason_which_is_kept_with_the_question(desk: Desk):
    desk.writes()
    fact = told(desk)
    assert send(desk, ask_anyway="本人確認のため", asked=["order_number"]).status_code == 201
    row = AskedAgain.objects.get()
    assert (row.kind, row.key, row.reason, row.fact) == ("overridden", "order_number", "本人確認のため", fact.pk)
    assert (row.agent, row.channel, row.team) == (desk.aya, desk.chat, desk.support)
    assert row.message.text[row.start : row.end].startswith("ご注文番号")


def test_a_reason_for_one_question_is_none_for_another(desk: Desk):
    desk.writes()
    told(desk)
    told(desk, key="phone", value="090-0000-1001", matter=None)
    answer = send(desk, ASKS + "お電話番号もお教えください。", ask_anyway="確認のため", asked=["order_number"])
    assert answer.json()["code"] == "asks_again"


def test_pressing_twice_notes_it_once(desk: Desk):
    desk.writes()
    told(desk)
    assert [send(desk, ask_anyway="念のため", asked=["order_number"]).status_code for _ in range(2)] == [201, 201]
    assert AskedAgain.objects.count() == 1


def test_a_plain_form_keeps_the_draft_and_may_give_its_reason(desk: Desk):
    desk.writes()
    told(desk)
    route = f"{desk.chat.pk}-{desk.identity.pk}"
    given = {"text": ASKS, "client_key": KEY, "route": route}
    address, client = reverse("replies", args=[desk.matter.pk]), desk.client(desk.aya)
    assert "注文番号" in client.post(address, given, follow=True).text
    assert desk.matter.drafts.get().text == ASKS
    client.post(address, {**given, "ask_anyway": "確認のため"})
    assert Message.objects.filter(direction="out", text=ASKS).exists()


def test_what_lies_behind_a_wall_is_not_told_by_the_guard(desk: Desk):
    desk.writes()
    told(desk)
    assert guard(desk, agent=desk.emily).status_code == 404


def test_it_notes_that_the_customer_says_so(desk: Desk):
    desk.writes("充電できません")
    message = desk.writes("先ほども申し上げましたが、注文番号は#A-10293です。")
    row = AskedAgain.objects.get(message=message)
    assert (row.kind, row.team, row.step) == ("said_so", desk.support, "first")


def test_it_finds_afterwards_what_no_guard_has_stopped(desk: Desk):
    desk.writes()
    told(desk)
    sent = outbox.automatic(
        desk.matter, text="ご注文番号をお知らせください。", channel=desk.chat, identity=desk.identity
    )
    assert asking_again.look_back() == 1
    assert asking_again.look_back() == 0
    assert AskedAgain.objects.get(message=sent).kind == "found"
