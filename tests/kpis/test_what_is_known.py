"""Figures that are not known yet are not shown as measured, and none is compared with days that nothing is known of."""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from agents.models import Agent
from customers.models import Customer, Touchpoint
from kpis import records
from kpis.models import Goal
from kpis.reports import asking, pdf
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = pytest.mark.django_db
MAKING = "数字を集計しています"


def page(client: Client, path: str) -> str:
    answer = client.get(path, headers={"HX-Request": "true"} if "/rows/" in path else {})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("report", ["retention", "repeat_purchase", "scorecard_4c", "offer", "clv", "self_service"])
def test_until_all_was_read_once_a_report_says_so_and_shows_no_figure(desk: Desk, report: str):
    packed(row(desk, "opened", yesterday("10:05")))
    said = page(desk.client(desk.fujita), f"/analytics/{report}/")
    assert (MAKING in said, 'class="figures top"' in said, "four-rows" in said) == (True, False, False)
    assert "まだ" not in said.partition(MAKING)[2].partition("</main>")[0]


def test_until_all_was_read_once_the_wall_and_the_overview_say_so(desk: Desk):
    cache.clear()
    client = desk.client(desk.fujita)
    wall, overview = page(client, "/analytics/live/"), page(client, "/analytics/")
    assert (wall.count(MAKING), "0 件中" in wall, "まだ着信・チャットなし" in wall) == (6, False, False)
    assert (MAKING in overview, "report-tile" in overview) == (True, False)
    assert MAKING in b"".join(client.get("/analytics/frt/export/")).decode()


def test_until_all_was_read_once_no_file_has_a_figure_and_no_pane_a_row(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    packed(*[row(desk, "frt", yesterday("10:05"), seconds=60 * n) for n in range(1, 41)])
    sheets: list[dict[str, list[object]]] = []
    monkeypatch.setattr(pdf, "made", lambda sheet: sheets.append(pdf.contents(sheet)) or b"%PDF")
    client = desk.client(desk.fujita)
    client.get("/analytics/frt/export/?period=7&as=pdf")
    assert [sheets[0][part] for part in ("figures", "tables", "pictures", "goals")] == [[], [], [], []]
    assert (sheets[0]["filters"][0], dict(sheets[0]["meaning"])["n"]) == (("備考", MAKING), "—")
    for path in ("export/?period=7", "rows/?period=7&as=csv"):
        told = b"".join(client.get(f"/analytics/frt/{path}")).decode()
        assert (f"備考,{MAKING}" in told, "n,—" in told, "\r\n\r\n" in told) == (True, True, False)
    pane, said = page(client, "/analytics/frt/rows/?period=7"), page(client, "/analytics/frt/?period=7")
    assert (MAKING in pane, "brief-line" in pane, 'id="meaning"' in said) == (True, False, False)


@pytest.mark.usefixtures("all_was_read")
def test_days_before_the_first_record_are_no_growth(desk: Desk):
    packed(*[row(desk, "opened", yesterday("10:05", 40 + n)) for n in range(10)])
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/opened/?period=90")
    first = f"{yesterday('10:05', 49):%Y/%m/%d}"
    assert (f"前期比: —({first}より前の記録がありません)" in said, "+10" in said) == (True, False)
    assert "前期比: —" not in page(client, "/analytics/opened/?period=90&compare=no")
    known = page(client, "/analytics/opened/?period=7")
    assert ("前期比: —" in known, 'name="compare"' in known) == (False, True)


@pytest.mark.usefixtures("all_was_read")
def test_practice_spam_and_the_demo_are_no_record(desk: Desk):
    packed(row(desk, "opened", yesterday("10:05", 60), excluded="practice"))
    packed(*[row(desk, "opened", yesterday("10:05", 1 + n)) for n in range(10)])
    said = page(desk.client(desk.fujita), "/analytics/opened/?period=28")
    assert ("前期比: —" in said, "+10" in said) == (True, False)
    bought = {"source": "shop", "place": "shop", "kind": "order", "customer": desk.hanako}
    for days, is_demo in ((60, True), (10, False)):
        at = yesterday("10:05", days)
        Touchpoint.objects.create(external_id=str(days), at=at, received_at=at, is_demo=is_demo, **bought)
    assert records.first_day(of_purchases=True) == yesterday("10:05", 10).date()
    Customer.objects.update(is_simulated=True)
    assert records.first_day(of_purchases=True) is None


@pytest.mark.usefixtures("all_was_read")
@pytest.mark.parametrize("report", ["backlog", "self_service", "effectiveness", "clv"])
def test_what_never_compares_says_nothing_of_days_before(desk: Desk, report: str):
    packed(row(desk, "opened", yesterday("10:05")))
    said = page(desk.client(desk.fujita), f"/analytics/{report}/?period=28")
    assert ("前期比: —" in said, 'name="compare"' in said) == (False, False)
    found = asking.read(desk.fujita, report, {"period": "28"})
    assert (found.lacks_before or report == "clv", pdf.before(found)) == (True, [])


@pytest.mark.usefixtures("all_was_read")
def test_cells_that_say_the_same_have_the_same_colour_and_the_scale_is_said(desk: Desk):
    """Two thirds of an hour apart and both said as 3h; a third cell is far from them."""
    spans = {"09:10": 9_100, "11:10": 12_500, "15:10": 90_000}
    packed(*[row(desk, "frt", yesterday(at), seconds=spans[at]) for at in spans for _each in range(30)])
    said = page(desk.client(desk.fujita), "/analytics/frt/?period=7")
    cells = re.findall(r'<a class="(h\d)"[^>]*>([^<]+)</a>', said.partition("data-heat")[2])
    assert len({colour for colour, words in cells if words == "3h"}) == 1
    assert re.findall(r'<i class="h\d"></i>([^<]+)<', said) == ["3h", "25h"]


@pytest.mark.usefixtures("all_was_read")
def test_a_goal_says_where_it_stands_now_beside_its_figure(desk: Desk):
    packed(*[row(desk, "offer", yesterday("10:05"), seconds=9, value=n % 4 > 0) for n in range(40)])
    due = timezone.localdate() + timedelta(days=30)
    about = {"formula": "standard", "within": 20, "short": 5, "team": desk.support}
    Goal.objects.create(
        measure="service_level", target=0.9, due_on=due, owner=desk.fujita, made_by=desk.fujita, **about
    )
    said = page(desk.client(desk.fujita), "/analytics/offer/?period=7")
    assert "直近 28 日間: 75.0%" in said


@pytest.mark.usefixtures("all_was_read")
def test_the_rows_of_a_figure_of_the_four_cs_are_headed_by_its_name(desk: Desk):
    packed(
        *[row(desk, "frt", yesterday("10:05"), seconds=60) for _each in range(3)],
        row(desk, "opened", yesterday("09:05")),
    )
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/scorecard_4c/?period=7")
    opened = re.findall(r'class="opens" href="([^"]+)"', said)
    heads = [re.search(r"<h2[^>]*>([^<]+)<", page(client, href))[1] for href in opened]
    assert [head.partition(" · ")[0] for head in heads] == ["初回返信が期限内", "未返信"]
    assert all(re.search(r" · \d{4}/\d\d/\d\d – ", head) for head in heads)


@pytest.mark.usefixtures("all_was_read")
def test_the_axis_of_a_score_says_each_height_for_what_it_is(desk: Desk):
    packed(*[row(desk, "nps", yesterday("10:05"), value=n) for n in (0, 5, 9, 10)])
    drawn = page(desk.client(desk.fujita), "/analytics/nps/?period=7").rpartition("<figure")[2]
    ticks = re.findall(r'translate\([-\d.]+,([\d.]+)\)"[^>]*>([+−]?\d+)</text>', drawn)
    assert [words for _y, words in sorted(ticks, key=lambda one: float(one[0]))][:5] == [
        "+100",
        "+50",
        "0",
        "−50",
        "−100",
    ]


@pytest.mark.usefixtures("all_was_read")
def test_each_chart_on_paper_has_a_title_in_the_reader_s_language(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    packed(*[row(desk, "offer", yesterday("10:05"), seconds=9, value=1) for _each in range(4)])
    kept: list[dict[str, list[dict[str, str]]]] = []
    monkeypatch.setattr(pdf, "made", lambda sheet: kept.append(pdf.contents(sheet)) or b"%PDF")
    client = desk.client(desk.fujita)
    client.get("/analytics/offer/export/?period=7&as=pdf")
    Agent.objects.filter(pk=desk.fujita.pk).update(language="en")
    client.get("/analytics/offer/export/?period=7&as=pdf")
    assert [[one["title"] for one in found["pictures"]] for found in kept] == [
        ["着信・チャットの結果", "サービスレベル", "放棄率"],
        ["What became of each", "Service level", "Abandonment"],
    ]  # fmt: skip
