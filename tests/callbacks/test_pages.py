"""The page of callbacks, the card beside the thread, and the deeds on both, through their doors."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agents.models import AuditEntry
from callbacks import asking, deeds
from callbacks.asked import Asked
from callbacks.models import Callback, CallbackSettings, State
from conversations.models import Draft
from tests.callbacks.conftest import NUMBER
from tests.cast import Desk
from tests.conversations.test_guard import FETCH


def post(desk: Desk, name: str, pk: int, agent=None, **data: object):
    return desk.client(agent or desk.aya).post(reverse(name, args=[pk]), data, headers=FETCH)


def test_the_first_in_turn_stands_first_and_the_late_one_in_red(desk: Desk, wanted: Callback):
    desk.writes(sender=desk.sender("kenichi-browser", "森", "健一"))
    other = Callback.objects.model
    matter = desk.matter.__class__.objects.latest("pk")
    asking.ask(matter, Asked("+81312345678", "now", "agent"))
    past = timezone.now() - timedelta(hours=1)
    other.objects.filter(conversation=matter).update(call_at=past, due_at=past)
    page = desk.client(desk.aya).get(reverse("callbacks")).text
    assert page.index("森 健一") < page.index("佐藤 花子")
    assert "pill late" in page
    assert desk.client(desk.aya).get(reverse("callback-counts")).json() == {"open": 2, "late": 1}


def test_the_number_is_masked_until_its_caller_dials(desk: Desk, wanted: Callback):
    page = reverse("callbacks")
    assert "090-1234-5678" not in desk.client(desk.aya).get(page).text
    post(desk, "callback-taking", wanted.pk)
    post(desk, "callback-attempts", wanted.pk)
    assert f"tel:{NUMBER}" in desk.client(desk.aya).get(page).text
    assert f"tel:{NUMBER}" not in desk.client(desk.tamura).get(page).text
    assert AuditEntry.objects.filter(action="customer.looked", actor=desk.aya).exists()


def test_from_taking_to_the_note_after_the_call(desk: Desk, wanted: Callback):
    post(desk, "callback-taking", wanted.pk)
    assert post(desk, "callback-attempts", wanted.pk).status_code == 201
    answer = post(desk, "callback-outcome", wanted.pk, outcome="reached", note="交換に決定").json()
    wanted.refresh_from_db()
    assert (wanted.state, wanted.attempts.get().note) == (State.DONE, "交換に決定")
    post(desk, "callback-outcome", wanted.pk, outcome="reached")
    desk.client(desk.aya).post(answer["undo"], headers=FETCH)
    wanted.refresh_from_db()
    assert wanted.state == State.TALKING


def test_after_hanging_up_the_after_call_work_is_counted_until_it_is_finished(desk: Desk, wanted: Callback):
    post(desk, "callback-taking", wanted.pk)
    post(desk, "callback-attempts", wanted.pk)
    page = reverse("callbacks")
    assert "通話終了" in desk.client(desk.aya).get(page).text
    began = timezone.now()
    with time_machine.travel(began + timedelta(minutes=4), tick=False):
        assert post(desk, "callback-hanging-up", wanted.pk).status_code == 200
        assert "後処理" in desk.client(desk.aya).get(page).text
        assert 'data-format="running"' in desk.client(desk.aya).get(page).text
    with time_machine.travel(began + timedelta(minutes=6), tick=False):
        post(desk, "callback-hanging-up", wanted.pk)
        post(desk, "callback-outcome", wanted.pk, outcome="reached", note="交換に決定")
    attempt = wanted.attempts.get()
    assert round((attempt.settled_at - attempt.hung_up_at).total_seconds()) == 120
    assert post(desk, "callback-hanging-up", wanted.pk).json()["code"] == "passed"


def test_a_colleague_who_was_slower_is_told(desk: Desk, wanted: Callback):
    post(desk, "callback-taking", wanted.pk)
    assert post(desk, "callback-taking", wanted.pk, desk.tamura).json()["code"] == "passed"


def test_an_agent_notes_one_from_the_thread_and_a_typing_error_is_explained(desk: Desk):
    desk.writes()
    assert post(desk, "callbacks-of", desk.matter.pk, number="0312", wish="now").json()["code"] == "invalid"
    assert post(desk, "callbacks-of", desk.matter.pk, number="０３－１２３４－５６７８", wish="now").status_code == 201
    assert Callback.objects.get().identity.value == "+81312345678"
    address = reverse("callbacks-of", args=[desk.matter.pk])
    assert "03-****-5678" in desk.client(desk.aya).get(address, headers=FETCH).text


def test_it_is_moved_to_a_free_time_and_back(desk: Desk, wanted: Callback, offered):
    answer = post(desk, "callback-place", wanted.pk, wish="booked", at=offered.isoformat()).json()
    wanted.refresh_from_db()
    assert wanted.call_at == offered
    desk.client(desk.aya).post(answer["undo"], headers=FETCH)
    wanted.refresh_from_db()
    assert (wanted.wish, wanted.slot.taken if wanted.slot else 0) == ("now", 0)


def test_who_could_not_be_reached_is_written_to(desk: Desk, wanted: Callback):
    deeds.take(wanted, desk.aya)
    post(desk, "callback-outcome", wanted.pk, outcome="wrong_number")
    desk.client(desk.aya).post(reverse("callback-letter", args=[wanted.pk]))
    assert Draft.objects.get().agent == desk.aya


def test_the_outsider_sees_none_and_finds_none(desk: Desk, wanted: Callback):
    assert "佐藤" not in desk.client(desk.emily).get(reverse("callbacks")).text
    assert post(desk, "callback-taking", wanted.pk, desk.emily).status_code == 404


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_asks_as_often_for_many_as_for_one(desk: Desk, count: int):
    for number in range(count):
        desk.writes(sender=desk.sender(f"browser-{number}"))
        matter = desk.matter.__class__.objects.latest("pk")
        asking.ask(matter, Asked(f"+8190000000{number:02}", "now", "agent"))
    client = desk.client(desk.aya)
    client.get(reverse("callbacks"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("callbacks"))
    assert len(asked) <= 12


def test_the_admin_sets_what_a_team_offers(desk: Desk):
    client, address = desk.client(desk.noguchi), reverse("callback-team", args=[desk.support.pk])
    form = {
        "is_offered": "on", "slot_minutes": 20, "capacity": 3, "days_ahead": 5, "retries": 1, "pause_minutes": 30,
        "overdue_minutes": 10,
    }  # fmt: skip
    assert client.get(address).status_code == 200
    assert client.post(address, form | {"capacity": 0}).status_code == 200
    client.post(address, form)
    assert CallbackSettings.objects.get().capacity == 3
    assert "家電サポート" in client.get(reverse("callback-teams")).text


@pytest.mark.parametrize("typed", ["折り返し", "おりかえし", "orikaeshi", "でんわ"])
def test_the_palette_leads_to_the_page_whose_rail_knows_the_number(desk: Desk, wanted: Callback, typed: str):
    client = desk.client(desk.aya)
    assert f'href="{reverse("callbacks")}"' in client.get("/palette/", {"q": typed, "from": "/inbox/"}).text
    assert 'id="rail-callbacks" aria-live="off">1</span>' in client.get(reverse("callbacks")).text


def test_whoever_chose_no_time_chooses_again_on_the_same_page(desk: Desk, wanted: Callback, offered):
    address = reverse("callback-place", args=[wanted.pk])
    answer = desk.client(desk.aya).post(address, {"wish": "booked", "at": ""})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert '<option value="booked" selected>' in answer.text
    wanted.refresh_from_db()
    assert wanted.wish == "now"


def test_a_booked_call_shows_its_time_beside_its_deadline(desk: Desk, wanted: Callback, offered):
    post(desk, "callback-place", wanted.pk, wish="booked", at=offered.isoformat())
    wanted.refresh_from_db()
    page = desk.client(desk.aya).get(reverse("callbacks")).text
    assert f'<time datetime="{offered.isoformat()}"' in page
    assert f'<time datetime="{wanted.due_at.isoformat()}"' in page
