"""Retrospectives: what was looked at leads back to those very days, and what was decided is done by somebody."""

from datetime import timedelta
from typing import Any

import pytest

from agents.models import AuditEntry
from kpis.models import Decision, Retrospective
from kpis.slices import today
from tests.cast import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]


def typed(desk: Desk, **more: Any) -> dict[str, Any]:
    days = {"held_on": f"{today():%Y/%m/%d}", "first": "2026/10/01", "last": "2026/10/31"}
    line = {"text": "朝の当番を増やす", "owner": desk.aya.pk, "due_on": "2026/12/01"}
    about = {"team": desk.support.pk, "measures": ["overview", "frt"], "findings": "月曜の朝が遅い"}
    lines = {f"decisions-0-{name}": value for name, value in line.items()}
    return days | about | lines | {"decisions-TOTAL_FORMS": "3", "decisions-INITIAL_FORMS": "0"} | more


def test_a_lead_records_what_was_found_and_decided(desk: Desk):
    client = desk.client(desk.fujita)
    assert client.post("/analytics/retrospectives/new/", typed(desk)).status_code == 302
    kept, what = Retrospective.objects.get(), Decision.objects.get()
    assert (kept.measures, kept.made_by, what.owner) == (["overview", "frt"], desk.fujita, desk.aya)
    shown = client.get("/analytics/retrospectives/").context["kept"][0]
    asked = f"?from=2026-10-01&to=2026-10-31&team={desk.support.pk}"
    assert [href for _name, href in shown.reports] == [f"/analytics/{asked}", f"/analytics/frt/{asked}"]
    assert client.get(shown.reports[1][1]).status_code == 200
    for done in ("yes", "yes", "no"):
        client.post(f"/analytics/retrospectives/decisions/{what.pk}/", {"done": done})
    deeds = AuditEntry.objects.filter(action__startswith="decision").order_by("pk")
    assert [one.action for one in deeds] == ["decision.done", "decision.opened"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"held_on": "2099/01/01"}, "実施後"), ({"last": "2026/09/01"}, "開始日より前"), ({"measures": []}, "必須"),
        ({"decisions-0-owner": ""}, "必須"), ({"team": ""}, "必須"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_kept(desk: Desk, wrong: dict[str, Any], words: str):
    answer = desk.client(desk.fujita).post("/analytics/retrospectives/new/", typed(desk, **wrong))
    assert (answer.status_code, words in answer.content.decode(), Retrospective.objects.count()) == (200, True, 0)


def test_nobody_meets_another_team_s_retrospective(desk: Desk):
    days = {"held_on": today(), "first": today(), "last": today(), "measures": ["frt"], "findings": "x"}
    foreign = Retrospective.objects.create(team=desk.english, **days)
    what = Decision.objects.create(retrospective=foreign, text="x", owner=desk.emily, due_on=today())
    client = desk.client(desk.fujita)
    assert client.get("/analytics/retrospectives/").context["kept"] == []
    assert client.get(f"/analytics/retrospectives/{foreign.pk}/").status_code == 404
    assert client.post(f"/analytics/retrospectives/decisions/{what.pk}/", {"done": "yes"}).status_code == 404
    assert desk.client(desk.noguchi).get(f"/analytics/retrospectives/{foreign.pk}/").status_code == 200


def test_many_retrospectives_ask_as_much_as_few(desk: Desk, django_assert_max_num_queries):
    for back in range(25):
        days = {"held_on": today() - timedelta(days=back), "first": today(), "last": today()}
        kept = Retrospective.objects.create(team=desk.support, measures=["frt"], findings="x", **days)
        Decision.objects.create(retrospective=kept, text="x", owner=desk.aya, due_on=today())
    client = desk.client(desk.fujita)
    client.get("/analytics/retrospectives/")
    for path, n in (("/analytics/retrospectives/", 20), ("/analytics/retrospectives/?after=20", 5)):
        with django_assert_max_num_queries(15):
            answer = client.get(path)
        assert len(answer.context["kept"]) == n
