"""Alerts: a limit or a mad day raises one and only one, few rows raise none, and whoever leads says why it was."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agents.models import AuditEntry, Calendar, CalendarException
from kpis.alerts import thresholds, unusual_days
from kpis.models import Alert, AlertRule, Backlog, Cursor, Rollup
from kpis.slices import today
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]


def rule(desk: Desk, measure: str = "frt", limit: float = 600, **more: Any) -> AlertRule:
    about = {"percent": 90 if measure == "frt" else None, "team": desk.support, "way": "up"}
    return AlertRule.objects.create(measure=measure, limit=limit, **about | more)


def said(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def waits(desk: Desk, n: int, days: int = 0, seconds: int = 900) -> None:
    packed(*[row(desk, "frt", yesterday("10:05", days), seconds=seconds) for _each in range(n)])


def mondays(desk: Desk, counts: list[int], measure: str = "opened") -> None:
    """counts: of yesterday, and of the same weekday in the weeks before."""
    for week, n in enumerate(counts):
        day = today() - timedelta(days=1 + 7 * week)
        Rollup.objects.create(measure=measure, day=day, team=desk.support, channel=desk.chat, n=n, total=0)


def test_a_limit_is_told_once_a_day_with_its_evidence(desk: Desk):
    waits(desk, 40)
    rule(desk)
    assert [thresholds.scan() for _hour in range(3)] == [1, 0, 0]
    found = Alert.objects.get()
    assert (found.kind, found.value, found.expected, found.n, found.day, found.way) == (
        "limit", 900, 600, 40, today(), "up",
    )  # fmt: skip


def test_few_rows_and_figures_within_their_limit_raise_nothing(desk: Desk):
    waits(desk, 29)
    rule(desk)
    rule(desk, limit=1000, days=7)
    rule(desk, way="down", limit=100)
    rule(desk, team=desk.english)
    assert thresholds.scan() == 0
    waits(desk, 20, days=1)
    rule(desk, days=2)
    assert (thresholds.scan(), Alert.objects.get().n) == (1, 49)


def test_what_lies_open_is_counted_whole_and_needs_no_thirty(desk: Desk):
    at = timezone.now().replace(minute=0, second=0, microsecond=0)
    Backlog.objects.create(at=at, day=today(), channel=desk.chat, team=desk.support, counts=[3, 0, 2, 0, 0])
    rule(desk, "backlog", 4)
    assert (thresholds.scan(), Alert.objects.get().value) == (1, 5)


def test_nothing_is_raised_of_figures_that_are_not_made(desk: Desk):
    """Of a day that a scan has not read to its end only what is already too many is told."""
    mondays(desk, [150, 102, 100, 101, 98, 104, 103, 99, 100])
    rule(desk, "opened", 1000, way="down")
    rule(desk, "opened", 100, days=2)
    for read_until in (None, timezone.now() - timedelta(days=1)):
        Cursor.objects.update(caught_up_at=read_until)
        raised = thresholds.scan(), unusual_days.scan()
        told = list(Alert.objects.order_by("pk").values_list("way", "day", "value"))
        assert (raised, told) == (
            ((0, 0), []) if read_until is None
            else ((2, 0), [("down", today() - timedelta(days=2), 0), ("up", today(), 150)])
        )  # fmt: skip
    Cursor.objects.update(caught_up_at=timezone.now())
    assert (thresholds.scan(), unusual_days.scan()) == (1, 2)


def test_a_busy_day_is_told_for_its_team_and_for_all_with_how_often_chance_does_it(desk: Desk):
    mondays(desk, [150, 102, 100, 101, 98, 104, 103, 99, 100])
    assert [unusual_days.scan() for _night in range(2)] == [2, 0]
    found = {one.team: one for one in Alert.objects.all()}
    one = found[desk.support]
    assert (set(found), one.value, one.expected, one.held_against, one.way) == (
        {None, desk.support}, 150, 100.5, 8, "up",
    )  # fmt: skip
    assert (one.one_in > 100, one.looked_at) == (True, 2)
    shown = said(desk.client(desk.fujita), "/analytics/alerts/")
    assert ("150" in shown, "1 日に 2 個の数字を見ているため" in shown) == (True, True)


def test_closed_days_are_neither_judged_nor_held_against(desk: Desk):
    mondays(desk, [2, 102, 100, 101, 98, 104, 103, 99, 100])
    calendar = Calendar.objects.create(name="窓口", time_zone="Asia/Tokyo", japanese_holidays=False)
    for weekday in range(7):
        calendar.hours.create(weekday=weekday, opens="09:00", closes="18:00")
    CalendarException.objects.create(calendar=calendar, date=today() - timedelta(days=1), name="棚卸し")
    type(desk.support).objects.update(calendar=calendar)
    assert unusual_days.scan() == 0


def test_a_share_of_few_and_a_trickle_of_counts_raise_nothing(desk: Desk):
    mondays(desk, [25, 1, 1, 1, 1, 1, 1, 1, 1])
    for week, hits in enumerate([0, *[20] * 8]):
        day = today() - timedelta(days=1 + 7 * week)
        Rollup.objects.create(measure="promise", day=day, team=desk.support, channel=desk.chat, n=20, total=hits)
    assert unusual_days.scan() == 0
    Rollup.objects.filter(measure="promise").update(n=40)
    assert set(Alert.objects.values_list("measure", flat=True)) == set()
    assert (unusual_days.scan(), set(Alert.objects.values_list("measure", flat=True))) == (2, {"promise"})


def test_an_alert_opens_the_report_with_that_very_day_and_its_rows(desk: Desk):
    mondays(desk, [150, 102, 100, 101, 98, 104, 103, 99, 100])
    unusual_days.scan()
    client = desk.client(desk.fujita)
    (one,) = client.get("/analytics/alerts/").context["raised"]
    day = today() - timedelta(days=1)
    assert f"m_at={day}" in one.report
    assert client.get(one.report).context["mark"].at == day


def test_who_leads_says_why_once_and_the_bell_falls_silent(desk: Desk):
    waits(desk, 40)
    rule(desk)
    thresholds.scan()
    client, found = desk.client(desk.fujita), Alert.objects.get()
    assert "アラートが 1 件あります" in said(client, "/analytics/")
    for why in ("", "回線の障害", "別の理由"):
        client.post(f"/analytics/alerts/{found.pk}/explanation/", {"why": why})
    found.refresh_from_db()
    assert (found.why, found.seen_by) == ("回線の障害", desk.fujita)
    assert AuditEntry.objects.filter(action="alert.seen").count() == 1
    assert "アラートが 1 件あります" not in said(client, "/analytics/")
    assert "回線の障害" in said(client, "/analytics/alerts/?explained")


def test_an_explanation_that_cannot_be_kept_is_shown_again_where_it_was_typed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    waits(desk, 40)
    for limit in (100, 200, 300):
        rule(desk, limit=limit)
    thresholds.scan()
    client, (oldest, *_newer) = desk.client(desk.fujita), Alert.objects.order_by("pk")
    monkeypatch.setattr("kpis.alerts.page.MOST", 2)
    for why, words in (("長" * 501, "500"), ("  ", "理由を短く")):
        answer = client.post(f"/analytics/alerts/{oldest.pk}/explanation/", {"why": why})
        said = html.unescape(answer.content.decode())
        assert (f'value="{why}"' in said or not why.strip(), words in said) == (True, True)
        assert 'href="/analytics/alerts/?after=2"' in said


def test_limits_are_set_changed_and_ended_by_whoever_leads_the_team(desk: Desk):
    client = desk.client(desk.fujita)
    typed = {"amount": "15", "unit": "min", "percent": "90", "clock": "calendar", "team": desk.support.pk, "days": "7"}
    client.post("/analytics/alerts/rules/new/?measure=frt", typed | {"way": "up", "channel": ""})
    again = client.post("/analytics/alerts/rules/new/?measure=frt", typed | {"way": "up", "channel": ""})
    assert (again.status_code, "同じ内容のしきい値" in again.content.decode()) == (200, True)
    kept = AlertRule.objects.get()
    assert (kept.limit, kept.days, kept.team) == (900, 7, desk.support)
    answer = client.post(f"/analytics/alerts/rules/{kept.pk}/", typed | {"way": "up", "days": "99"})
    assert "28" in answer.content.decode()
    client.post(f"/analytics/alerts/rules/{kept.pk}/ending/")
    waits(desk, 40)
    assert (thresholds.scan(), client.get(f"/analytics/alerts/rules/{kept.pk}/").status_code) == (0, 404)


def test_nobody_meets_another_team_s_alerts(desk: Desk):
    waits(desk, 40)
    foreign, whole = rule(desk, team=desk.english), rule(desk, team=None)
    packed(*[row(desk, "frt", yesterday("10:05", 0), seconds=999, team=desk.english) for _each in range(40)])
    assert thresholds.scan() == 2
    client = desk.client(desk.fujita)
    assert client.get("/analytics/alerts/").context["raised"] == []
    assert {client.get(f"/analytics/alerts/rules/{one.pk}/").status_code for one in (foreign, whole)} == {404}
    one = Alert.objects.first()
    assert client.post(f"/analytics/alerts/{one.pk}/explanation/", {"why": "x"}).status_code == 404
    assert len(desk.client(desk.noguchi).get("/analytics/alerts/").context["raised"]) == 2


def test_many_alerts_ask_as_much_as_few(desk: Desk, django_assert_max_num_queries):
    for days in range(20):
        day = today() - timedelta(days=days)
        told = {"kind": "limit", "day": day, "first": day, "way": "up", "value": 900, "expected": 600, "n": 40}
        Alert.objects.create(rule=rule(desk, limit=600 + days), measure="frt", percent=90, team=desk.support, **told)
    client = desk.client(desk.fujita)
    client.get("/analytics/alerts/")
    for path in ("/analytics/alerts/", "/analytics/alerts/rules/", "/analytics/alerts/rules/new/?measure=frt"):
        with django_assert_max_num_queries(13):
            client.get(path)


def test_every_limit_and_every_alert_can_be_reached(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kpis.alerts.page.MOST", 2)
    waits(desk, 40)
    rules = [rule(desk, limit=limit) for limit in (100, 200, 300)]
    assert thresholds.scan() == 3
    client = desk.client(desk.fujita)
    first, second = (client.get(f"/analytics/alerts/rules/{after}") for after in ("", "?after=2"))
    assert [len(page.context["rows"]) for page in (first, second)] == [2, 1]
    assert ("?after=2" in first.content.decode(), "after=" in second.content.decode()) == (True, False)
    assert second.context["rows"][0][0] == rules[2]
    Alert.objects.update(seen_at=timezone.now())
    assert "?explained&amp;after=2" in client.get("/analytics/alerts/?explained").content.decode()
    assert len(client.get("/analytics/alerts/?explained&after=2").context["raised"]) == 1
