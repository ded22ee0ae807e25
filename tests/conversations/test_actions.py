"""Deeds on a matter, through their URLs, and back again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from conversations import labelling, statuses
from conversations.models import Conversation, Entry, Message, Status
from conversations.snoozing_times import presets
from tests.cast import Desk

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def do(desk, noun, agent=None, method="post", matter=None, **data):
    address = reverse(noun, args=[(matter or desk.matter).pk])
    return getattr(desk.client(agent or desk.aya), method)(address, data, headers=FETCH)


def undo(desk, response, agent=None):
    return desk.client(agent or desk.aya).post(response.json()["undo"], headers=FETCH)


NOUNS = ["assignment", "team", "status", "snooze", "title", "labels", "split", "join", "spam"]


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_it_is_not_found_by_the_outsider(desk: Desk, noun, method):
    desk.writes()
    assert do(desk, noun, agent=desk.emily, method=method).status_code == 404


def test_it_takes_a_matter_and_gives_it_back(desk: Desk):
    desk.writes()
    response = assign(desk, desk.aya)
    assert desk.matter.assignee == desk.aya
    assert "自分の担当" in response.json()["words"]
    assert undo(desk, response).status_code == 200
    assert desk.matter.assignee is None


def assign(desk, person):
    address = reverse("assignment", args=[desk.matter.pk])
    return desk.client(desk.aya).post(address, {"agent": person.pk if person else ""}, headers=FETCH)


def test_it_hands_a_matter_to_a_colleague(desk: Desk):
    desk.writes()
    assert "田村" in assign(desk, desk.tamura).json()["words"]
    assert desk.matter.assignee == desk.tamura


def test_it_does_not_hand_a_matter_to_somebody_of_another_team(desk: Desk):
    desk.writes()
    response = assign(desk, desk.emily)
    assert response.status_code == 409
    assert "岡部" in response.json()["message"]
    assert desk.matter.assignee is None


def test_it_offers_only_people_who_may_take_it(desk: Desk):
    desk.writes()
    html = do(desk, "assignment", method="get").content.decode()
    assert "田村" in html
    assert "岡部" not in html


def test_it_offers_people_with_a_fixed_number_of_queries(desk: Desk, django_assert_max_num_queries):
    desk.writes()
    client = desk.client(desk.aya)
    with django_assert_max_num_queries(23):
        client.get(reverse("assignment", args=[desk.matter.pk]), headers=FETCH)


def test_it_moves_a_matter_to_another_team_and_back_though_it_is_out_of_sight(desk: Desk):
    desk.writes()
    response = do(desk, "team", team=desk.english.pk)
    assert desk.matter.team == desk.english
    assert undo(desk, response).status_code == 200
    assert desk.matter.team == desk.support


def test_its_way_back_is_for_the_one_who_did_it(desk: Desk):
    desk.writes()
    response = do(desk, "team", team=desk.english.pk)
    assert undo(desk, response, agent=desk.tamura).status_code == 404


@pytest.mark.parametrize("status", ["in_progress", "awaiting_customer", "on_hold", "resolved", "no_reply_needed"])
def test_it_sets_a_status_and_takes_it_back(desk: Desk, status):
    desk.writes()
    response = do(desk, "status", status=status)
    assert desk.matter.status == status
    assert undo(desk, response).status_code == 200
    assert desk.matter.status == Status.WAITING


@pytest.mark.parametrize("status", ["", "spam", "done"])
def test_it_refuses_a_status_that_nobody_chooses(desk: Desk, status):
    desk.writes()
    assert do(desk, "status", status=status).status_code == 400


def test_it_refuses_to_undo_what_somebody_changed_since(desk: Desk):
    desk.writes()
    response = do(desk, "status", status="on_hold")
    statuses.set_status(desk.matter, Status.RESOLVED, desk.tamura)
    late = undo(desk, response)
    assert late.status_code == 409
    assert late.json()["code"] == "too_late"


def test_it_snoozes_in_the_zone_of_whoever_snoozes(desk: Desk):
    desk.writes()
    desk.aya.time_zone = "America/New_York"
    desk.aya.save()
    tomorrow = timezone.now() + timedelta(days=2)
    do(desk, "snooze", until=f"{tomorrow:%Y-%m-%d}T09:00")
    until = desk.matter.snoozed_until
    assert until is not None
    assert until.utcoffset() is not None
    assert until.hour in (13, 14)


@pytest.mark.parametrize("preset", ["hour", "tomorrow"])
def test_it_snoozes_by_preset_and_wakes(desk: Desk, preset):
    desk.writes()
    assert do(desk, "snooze", preset=preset).status_code == 200
    assert desk.matter.snoozed_until > timezone.now()
    assert do(desk, "snooze", method="delete").status_code == 200
    assert desk.matter.snoozed_until is None


@pytest.mark.parametrize("wrong", [{}, {"until": "soon"}, {"until": "2020-01-01T09:00"}, {"preset": "never"}])
def test_it_refuses_a_snooze_without_a_time_to_come(desk: Desk, wrong):
    desk.writes()
    response = do(desk, "snooze", **wrong)
    assert response.status_code == 400
    assert response.json()["message"]


def test_it_labels_and_takes_the_label_off(desk: Desk):
    desk.writes()
    response = do(desk, "labels", label="故障")
    assert desk.matter.label_uses.count() == 1
    undo(desk, response)
    assert desk.matter.label_uses.count() == 0


def test_it_takes_a_label_off_by_a_plain_form(desk: Desk):
    desk.writes()
    labelling.add(desk.matter, "故障", desk.aya)
    address = reverse("labels", args=[desk.matter.pk])
    response = desk.client(desk.aya).post(address, {"label": "故障", "_method": "DELETE"})
    assert response.status_code == 302
    assert desk.matter.label_uses.count() == 0


def test_it_lists_labels_alone_in_a_menu_and_as_a_page_without_scripts(desk: Desk):
    desk.writes()
    address = reverse("labels", args=[desk.matter.pk])
    assert "<html" not in desk.client(desk.aya).get(address, headers=FETCH).content.decode()
    assert "<html" in desk.client(desk.aya).get(address).content.decode()


def test_it_splits_from_a_message_and_joins_again(desk: Desk):
    desk.writes("一つ目")
    second, first = desk.writes("二つ目"), desk.matter
    response = do(desk, "split", matter=first, message=second.pk)
    second.refresh_from_db()
    assert second.conversation_id != first.pk
    assert undo(desk, response).status_code == 200
    second.refresh_from_db()
    assert second.conversation_id == first.pk


def test_it_does_not_split_at_the_first_message(desk: Desk):
    first = desk.writes("一つ目")
    response = do(desk, "split", message=first.pk)
    assert response.status_code == 409
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("message", ["", "x", "0", "999999999", "9" * 40])
def test_it_finds_no_message_that_is_none(desk: Desk, message):
    desk.writes()
    assert do(desk, "split", message=message).status_code == 404


def test_it_joins_two_matters_of_one_customer_and_parts_them_again(desk: Desk):
    desk.writes("一つ目")
    second, first = desk.writes("二つ目"), desk.matter
    other = Conversation.objects.get(pk=split_off(desk, first, second))
    response = do(desk, "join", matter=other, into=first.pk)
    assert response.status_code == 200
    assert Message.objects.get(pk=second.pk).conversation_id == first.pk
    assert undo(desk, response).status_code == 200
    assert Message.objects.get(pk=second.pk).conversation_id == other.pk


def split_off(desk, matter, message):
    do(desk, "split", matter=matter, message=message.pk)
    return Message.objects.get(pk=message.pk).conversation_id


def test_it_does_not_join_two_customers(desk: Desk):
    desk.writes()
    other = desk.writes(sender=desk.sender("kenichi", "渡辺", "健一")).conversation
    assert do(desk, "join", into=other.pk).status_code == 409


def test_it_does_not_join_into_a_matter_behind_a_wall(desk: Desk):
    desk.writes()
    other = desk.writes(sender=desk.sender("kenichi", "渡辺", "健一")).conversation
    Conversation.objects.filter(pk=other.pk).update(team=desk.english)
    assert do(desk, "join", into=other.pk).status_code == 404


def test_it_puts_spam_out_of_the_queue_and_back(desk: Desk):
    desk.writes()
    do(desk, "spam")
    assert desk.matter.status == Status.SPAM
    do(desk, "spam", method="delete")
    assert desk.matter.status == Status.WAITING


def test_it_blocks_a_sender_and_lets_them_write_again(desk: Desk):
    desk.writes()
    address = reverse("block", args=[desk.hanako.pk])
    response = desk.client(desk.aya).post(address, headers=FETCH)
    assert desk.hanako.blocked_at is not None
    assert undo(desk, response).status_code == 200
    assert desk.hanako.blocked_at is None
    desk.client(desk.aya).post(address, headers=FETCH)
    assert desk.client(desk.aya).delete(address, headers=FETCH).status_code == 200
    assert desk.hanako.blocked_at is None


def test_its_block_is_not_found_by_the_outsider(desk: Desk):
    desk.writes()
    for method in ("post", "delete"):
        assert getattr(desk.client(desk.emily), method)(reverse("block", args=[desk.hanako.pk])).status_code == 404


def test_it_undoes_nothing_for_the_outsider_and_nothing_that_has_no_way_back(desk: Desk):
    desk.writes()
    entry = labelling.add(desk.matter, "故障", desk.aya)
    opened = Entry.objects.filter(kind="opened").first()
    assert desk.client(desk.emily).post(reverse("entry-undo", args=[entry.pk])).status_code == 404
    assert desk.client(desk.aya).post(reverse("entry-undo", args=[opened.pk])).status_code == 404


def test_it_changes_nothing_on_get(desk: Desk):
    desk.writes()
    before = Entry.objects.count()
    for noun in NOUNS:
        assert do(desk, noun, method="get").status_code in (200, 405)
    assert Entry.objects.count() == before


def test_it_says_so_when_nothing_was_to_be_done(desk: Desk):
    desk.writes()
    do(desk, "status", status="on_hold")
    again = do(desk, "status", status="on_hold")
    assert again.status_code == 200
    assert again.json()["undo"] is None


def test_it_names_a_matter(desk: Desk):
    desk.writes()
    response = do(desk, "title", title="掃除機の充電")
    assert desk.matter.title == "掃除機の充電"
    assert undo(desk, response).status_code == 200
    assert do(desk, "title", title="  ").status_code == 400


def test_it_offers_no_time_twice_and_none_that_has_passed(desk: Desk):
    sunday_evening = datetime(2026, 11, 22, 20, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert [preset.key for preset in presets(desk.aya, sunday_evening)] == ["hour", "tomorrow"]
    tuesday_noon = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert [preset.key for preset in presets(desk.aya, tuesday_noon)] == ["hour", "evening", "tomorrow", "monday"]
