"""The live lines through their page: every formula of the service level by its id, each part of it opening its rows."""

import html
import re

import pytest
from django.test import Client

from agents.models import Agent
from conversations.models import Channel
from kpis.models import Rollup, StaleDay
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]

# As the sources count: 1,000 answered, 860 of them within 20 s; 60 abandoned, 20 within 20 s, 10 of those at once.
ICMI = [(12, 1, "")] * 860 + [(40, 1, "")] * 140 + [(3, 0, "short")] * 10 + [(9, 0, "")] * 10 + [(50, 0, "")] * 40


@pytest.fixture
def phone(desk: Desk) -> Channel:
    return Channel.objects.create(kind="phone", name="代表電話", team=desk.support)


def rang(desk: Desk, phone: Channel, waits: list[tuple[int, int, str]], days: int = 1) -> None:
    at = yesterday("10:05", days)
    packed(*[row(desk, "offer", at, seconds=s, value=v, excluded=why, channel=phone) for s, v, why in waits])


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def opened(client: Client, path: str) -> int:
    said = client.get(path, headers={"HX-Request": "true"}).content.decode()
    return int(re.search(r'brief-line"><b class="num">([\d,]+)', said)[1].replace(",", ""))


SAID = {
    "standard": ("81.9", "860 / 1,050"), "f1": ("83.0", "880 / 1,060"), "f2": ("86.0", "860 / 1,000"),
    "f3": ("81.1", "860 / 1,060"), "f4": ("82.7", "860 / 1,040"), "f5": ("82.1", "870 / 1,060"),
}  # fmt: skip


def test_the_case_of_the_sources_comes_out_by_each_formula(desk: Desk, phone: Channel):
    rang(desk, phone, ICMI)
    client = desk.client(desk.fujita)
    for formula in ("f4", "standard"):
        level, of = SAID[formula]
        said = page(client, f"/analytics/offer/?period=7&formula={formula}")
        assert (f"<b>{level}</b><i>%</i>" in said, f"{of} · 95%" in said) == (True, True)
    told = re.findall(r'href="([^"]+)"[^>]*>([\d,]+ / ([\d,]+))</a></td><td class="r num"><b>([\d.]+)%', said)
    assert [(level, of) for _href, of, _n, level in told] == list(SAID.values())
    assert [f"{opened(client, href):,}" for href, _of, _n, _level in told] == [n for _href, _of, n, _level in told]


def test_every_part_of_what_was_offered_opens_its_rows(desk: Desk, phone: Channel):
    rang(desk, phone, [(12, 1, "")] * 5 + [(40, 1, "")] * 4 + [(3, 0, "short")] * 3 + [(9, 0, "")] * 2 + [(50, 0, "")])
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/offer/?period=7")
    heads = re.findall(r'<a class="link num" href="([^"]+)"[^>]*>(\d+)</a>', said.partition("formulas")[2])
    assert [int(n) for _href, n in heads] == [5, 4, 2, 1, 3]
    assert [opened(client, href) for href, _n in heads] == [5, 4, 2, 1, 3]
    drawn = said.partition("<table")[2]
    bars = re.findall(r'href="(/analytics/offer/rows/[^"]*)"[^>]*?aria-label="[^"]*: (\d+)"', drawn)
    assert sorted(int(n) for _href, n in bars) == [3, 3, 4, 5]
    assert all(opened(client, href) == int(n) for href, n in bars)


def test_the_limits_are_in_the_address_and_count_anew(desk: Desk, phone: Channel):
    rang(desk, phone, [(12, 1, "")] * 30 + [(40, 1, "")] * 10 + [(3, 0, "short")] * 5 + [(9, 0, "")] * 5)
    client = desk.client(desk.fujita)
    shown = {
        "limit=60": "40 / 45 · 95%", "short=0": "30 / 50 · 95%", "short=10": "30 / 40 · 95%", "limit=x": "30 / 45 · 95%"
    }  # fmt: skip
    for query, evidence in shown.items():
        assert evidence in page(client, f"/analytics/offer/?period=7&{query}"), query


def test_abandonment_answer_rate_and_speed_stand_beside_it(desk: Desk, phone: Channel):
    rang(desk, phone, [(10, 1, "")] * 20 + [(40, 1, "")] * 20 + [(50, 0, "")] * 10)
    said = page(desk.client(desk.fujita), "/analytics/offer/?period=7")
    assert ("<b>20.0</b><i>%</i>" in said, "10 / 50 · 95%" in said, "<b>80.0</b>" in said) == (True, True, True)
    # (20 × 10 + 20 × 40) ÷ 40 = 25 seconds.
    assert ("<b>0:25</b>" in said, "n = 40 · 95%" in said) == (True, True)
    # Each figure opens its own definition, and the report its own.
    assert said.count('popover role="dialog"') == 7


def test_abandonment_is_drawn_with_a_table_and_each_day_opens_whom_it_counts(desk: Desk, phone: Channel):
    rang(desk, phone, [(10, 1, "")] * 30 + [(50, 0, "")] * 10 + [(3, 0, "short")] * 2)
    rang(desk, phone, [(10, 1, "")] * 4 + [(50, 0, "")], days=2)
    client = desk.client(desk.fujita)
    drawn = page(client, "/analytics/offer/?period=7").partition('aria-label="放棄率"')[2]
    marks = re.findall(
        r'href="([^"]+)"[^>]*aria-label="[^"]*: ([\d.]+)%, \d+ / (\d+)"', drawn.partition("</figure>")[0]
    )
    assert [(share, int(n)) for _href, share, n in marks] == [("20.0", 5), ("25.0", 40)]
    assert [opened(client, href) for href, _share, _n in marks] == [5, 40]
    assert "25.0%" in drawn.partition("<table")[2].partition("</table>")[0]


def test_channels_and_teams_stand_beside_each_other_and_few_are_for_reference(desk: Desk, phone: Channel):
    rang(desk, phone, [(10, 1, "")] * 40)
    rang(desk, desk.chat, [(10, 1, "")] * 3 + [(30, 0, "")])
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/offer/?period=7").rpartition("<table")[2]
    assert re.findall(r">(代表電話|みなと家電サポート)</a>(<span class=\"chip\">参考値)?", said) == [
        ("代表電話", ""), ("みなと家電サポート", '<span class="chip">参考値'),
    ]  # fmt: skip
    assert "家電サポート" in page(client, "/analytics/offer/?period=7&by=team").rpartition("<table")[2]


def test_a_file_says_by_which_formula_and_limits(desk: Desk, phone: Channel):
    rang(desk, phone, ICMI[::10])
    path = "/analytics/offer/export/?period=7&formula=f4&limit=20"
    said = b"".join(desk.client(desk.fujita).get(path)).decode()
    assert ("サービスレベルの式,式4: " in said, "n,104" in said, "式1," in said) == (True, True, True)


def test_nobody_sees_another_team_s_lines(desk: Desk, phone: Channel):
    rang(desk, phone, [(10, 1, "")] * 40)
    Agent.objects.filter(pk=desk.emily.pk).update(role="supervisor")
    client = desk.client(Agent.objects.get(pk=desk.emily.pk))
    assert "Nothing was counted in these days" in page(client, "/analytics/offer/?period=7")
    assert opened(client, "/analytics/offer/rows/?period=7&m_left=-1") == 0


def test_the_page_asks_as_much_for_many_calls_as_for_few(desk: Desk, phone: Channel, django_assert_max_num_queries):
    client = desk.client(desk.fujita)
    rang(desk, phone, ICMI[::4])
    client.get("/analytics/offer/")
    with django_assert_max_num_queries(24):
        client.get("/analytics/offer/")


@pytest.mark.parametrize("wrong", ["formula=f9&short=-1", "short=9999&limit=1", "m_left=x", "m_left=-99"])
def test_words_that_mean_nothing_break_nothing(desk: Desk, wrong: str):
    client = desk.client(desk.fujita)
    assert client.get(f"/analytics/offer/?{wrong}").status_code == 200
    assert client.get(f"/analytics/offer/rows/?{wrong}").status_code == 200


def test_who_left_at_once_keeps_a_list_of_how_soon(desk: Desk, phone: Channel):
    rang(desk, phone, [(3, 0, "short"), (4, 0, "short"), (9, 0, "callback")])
    kept = {one.excluded: one.seconds for one in Rollup.objects.filter(measure="offer")}
    assert kept == {"short": [3, 4], "callback": []}
    assert not StaleDay.objects.exists()
