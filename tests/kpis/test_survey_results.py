"""What a survey has brought, what the figures read of it, and reviews from elsewhere."""

from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agents.models import AuditEntry
from conversations.models import Channel, Conversation, Delivery, Message
from kpis.models import Measured, Review, Survey, SurveyAnswer, SurveyInvitation
from kpis.surveys.measured import rows_of
from tests.cast import Desk
from tests.kpis import asked as story
from tests.kpis.asked import answer, asks, by_mail, mailbox, solved, survey


@pytest.fixture(autouse=True)
def rested() -> None:
    cache.clear()


def rows(matter: Conversation) -> list[Measured]:
    return rows_of([matter.customer_id], ZoneInfo("Asia/Tokyo"))[matter.customer_id]


def told(matter: Conversation) -> list[tuple[str, int | None, str]]:
    return [(row.measure, row.value, row.detail) for row in rows(matter)]


def test_an_answer_is_read_as_figures(desk: Desk) -> None:
    survey(desk)
    matter = solved(desk, desk.writes())
    asks()
    assert told(matter) == [("survey", 0, "delivered")]
    answer(story.link(matter), score=4, again=2)
    assert told(matter) == [("survey", 1, "answered"), ("csat", 4, "csat:1"), ("said_again", 1, "csat:1")]
    row = rows(matter)[1]
    assert (row.agent, row.team, row.channel, row.excluded) == (desk.aya, desk.support, desk.chat, "")
    assert row.began_at == story.asked(matter).sent_at
    Conversation.objects.filter(pk=matter.pk).update(is_simulated=True)
    assert {row.excluded for row in rows(matter)} == {"practice"}


def test_what_did_not_arrive_is_neither_answered_nor_silent(desk: Desk) -> None:
    survey(desk, kind="ces")
    matter = solved(desk, desk.writes())
    asks()
    Message.objects.filter(pk=story.asked(matter).message_id).update(delivery=Delivery.BOUNCED)
    assert told(matter) == [("survey", None, "not_delivered")]
    answer(story.link(matter), score=6, again=0)
    assert told(matter)[1:] == [("ces", 6, "ces:2.0-1"), ("said_again", 0, "ces:2.0-1")]


def test_the_page_says_how_far_it_came_on_each_channel(desk: Desk) -> None:
    survey(desk)
    chat, mail = solved(desk, desk.writes()), solved(desk, by_mail(desk, mailbox(desk)))
    away = solved(desk, desk.writes(sender=desk.sender("third", "林", "三郎")))
    asks()
    answer(story.link(chat), score=5, comment="丁寧でした")
    SurveyInvitation.objects.filter(conversation=away).update(
        state="unreachable", reason="Channel paused", message=None
    )
    page = desk.client(desk.fujita).get("/surveys/").content.decode()
    assert "100.0%" in page
    assert "参考値" in page
    assert "丁寧でした" in page
    assert "送れない方 · チャネル停止中" in page
    assert "50.0%" in page  # One of two that arrived.
    assert mail.surveyed.count() == 1


def test_the_page_asks_no_more_the_more_answers_there_are(desk: Desk, django_assert_max_num_queries) -> None:
    row = survey(desk)
    version, now = row.newest, timezone.now()
    matters = [desk.writes(sender=desk.sender(f"v{n}")).conversation for n in range(6)]
    for place, matter in enumerate(matters):
        asked = SurveyInvitation.objects.create(
            survey=row, version=version, conversation=matter, channel=desk.chat, state="sent", at=now, sent_at=now
        )
        SurveyAnswer.objects.create(invitation=asked, version=version, score=1 + place % 5, at=now, comment="ひとこと")
    fujita = desk.client(desk.fujita)
    fujita.get("/surveys/")
    with django_assert_max_num_queries(12):
        assert fujita.get("/surveys/").content.decode().count("ひとこと") >= 6
    assert "ひとこと" not in desk.client(person_elsewhere(desk)).get("/surveys/").content.decode().split("<table")[-1]


def person_elsewhere(desk: Desk):
    """Emily leads the English desk by now."""
    desk.emily.role = "supervisor"
    desk.emily.save()
    return desk.emily


def test_a_survey_is_made_looked_at_and_switched_by_an_admin_and_written_down(desk: Desk) -> None:
    row = survey(desk)
    admin = desk.client(desk.noguchi)
    page = admin.post(f"/settings/surveys/{row.pk}/preview/", story.typed(question_ja="見本の質問") | {"preview": "ja"})
    assert "見本の質問" in page.content.decode()
    assert row.versions.count() == 1
    assert (
        "How satisfied" in admin.post("/settings/surveys/preview/", story.typed() | {"preview": "en"}).content.decode()
    )
    admin.post(f"/settings/surveys/{row.pk}/switch/", {"on": "no"})
    assert not Survey.objects.get().is_on
    deeds = AuditEntry.objects.filter(action__startswith="survey").order_by("pk").values_list("action", flat=True)
    assert list(deeds) == ["survey.made", "survey.on", "survey.off"]
    assert desk.client(desk.fujita).get("/settings/surveys/").status_code == 404


def test_what_is_out_of_bounds_is_said_at_its_field(desk: Desk) -> None:
    admin = desk.client(desk.noguchi)
    page = admin.post("/settings/surveys/new/", story.typed(share=0, question_ja=""))
    assert page.status_code == 200
    assert page.content.decode().count('class="oops"') == 2
    assert not Survey.objects.exists()


def test_what_was_never_live_is_no_choice_and_what_was_chosen_stays(desk: Desk) -> None:
    fresh = Channel.objects.create(kind="line", name="準備中のLINE", paused_at=timezone.now(), settings={"set_up": []})
    Channel.objects.create(kind="line", name="停止中のLINE", paused_at=timezone.now())
    admin = desk.client(desk.noguchi)
    page = admin.get("/settings/surveys/new/").content.decode()
    assert ("準備中のLINE" in page, "停止中のLINE" in page) == (False, True)
    admin.post("/settings/surveys/new/", story.typed(channels=[fresh.pk]))
    assert not Survey.objects.exists()
    row = survey(desk)
    row.channels.set([fresh])
    assert "準備中のLINE" in admin.get(f"/settings/surveys/{row.pk}/").content.decode()


def table(text: str, encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile("reviews.csv", text.encode(encoding), content_type="text/csv")


def test_reviews_come_in_once_and_bad_lines_are_named(desk: Desk) -> None:
    admin = desk.client(desk.noguchi)
    lines = [
        "id,評価,満点,本文,日付", "r1,4,5,配送が早くて助かりました,2026/11/01", "r2,9,5,x,2026-11-01",
        "r3,3,,カード 4111 1111 1111 1111,昨日", ",5,5,x,2026-11-01", "r5,2,5,すぐ壊れて残念,2026年11月3日",
    ]  # fmt: skip
    send = {"source": "楽天", "file": table("\n".join(lines), "cp932")}
    page = admin.post("/settings/reviews/", send).content.decode()
    assert "2 件を取り込みました" in page
    assert [f'<td class="num">{line}</td>' in page for line in (2, 3, 4, 5, 6)] == [False, True, True, True, False]
    assert list(Review.objects.order_by("external_id").values_list("sentiment", "themes")) == [
        (1, ["delivery"]), (-1, ["product"]),
    ]  # fmt: skip
    again = {"source": "楽天", "file": table("\n".join(lines[:2]) + "\nr6,5,5,,2026-11-05")}
    assert "1 件を取り込みました(取り込み済み 1 件)" in admin.post("/settings/reviews/", again).content.decode()
    assert Review.objects.count() == 3


def test_what_is_no_table_of_reviews_says_so(desk: Desk) -> None:
    admin = desk.client(desk.noguchi)
    for content in (table("a,b\n1,2"), SimpleUploadedFile("x.csv", b"\xff\xfe\x00\x81"), table("")):
        page = admin.post("/settings/reviews/", {"source": "楽天", "file": content})
        assert page.status_code == 200
    assert not Review.objects.exists()
