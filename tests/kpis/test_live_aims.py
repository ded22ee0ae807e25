"""Goals and limits on calls and chats: kept with formula and seconds, said with them, and opening the very rows."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from conversations.models import Channel
from kpis import aims, standing
from kpis.alerts import thresholds
from kpis.models import Alert, AlertRule, Goal
from kpis.slices import today
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday
from tests.kpis.test_telephone_page import ICMI, opened, page, rang

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]


@pytest.fixture
def phone(desk: Desk) -> Channel:
    return Channel.objects.create(kind="phone", name="代表電話", team=desk.support)


def typed(desk: Desk, **more: Any) -> dict[str, Any]:
    form = {"amount": "80", "formula": "f4", "within": "30", "short": "5", "team": desk.support.pk, "channel": ""}
    return form | {"owner": desk.aya.pk, "due_on": f"{today() + timedelta(days=30):%Y/%m/%d}", "note": ""} | more


def aimed(desk: Desk, measure: str, target: float, **more: Any) -> Goal:
    about = {"owner": desk.aya, "due_on": today() + timedelta(days=30), "short": 5}
    return Goal.objects.create(measure=measure, target=target, team=desk.support, **about | more)


def test_a_goal_is_set_from_the_page_with_its_formula_and_seconds(desk: Desk, phone: Channel):
    rang(desk, phone, ICMI[::10])
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/offer/?formula=f4&limit=30")
    way = re.search(r'href="(/analytics/goals/new/\?measure=service_level[^"]*)"', said)[1]
    form = page(client, way)
    assert re.findall(r'<option value="(f4|30|5)" selected', form) == ["f4", "30", "5"]
    assert client.post(way, typed(desk)).status_code == 302
    kept = Goal.objects.get()
    assert (kept.target, kept.formula, kept.within, kept.short) == (0.8, "f4", 30, 5)
    assert "サービスレベル(式4 · 応答: 0:30以内 · 短時間放棄: 0:05未満)" in page(client, "/analytics/goals/")


def test_the_chart_of_the_very_formula_and_seconds_carries_the_line_and_its_sentence(desk: Desk, phone: Channel):
    rang(desk, phone, ICMI[::10])
    aimed(desk, "service_level", 0.8, formula="f4", within=30)
    aimed(desk, "abandonment", 0.05)
    client = desk.client(desk.fujita)
    sentences, drawn = page(client, "/analytics/offer/?formula=f4&limit=30").split("<figure", 1)
    assert ("目標 サービスレベル(式4" in sentences, "目標 放棄率(短時間放棄: 0:05未満) ≤ 5.0%" in sentences) == (
        True,
        True,
    )
    level, _head, left = drawn.partition('aria-label="放棄率"')
    assert ("目標 ≥ 80.0%" in level, "≤ 5.0%" in level) == (True, False)
    assert ("目標 ≤ 5.0%" in left, "80.0%" in left.partition("</figure>")[0]) == (True, False)
    other = page(client, "/analytics/offer/")
    assert ("≥ 80.0%" in other, "≤ 5.0%" in other, "ほかの目標 1 件" in other) == (False, True, True)
    assert "式4" in page(client, "/analytics/goals/?measure=offer")


def test_it_stands_as_its_page_says(desk: Desk, phone: Channel):
    rang(desk, phone, ICMI)
    levels = [aimed(desk, "service_level", 0.8, formula=one, within=20) for one in ("standard", "f2", "f4")]
    others = [
        aimed(desk, "abandonment", 0.05),
        aimed(desk, "answer_rate", 0.9),
        aimed(desk, "abandonment", 0.1, short=0),
    ]
    now = standing.standings([*levels, *others])
    assert [(round(100 * one.value, 1), one.n) for one in now] == [
        (81.9, 1050), (86.0, 1000), (82.7, 1040), (4.8, 1050), (95.2, 1050), (5.7, 1060),
    ]  # fmt: skip
    assert [aims.more_is_better(one.measure) for one in (*levels[:1], *others[:2])] == [True, False, True]


@pytest.mark.parametrize(
    ("measure", "limit", "way", "n"),
    [("service_level", 0.9, "down", 104), ("abandonment", 0.01, "up", 105), ("answer_rate", 0.99, "down", 105)],
)
def test_an_alert_leads_to_the_very_rows(desk: Desk, phone: Channel, measure: str, limit: float, way: str, n: int):
    rang(desk, phone, ICMI[::10], days=0)
    about = {"formula": "f4", "within": 20} if measure == "service_level" else {}
    AlertRule.objects.create(measure=measure, limit=limit, way=way, team=desk.support, short=5, **about)
    assert [thresholds.scan() for _tick in range(2)] == [1, 0]
    client = desk.client(desk.fujita)
    (one,) = client.get("/analytics/alerts/").context["raised"]
    assert (one.alert.n, opened(client, one.report)) == (n, n)
    assert "短時間放棄: 0:05未満" in page(client, "/analytics/alerts/")


def test_too_many_matters_are_told_of_though_nobody_aims_at_a_number(desk: Desk):
    client = desk.client(desk.fujita)
    limit = {"amount": "4", "way": "up", "team": desk.support.pk, "channel": "", "days": "1"}
    assert client.post("/analytics/alerts/rules/new/?measure=opened", limit).status_code == 302
    packed(*[row(desk, "opened", yesterday("00:00", 0)) for _each in range(5)])
    assert (thresholds.scan(), Alert.objects.get().value) == (1, 5)
    (one,) = client.get("/analytics/alerts/").context["raised"]
    assert opened(client, one.report) == 5
    assert "measure=opened" not in html.unescape(client.get("/analytics/goals/new/").content.decode())


def test_too_few_matters_are_told_of_once_the_day_is_over(desk: Desk):
    AlertRule.objects.create(measure="opened", limit=4, way="down", team=desk.support)
    packed(*[row(desk, "opened", yesterday("10:00", 2 - number % 2)) for number in range(7)])
    assert thresholds.scan() == 1
    one = Alert.objects.get()
    assert (one.value, one.first, one.day) == (3, today() - timedelta(days=1), today() - timedelta(days=1)), "not today"


def test_what_cannot_be_is_said_at_its_field(desk: Desk):
    client = desk.client(desk.fujita)
    for wrong, words in (({"formula": "f9"}, "f9"), ({"short": "10", "within": "4"}, "短時間放棄の秒数は")):
        answer = client.post("/analytics/goals/new/?measure=service_level&limit=4&short=10", typed(desk, **wrong))
        assert (answer.status_code, words in answer.content.decode(), Goal.objects.count()) == (200, True, 0)
