"""The way of a matter and what it costs the customer, on the scale of the journey on their page."""

import html
import re

import pytest
from django.test import Client

from conversations import journey
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def opened(client: Client, path: str) -> int:
    said = client.get(path, headers={"HX-Request": "true"}).content.decode()
    return int(re.search(r'brief-line"><b class="num">([\d,]+)', said)[1].replace(",", ""))


@pytest.fixture
def way(desk: Desk) -> Desk:
    """Forty contacts: ten answered late, eight of twenty asked again, four changes of channel, twenty further rounds,
    two of ten reopened: each measure has an n of its own, and all are for each of the forty."""
    at = yesterday("10:05", 10)
    kinds = [("opened", {})] * 40 + [("frt", {"seconds": 60})] * 30 + [("frt", {"seconds": 4000})] * 10
    kinds += [("asked_again", {"value": 1})] * 8 + [("asked_again", {"value": 0})] * 12
    kinds += [("switch", {"value": 1}), ("switch", {"value": 0})] * 2 + [("nrt", {"seconds": 300})] * 20
    kinds += [("reopen", {"value": 1})] * 2 + [("reopen", {"value": 0})] * 8
    packed(*[row(desk, measure, at, **fields) for measure, fields in kinds])
    return desk


def stages(said: str) -> dict[str, str]:
    return dict(re.findall(r'"node"[^>]*/></svg><b>([^<]+)</b><span class="num">([^<]+)</span>', said))


def test_each_stage_costs_what_the_profile_says_it_costs(way: Desk):
    found = stages(page(way.client(way.fujita), "/analytics/stress/"))
    assert found == {
        "自己解決": "—", "問い合わせ": f"{journey.WRITING:.2f}", "呼び出し": "—", "待ち時間": "0.25",
        "やり取り": f"{journey.FURTHER / 2:.2f}", "聞き直し": f"{journey.TOLD_AGAIN / 5:.2f}",
        "移動・引き継ぎ": f"{journey.NEW_CHANNEL / 10:.2f}", "再開": "0.05", "完了": "—",
    } | {"やり取り": "0.08"}  # fmt: skip


def test_each_stage_opens_the_rows_that_hurt(way: Desk):
    client = way.client(way.fujita)
    said = page(client, "/analytics/stress/").partition("<ol>")[2].partition("</ol>")[0]
    marks = re.findall(r'href="(/analytics/(\w+)/rows/[^"]*)"', said)
    assert {measure: opened(client, href) for href, measure in marks} == {
        "opened": 40, "frt": 10, "nrt": 20, "asked_again": 8, "switch": 4, "reopen": 2,
    }  # fmt: skip


def test_the_limit_of_waiting_is_in_the_address(way: Desk):
    client = way.client(way.fujita)
    assert stages(page(client, "/analytics/stress/?limit=20"))["待ち時間"] == "1.00"
    assert stages(page(client, "/analytics/stress/?limit=7200"))["待ち時間"] == "0.00"


def test_it_says_what_costs_most_and_is_taken_home(way: Desk):
    client = way.client(way.fujita)
    said = page(client, "/analytics/stress/")
    assert ("最も負担の大きい段階" in said, "<b>聞き直し</b>" in said, "<b>1.74</b>" in said) == (True, True, True)
    taken = b"".join(client.get("/analytics/stress/export/")).decode()
    assert ("聞き直し,聞き直し率,20" in taken, "式," in taken) == (True, True)


def test_contacts_of_the_last_days_are_not_taken_for_never_reopened(way: Desk):
    """Forty more since yesterday: eight of eighty asked again; reopened still two of the forty that count already."""
    packed(*[row(way, "opened", yesterday("10:05")) for _ in range(40)])
    found = stages(page(way.client(way.fujita), "/analytics/stress/"))
    assert (found["聞き直し"], found["再開"]) == (f"{journey.TOLD_AGAIN / 10:.2f}", "0.05")


def test_helping_oneself_is_told_of_the_whole_company_alone(way: Desk):
    """Ten tries, four failed and one of these wrote to us: of a team only that one would be left, all of it failed."""
    at = yesterday("10:05", 10)
    nowhere = {"team": None, "channel": None, "conversation": None}
    kinds = [({"value": 1} | nowhere, 6), ({"value": 0} | nowhere, 3), ({"value": 0}, 1)]
    packed(*[row(way, "self_service", at, **fields) for fields, n in kinds for _ in range(n)])
    whole = page(way.client(way.noguchi), "/analytics/stress/")
    cost = f"{(4 * journey.FAILED + 6 * journey.WENT_WELL) / 40:.2f}"
    assert (stages(whole)["自己解決"], "40.0%が失敗" in whole) == (cost, True)
    for who, query in ((way.fujita, ""), (way.noguchi, f"?team={way.support.pk}"), (way.noguchi, "?segment=person")):
        part = page(way.client(who), f"/analytics/stress/{query}")
        assert (stages(part)["自己解決"], "対象外(自己解決" in part, "が失敗" in part) == ("—", True, False)


def test_without_contacts_there_is_no_effort_for_each(desk: Desk):
    client = desk.client(desk.fujita)
    assert "この期間の記録はありません" in page(client, "/analytics/stress/")
    packed(row(desk, "frt", yesterday("10:05"), seconds=9000))
    assert stages(page(client, "/analytics/stress/"))["待ち時間"] == "—"


def test_the_page_asks_as_much_for_many_as_for_few(way: Desk, django_assert_max_num_queries):
    client = way.client(way.fujita)
    client.get("/analytics/stress/")
    with django_assert_max_num_queries(48):
        client.get("/analytics/stress/")
