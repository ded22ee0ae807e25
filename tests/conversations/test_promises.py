"""What Aya promises in a reply is found, confirmed by one key, and not forgotten."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conversations import outbox, promising
from conversations.models import Promise, PromiseState
from tests.cast import Desk
from tests.conversations.test_guard import FETCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(desk: Desk) -> Promise:
    desk.writes("交換できますか")
    outbox.reply(
        desk.matter, desk.aya, text="確認のうえ、明日の15時までにお電話いたします。", channel=desk.chat,
        identity=desk.identity, client_key="k" * 16, seen_revision=None,
    )  # fmt: skip
    return Promise.objects.get()


def post(desk: Desk, name: str, pk: int, agent=None, **data: object):
    return desk.client(agent or desk.aya).post(reverse(name, args=[pk]), data, headers=FETCH)


def opened(desk: Desk, due: timedelta, text: str = "折り返しお電話") -> Promise:
    promising.make(desk.matter, desk.aya, text, timezone.now() + due)
    return Promise.objects.latest("pk")


def test_a_promise_is_found_in_a_reply_and_waits_to_be_confirmed(desk: Desk, found: Promise):
    assert (found.state, found.owner) == (PromiseState.FOUND, desk.aya)
    assert found.due_at is not None
    tomorrow = timezone.localtime(found.due_at)
    assert (tomorrow.hour, tomorrow.date()) == (15, timezone.localdate() + timedelta(days=1))
    assert "お電話" in desk.client(desk.aya).get(reverse("conversation-panel", args=[desk.matter.pk])).text


def test_one_press_confirms_it_and_one_takes_that_back(desk: Desk, found: Promise):
    answer = post(desk, "promise-confirmation", found.pk).json()
    found.refresh_from_db()
    assert (found.state, found.confirmed_at is not None) == (PromiseState.OPEN, True)
    desk.client(desk.aya).post(answer["undo"], headers=FETCH)
    found.refresh_from_db()
    assert (found.state, found.confirmed_at) == (PromiseState.FOUND, None)


def test_two_who_settle_it_at_once_are_told(desk: Desk, found: Promise):
    assert post(desk, "promise-dropped", found.pk).status_code == 200
    assert post(desk, "promise-kept", found.pk, desk.tamura).json()["code"] == "settled"


def test_it_can_be_noted_by_hand_with_a_time(desk: Desk):
    desk.writes()
    due = (timezone.localtime() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert post(desk, "promises-of", desk.matter.pk, text="在庫を確認する", due=due).status_code == 201
    assert Promise.objects.get().state == PromiseState.OPEN
    assert post(desk, "promises-of", desk.matter.pk, text=" ").json()["code"] == "text"
    assert post(desk, "promises-of", desk.matter.pk, text="x", due="明日").json()["code"] == "time"


def test_the_page_lists_ones_own_by_their_time_and_a_lead_sees_everybodys(desk: Desk):
    desk.writes()
    opened(desk, timedelta(hours=-1), "遅れている連絡")
    opened(desk, timedelta(minutes=5), "もうすぐの連絡")
    page = desk.client(desk.aya).get(reverse("promises")).text
    assert page.index("遅れている連絡") < page.index("もうすぐの連絡")
    assert "遅れている連絡" not in desk.client(desk.tamura).get(reverse("promises"), {"whose": "team"}).text
    assert "遅れている連絡" in desk.client(desk.fujita).get(reverse("promises"), {"whose": "team"}).text


def test_a_promise_behind_a_wall_is_not_found(desk: Desk, found: Promise):
    assert post(desk, "promise-kept", found.pk, desk.emily).status_code == 404
    assert "お電話" not in desk.client(desk.emily).get(reverse("promises"), {"whose": "team"}).text


def test_its_owner_is_reminded_once(desk: Desk):
    desk.writes()
    promise = opened(desk, timedelta(minutes=10))
    opened(desk, timedelta(hours=3))
    assert (promising.remind(), promising.remind()) == (1, 0)
    promise.refresh_from_db()
    assert promise.reminded_at is not None


def test_the_kept_rate_counts_what_was_due(desk: Desk):
    desk.writes()
    for due, deed in ((-30, None), (-20, promising.keep), (-10, promising.drop), (60, promising.keep)):
        promise = opened(desk, timedelta(minutes=due))
        if deed:
            deed(promise, desk.aya)
    Promise.objects.filter(state="kept", due_at__lt=timezone.now()).update(
        settled_at=timezone.now() - timedelta(hours=1)
    )
    rate = promising.kept_rate(Promise.objects.all(), timezone.now() - timedelta(days=1))
    assert (rate.in_time, rate.late, rate.open, rate.n, rate.percent) == (1, 0, 1, 2, 50.0)


def test_the_page_costs_the_same_with_many(desk: Desk, django_assert_max_num_queries):
    desk.writes()
    for minute in range(30):
        opened(desk, timedelta(minutes=minute))
    client = desk.client(desk.aya)
    client.get(reverse("promises"))
    with django_assert_max_num_queries(9):
        client.get(reverse("promises"))
