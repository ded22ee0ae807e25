"""What agents see of a hand-off, before and after the first word."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from channels_ingest.models import Handoff, RefusedHandoff, VisitorSession
from conversations.routes import routes
from tests.api.conftest import SATO, Caller, connected
from tests.cast import Desk
from tests.channels_ingest.test_handoffs import opened


@pytest.fixture
def app(desk: Desk) -> Caller:
    return connected(desk)


def panel(desk: Desk, agent, customer) -> str:
    return desk.client(agent).get(f"/customers/{customer.pk}/apps/").content.decode()


def visitors(desk: Desk, agent) -> str:
    return desk.client(agent).get("/visitors/").content.decode()


def test_it_shows_who_the_step_and_the_error_before_the_first_word(desk, app):
    opened(desk, app.hand_over()["token"])
    shown = visitors(desk, desk.aya)
    assert all(word in shown for word in ("佐藤 花子", "アプリ認証済", "住所変更", "手順 3", "E-ADDR-03"))


def test_it_shows_nobody_who_has_spoken_or_left(desk, app):
    opened(desk, app.hand_over()["token"]).write()
    opened(desk, app.hand_over(identity={"account": "m-2"})["token"])
    VisitorSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=5))
    Handoff.objects.update(taken_at=timezone.now() - timedelta(minutes=5))
    assert visitors(desk, desk.aya).strip() == ""


def test_it_shows_them_to_their_own_team_only(desk, app):
    opened(desk, app.hand_over()["token"])
    assert visitors(desk, desk.emily).strip() == ""
    assert "E-ADDR-03" in visitors(desk, desk.noguchi)


def test_it_leads_to_the_matter_that_is_open(desk, app):
    matter = opened(desk, app.hand_over()["token"]).write().conversation
    opened(desk, app.hand_over()["token"])
    assert f"/conversations/{matter.pk}/" in visitors(desk, desk.aya)


def test_it_shows_everything_that_was_handed_over(desk, app):
    context = SATO["context"] | {
        "basket": [{"name": "交換フィルター", "quantity": 2}], "device": "iPhone 17", "app_version": "4.2.0",
        "steps": [{"flow": "住所変更", "step": "3", "outcome": "fail", "error": "E-ADDR-03"}], "theme": "dark",
    }  # fmt: skip
    message = opened(desk, app.hand_over(context=context, attributes={"order_no": "A-10293"})["token"]).write()
    shown = panel(desk, desk.aya, message.customer)
    for word in (
        "アプリ認証済",
        "操作可 残り 60分",
        "パスキー (aal2)",
        "交換フィルター × 2",
        "iPhone 17",
        "4.2.0",
        "注文番号",
        "未定義の項目",
    ):
        assert word in shown, word


def test_it_decays_in_what_it_permits_and_never_in_what_it_proves(desk, app):
    message = opened(desk, app.hand_over()["token"]).write()
    Handoff.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    shown = panel(desk, desk.aya, message.customer)
    assert "アプリ認証済" in shown
    assert "操作は再確認のあと" in shown
    assert "残り" not in shown


def test_it_shows_a_refused_one_as_unproven_with_its_reason(desk, app):
    token = app.hand_over()["token"]
    Handoff.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    message = opened(desk, token).write()
    shown = panel(desk, desk.aya, message.customer)
    assert "引き渡しを確認できませんでした" in shown
    assert "有効期限が切れていました" in shown
    assert "アプリ認証済" not in shown


def test_it_keeps_what_another_team_was_told_behind_its_wall(desk, app):
    message = opened(desk, app.hand_over()["token"]).write()
    RefusedHandoff.objects.create(reason="used", by="chat", matter=message.conversation)
    shown = panel(desk, desk.emily, message.customer)
    assert "E-ADDR-03" not in shown
    assert "引き渡し" not in shown


def test_it_shows_a_guest_as_only_said(desk, app):
    message = opened(desk, app.hand_over(authentication={"state": "guest"})["token"]).write()
    assert "未ログイン" in panel(desk, desk.aya, message.customer)


def test_it_escapes_what_an_app_sends(desk, app):
    evil = "<img src=x onerror=alert(1)>"
    context = {"flow": evil, "step": evil, "error": evil, "page": "javascript:alert(1)", evil[:30]: evil}
    message = opened(desk, app.hand_over(context=context, attributes={evil[:30]: evil})["token"]).write()
    shown = panel(desk, desk.aya, message.customer)
    assert "<img src=x" not in shown
    assert "javascript:" not in shown


def test_it_asks_the_database_little(desk, app, django_assert_max_num_queries):
    steps = [{"flow": "住所変更", "step": str(number), "outcome": "ok"} for number in range(20)]
    message = opened(desk, app.hand_over(context={"steps": steps})["token"]).write()
    client = desk.client(desk.aya)
    client.get("/inbox/")
    with django_assert_max_num_queries(10), override("ja"):
        client.get(f"/customers/{message.customer_id}/apps/")
    with django_assert_max_num_queries(8):
        client.get("/visitors/")


def test_it_answers_where_they_are_waiting_and_not_where_they_wrote_before(desk, app):
    matter = opened(desk, app.hand_over()["token"]).write().conversation
    waiting = opened(desk, app.hand_over()["token"])
    chosen = [route for route in routes(matter, desk.aya) if route.chosen]
    assert [route.identity.value for route in chosen] == [waiting.session_id]
