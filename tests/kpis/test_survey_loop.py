"""Who was not content hears from us: a task with an owner, a time and a word of what was done."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from agents import calendars
from conversations.models import Conversation
from kpis.models import CloseTheLoop
from kpis.surveys import loop
from tests.cast import Desk
from tests.kpis import asked as story
from tests.kpis.asked import answer, asks, solved, survey


@pytest.fixture(autouse=True)
def rested() -> None:
    cache.clear()


@pytest.fixture
def low(desk: Desk) -> CloseTheLoop:
    """Hanako was not content with what Aya did."""
    survey(desk)
    matter = solved(desk, desk.writes())
    asks()
    answer(story.link(matter), score=2, comment="まだ直っていません")
    return CloseTheLoop.objects.get()


@pytest.mark.parametrize(("kind", "low", "content"), [("csat", 2, 3), ("nps", 6, 7), ("ces", 3, 4)])
def test_a_low_mark_makes_a_task_for_whose_it_was(desk: Desk, kind: str, low: int, content: int) -> None:
    survey(desk, kind=kind)
    matters = [solved(desk, desk.writes(sender=desk.sender(f"v{n}", "森", "健一"))) for n in range(2)]
    asks()
    for matter, mark in zip(matters, (low, content), strict=True):
        answer(story.link(matter), score=mark)
    row = CloseTheLoop.objects.get()
    assert row.answer.score == low
    assert row.owner == desk.aya


def test_it_is_due_by_the_close_of_the_next_business_day(desk: Desk) -> None:
    desk.support.calendar = calendars.make_default("窓口", "Asia/Tokyo")
    friday_night = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
    # Monday is a holiday (勤労感謝の日): Tuesday, six o'clock.
    assert loop.due(desk.support, friday_night) == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert loop.due(None, datetime(2026, 11, 25, 0, 0, tzinfo=UTC)) == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def test_a_mark_that_is_corrected_takes_the_task_back(low: CloseTheLoop, desk: Desk) -> None:
    answer(story.link(low.answer.invitation.conversation), score=5)
    assert not CloseTheLoop.objects.exists()


def test_its_owner_finds_it_and_settles_it_with_a_word(low: CloseTheLoop, desk: Desk) -> None:
    aya = desk.client(desk.aya)
    page = aya.get("/follow-ups/").content.decode()
    assert "まだ直っていません" in page
    assert f"/conversations/{low.answer.invitation.conversation_id}/" in page
    aya.post(f"/follow-ups/{low.pk}/settling/", {"note": ""})
    assert CloseTheLoop.objects.get().done_at is None
    aya.post(f"/follow-ups/{low.pk}/settling/", {"note": "お電話して交換を手配"})
    desk.client(desk.fujita).post(f"/follow-ups/{low.pk}/settling/", {"note": "後から"})
    row = CloseTheLoop.objects.get()
    assert (row.note, row.done_by) == ("お電話して交換を手配", desk.aya)
    assert "お電話して交換を手配" in aya.get("/follow-ups/?done").content.decode()


def test_those_who_lead_see_their_team_s_and_others_none(low: CloseTheLoop, desk: Desk) -> None:
    seen = {who.email: "まだ直っていません" in desk.client(who).get("/follow-ups/").content.decode()
            for who in (desk.fujita, desk.noguchi, desk.tamura, desk.emily)}  # fmt: skip
    assert list(seen.values()) == [True, True, False, False]
    assert desk.client(desk.emily).post(f"/follow-ups/{low.pk}/taking/").status_code == 404
    desk.client(desk.tamura).post(f"/follow-ups/{low.pk}/taking/")
    assert CloseTheLoop.objects.get().owner == desk.tamura


def test_what_is_overdue_says_so(low: CloseTheLoop, desk: Desk) -> None:
    CloseTheLoop.objects.update(due_at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
    page = desk.client(desk.fujita).get("/follow-ups/").content.decode()
    assert "期限超過" in page
    assert "1 件が期限を過ぎています" in page


def test_the_list_asks_no_more_the_longer_it_is(desk: Desk, django_assert_max_num_queries) -> None:
    survey(desk)
    matters: list[Conversation] = [solved(desk, desk.writes(sender=desk.sender(f"v{n}"))) for n in range(4)]
    asks()
    fujita = desk.client(desk.fujita)
    for matter in matters:
        answer(story.link(matter), score=1, comment="残念")
    fujita.get("/follow-ups/")
    with django_assert_max_num_queries(9):
        assert fujita.get("/follow-ups/").content.decode().count("残念") == 4
    assert Client().get("/follow-ups/").status_code == 302
