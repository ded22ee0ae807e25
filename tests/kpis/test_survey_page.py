"""The page behind the link: what counts, what does not, and what it tells to whom."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from agents.models import Company
from conversations import merging
from conversations.models import Conversation
from customers.models import Consent
from kpis.models import Survey, SurveyAnswer, SurveyInvitation, Touched
from kpis.surveys import links
from omnidesk import limits
from tests.callbacks.conftest import at_once
from tests.cast import Desk
from tests.kpis import asked as story
from tests.kpis.asked import answer, asks, by_mail, mailbox, solved, stamp, survey

SCRIPT = {"HTTP_ACCEPT": "application/json"}
ROBOT = {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; SafeLinks)"}


@pytest.fixture(autouse=True)
def rested() -> None:
    cache.clear()


@pytest.fixture
def matter(desk: Desk) -> Conversation:
    """Hanako's matter, asked about in the chat."""
    survey(desk)
    found = solved(desk, desk.writes())
    asks()
    return found


def robot(path: str) -> None:
    """Looks into every link, as mail scanners and prefetchers do."""
    for address in (path, f"{path}?score=1", f"{path}?score=5", f"{path}?stop", f"{path}?lang=en"):
        assert Client(**ROBOT).get(address).status_code == 200
        Client(**ROBOT).head(address)


def test_in_the_chat_by_mail_and_on_the_page_with_a_robot_in_between(desk: Desk) -> None:
    survey(desk)
    chat, mail = solved(desk, desk.writes()), solved(desk, by_mail(desk, mailbox(desk)))
    asks()
    for matter, mark in ((chat, 4), (mail, 5)):
        path = story.link(matter)
        robot(path)
        assert not SurveyAnswer.objects.filter(invitation__conversation=matter).exists()
        visitor = Client()
        page = visitor.get(f"{path}?score={mark}").content.decode()
        visitor.post(path, {"stamp": stamp(page), "score": mark, "how": "seen"}, **SCRIPT)
        robot(path)
        row = SurveyAnswer.objects.get(invitation__conversation=matter)
        assert (row.score, row.is_whole, row.turn) == (mark, False, 1)
    answer(story.link(chat), score=4, again=1, comment="早くて助かりました")
    assert SurveyAnswer.objects.get(invitation__conversation=chat).is_whole


def test_looking_at_it_writes_nothing(matter: Conversation, django_assert_num_queries) -> None:
    Touched.objects.all().delete()
    path = story.link(matter)
    robot(path)
    assert not SurveyAnswer.objects.exists()
    assert not Touched.objects.exists()
    assert not Consent.objects.exists()
    # Is anybody signed in to the set-up; whom it asks; what the company is called.
    with django_assert_num_queries(3):
        Client().get(path)


def test_a_seen_mark_is_kept_and_the_page_goes_on_with_a_new_stamp(matter: Conversation) -> None:
    path, visitor = story.link(matter), Client()
    first = stamp(visitor.get(f"{path}?score=2").content.decode())
    told = visitor.post(path, {"stamp": first, "score": 2, "how": "seen"}, **SCRIPT).json()
    assert told["state"] == "counted"
    assert told["heading"] == "「不満」で受け付けました"
    # A stamp is good for one change.
    assert visitor.post(path, {"stamp": first, "score": 5, "how": "seen"}, **SCRIPT).status_code == 409
    said = {"score": 5, "again": 0, "comment": "やはり満足です"}
    assert visitor.post(path, {"stamp": told["stamp"], **said}).status_code == 303
    row = SurveyAnswer.objects.get()
    assert (row.score, row.again, row.is_whole, row.changed_at is None) == (5, 0, True, False)


def test_a_page_that_was_seen_says_so_and_counts_for_no_answer(matter: Conversation) -> None:
    path, visitor = story.link(matter), Client()
    page = visitor.get(path).content.decode()
    visitor.post(path, {"stamp": stamp(page), "how": "opened"}, **SCRIPT)
    assert story.asked(matter).opened_at is not None
    assert not SurveyAnswer.objects.exists()


def test_an_answer_can_be_changed_within_its_days_and_not_after(matter: Conversation) -> None:
    path = story.link(matter)
    answer(path, score=3)
    assert answer(path, score=4, comment="直しました").status_code == 303
    fresh = stamp(Client().get(path).content.decode())
    SurveyAnswer.objects.update(at=timezone.now() - timedelta(days=8))
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"stamp": fresh, "score": 1}).status_code == 404
    assert SurveyAnswer.objects.get().score == 4


def test_the_words_below_a_tapped_mark_are_taken_where_nothing_can_be_changed(matter: Conversation) -> None:
    Survey.objects.update(edit_days=0)
    path, visitor = story.link(matter), Client()
    first = stamp(visitor.get(f"{path}?score=2").content.decode())
    told = visitor.post(path, {"stamp": first, "score": 2, "how": "seen"}, **SCRIPT).json()
    SurveyInvitation.objects.update(sent_at=timezone.now() - timedelta(days=14))
    done = visitor.post(path, {"stamp": told["stamp"], "score": 2, "comment": "まだ直っていません"})
    assert "回答が届きました" in done.content.decode()
    row = SurveyAnswer.objects.get()
    assert (done.status_code, row.is_whole, row.comment) == (200, True, "まだ直っていません")
    assert visitor.get(path).status_code == 404


def test_wrong_used_up_and_out_of_time_look_alike(matter: Conversation) -> None:
    path = story.link(matter)
    answer(path, score=3)
    SurveyAnswer.objects.update(at=timezone.now() - timedelta(days=8))
    used = Client().get(path)
    SurveyAnswer.objects.all().delete()
    SurveyInvitation.objects.update(sent_at=timezone.now() - timedelta(days=15))
    pages = [used, Client().get(path), Client().get("/s/xxxxxxxxxxxxxxxxxxxxxx/"), Client().get("/s/x/")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_what_is_no_mark_is_refused_with_the_words_kept(matter: Conversation) -> None:
    path = story.link(matter)
    for score in ("999", "0", "-1", "", "vier"):
        page = answer(path, score=score, comment="ここは残る")
        assert page.status_code == 400
        assert "ここは残る" in page.content.decode()
    assert answer(path, score=4, comment="あ" * 2001).status_code == 400
    assert not SurveyAnswer.objects.exists()


def test_without_the_stamp_of_this_very_page_nothing_counts(matter: Conversation, desk: Desk) -> None:
    path = story.link(matter)
    other = solved(desk, desk.writes(sender=desk.sender("kenichi", "森", "健一")))
    asks()
    foreign = links.stamp(story.asked(other), 0)
    for given in ("", "x", foreign, f"{story.asked(matter).pk}.0"):
        assert Client().post(path, {"stamp": given, "score": 4}).status_code == 403
    assert not SurveyAnswer.objects.exists()


def test_it_names_no_person_and_no_matter(matter: Conversation, desk: Desk) -> None:
    page = Client().get(f"{story.link(matter)}?score=4").content.decode()
    for word in ("佐藤", "花子", "高橋", "充電", matter.number):
        assert word not in page
    answered = answer(story.link(matter), score=4)
    assert answered.headers["Cache-Control"] == "no-store"
    assert answered.headers["Referrer-Policy"] == "no-referrer"


def test_it_is_for_nobody_s_index_and_sets_no_cookie(matter: Conversation) -> None:
    page = Client().get(story.link(matter))
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not page.cookies
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_card_numbers_in_a_comment_are_masked(matter: Conversation) -> None:
    answer(story.link(matter), score=4, comment="カードは 4111 1111 1111 1111 です")
    assert "4111 1111" not in SurveyAnswer.objects.get().comment


def test_a_comment_is_read_for_its_feeling_and_themes(matter: Conversation) -> None:
    answer(story.link(matter), score=2, comment="同じ説明を三回しました。電話もつながらず残念です。")
    row = SurveyAnswer.objects.get()
    assert (row.sentiment, row.themes) == (-1, ["waiting", "again"])


def test_who_wants_no_more_says_so_by_a_button_and_is_written_down(matter: Conversation, desk: Desk) -> None:
    path, visitor = story.link(matter), Client()
    page = visitor.get(f"{path}?stop").content.decode()
    assert not Consent.objects.exists()
    done = visitor.post(path, {"stamp": stamp(page), "stop": "1"})
    assert "今後アンケートをお送りしません" in done.content.decode()
    visitor.post(path, {"stamp": stamp(page), "stop": "1"})
    word = Consent.objects.get()
    assert (word.purpose, word.answer, word.source) == ("survey", "stopped", "survey")
    mail = by_mail(desk, mailbox(desk))
    merging.merge(mail.customer, desk.hanako, desk.aya)
    SurveyInvitation.objects.update(sent_at=timezone.now() - timedelta(days=60))
    assert asks() == 0
    assert solved(desk, mail)
    assert asks() == 0


def test_it_speaks_english_where_asked_to(matter: Conversation) -> None:
    page = Client().get(f"{story.link(matter)}?score=4&lang=en").content.decode()
    assert "You chose “Satisfied”" in page
    assert "?lang=ja&amp;score=4" in page


def test_our_own_people_look_and_answer_nothing_but_in_the_demo(matter: Conversation, desk: Desk) -> None:
    path, aya = story.link(matter), desk.client(desk.aya)
    page = aya.get(f"{path}?score=5").content.decode()
    assert aya.post(path, {"stamp": stamp(page), "score": 5}).status_code == 403
    assert not SurveyAnswer.objects.exists()
    Company.objects.update(is_demo=True)
    assert aya.post(path, {"stamp": stamp(page), "score": 5}).status_code == 303


def test_one_address_cannot_hammer_it(matter: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "survey.page", limits.Limit(3, 60, "address"))
    told = [Client().get(story.link(matter)).status_code for _knock in range(5)]
    assert told == [200, 200, 200, 429, 429]


def test_an_edit_is_another_version_and_the_answer_keeps_its_own(matter: Conversation, desk: Desk) -> None:
    answer(story.link(matter), score=4, again=2)
    row = story.asked(matter).survey
    form = story.typed(question_ja="いかがでしたか")
    desk.client(desk.noguchi).post(f"/settings/surveys/{row.pk}/", form)
    assert [version.number for version in row.versions.order_by("number")] == [1, 2]
    kept = SurveyAnswer.objects.get()
    assert kept.version.number == 1
    assert "今回の対応に満足されましたか" in Client().get(story.link(matter)).content.decode()
    with pytest.raises(TypeError):
        kept.version.save()
    # What is not about the words makes no version.
    desk.client(desk.noguchi).post(f"/settings/surveys/{row.pk}/", form | {"share": 50})
    assert row.versions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts_and_the_other_is_shown_it(matter: Conversation) -> None:
    path = story.link(matter)
    given = stamp(Client().get(path).content.decode())
    marks = iter((1, 5))
    told = at_once(2, lambda: Client().post(path, {"stamp": given, "score": next(marks)}).status_code)
    assert sorted(told) == [303, 409]
    assert SurveyAnswer.objects.get().turn == 1
