"""A mail program's own button ends the surveys (RFC 8058); the link alone shows a page and ends nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from channels_ingest.adapters import email as mail
from conversations import private_links
from conversations.models import Conversation, Message
from customers.models import Consent
from kpis.models import SurveyInvitation
from omnidesk import limits
from tests.cast import Desk
from tests.kpis import asked as story
from tests.kpis.asked import asks, by_mail, mailbox, solved, survey

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def matter(desk: Desk) -> Conversation:
    survey(desk)
    found = solved(desk, by_mail(desk, mailbox(desk)))
    asks()
    return found


@pytest.fixture
def way_out(matter: Conversation) -> str:
    return f"{story.link(matter)}?stop"


def stops() -> list[tuple[str, str, str]]:
    return list(Consent.objects.values_list("purpose", "answer", "source"))


def test_its_letter_names_the_way_out_and_others_do_not(matter: Conversation, way_out: str) -> None:
    asked = mail.composed(Message.objects.get(survey=story.asked(matter)))
    assert asked["List-Unsubscribe"] == f"<http://localhost:8000{way_out}>"
    assert asked["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    ours = matter.messages.filter(author__isnull=False).latest("pk")
    assert private_links.way_out(ours) == ""
    assert mail.composed(ours)["List-Unsubscribe"] is None


def test_one_click_ends_them_without_a_session_a_token_or_a_second_page(way_out: str) -> None:
    program = Client(enforce_csrf_checks=True)
    answers = [program.post(way_out, ONE_CLICK) for _ in range(2)]
    assert [(one.status_code, one.cookies.output()) for one in answers] == [(200, "")] * 2
    assert stops() == [("survey", "stopped", "survey")]


def test_the_link_alone_shows_a_page_with_a_button(way_out: str) -> None:
    visitor = Client()
    page = visitor.get(way_out).content.decode()
    assert "今後アンケートを受け取りませんか" in page or 'name="stop"' in page
    assert visitor.post(way_out, {"stop": "1"}).status_code == 403
    assert stops() == []
    visitor.post(way_out, {"stop": "1", "stamp": story.stamp(page)})
    assert stops() == [("survey", "stopped", "survey")]


def test_it_is_good_when_the_survey_is_long_over(way_out: str) -> None:
    SurveyInvitation.objects.update(sent_at=timezone.now() - timedelta(days=60))
    assert Client().get(way_out.removesuffix("?stop")).status_code == 404
    assert Client().get(way_out).status_code == 200
    assert Client().post(way_out, ONE_CLICK).status_code == 200
    assert len(stops()) == 1


def test_a_link_that_was_made_up_ends_nothing(matter: Conversation) -> None:
    assert Client().post(f"/s/{'x' * 22}/?stop", ONE_CLICK).status_code == 404
    assert Client().post(story.link(matter), ONE_CLICK).status_code == 403
    assert stops() == []


def test_one_address_cannot_hammer_it(way_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setitem(limits.LIMITS, "survey.leave", limits.Limit(2, 60, "address"))
    assert [Client().post(way_out, ONE_CLICK).status_code for _ in range(3)] == [200, 200, 429]
