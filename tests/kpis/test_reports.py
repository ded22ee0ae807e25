"""Reports: every figure says how sure it is, opens as many rows as it counts, and shows nobody another team's."""

import html
import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agents.models import Agent, AuditEntry
from conversations.models import Channel, Conversation
from customers.models import Customer
from kpis import slices
from kpis.models import Backlog, CostAssumptions, OpenSpell
from kpis.reports import buyers, catalogue, listing
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]

MARK = re.compile(r'<a [^>]*?href="(/analytics/\w+/rows/[^"]*)"[^>]*?aria-label="([^"]*)"')


@pytest.fixture
def mail(desk: Desk) -> Channel:
    return Channel.objects.create(kind="email", name="サポート窓口", team=desk.support)


@pytest.fixture
def answered(desk: Desk, mail: Channel) -> Desk:
    """Forty first answers in the chat and twelve by mail over two days; one of each weekday and hour is longest."""
    chat = [row(desk, "frt", yesterday("10:05", 1 + n % 2), seconds=30 * n) for n in range(1, 41)]
    mails = [row(desk, "frt", yesterday("15:40"), seconds=4000 + n, channel=mail) for n in range(12)]
    packed(*chat, *mails)
    return desk


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def opened(client: Client, path: str) -> int:
    """How many rows the pane says there are."""
    said = client.get(path, headers={"HX-Request": "true"}).content.decode()
    return int(re.search(r'brief-line"><b class="num">([\d,]+)', said)[1].replace(",", ""))


def test_a_report_says_its_figures_their_doubt_and_what_they_mean(answered: Desk):
    said = page(answered.client(answered.fujita), "/analytics/frt/?limit=600")
    # 52 waits: the 26th is 13:00, the 47th 1:06:46; twenty of them took ten minutes at most.
    assert ("<b>13:00</b>" in said, "<b>1:06:46</b>" in said, "<b>38.5</b>" in said) == (True, True, True)
    assert ("20 / 52 · 95% 26.5–52.0" in said, "52 件中 52 件" in said) == (True, True)
    assert "担当者の最初の返信" in said


def test_every_mark_opens_as_many_rows_as_it_counts(answered: Desk):
    client = answered.client(answered.fujita)
    marks = MARK.findall(page(client, "/analytics/frt/?period=7"))
    counted = [(href, int(found[1])) for href, says in marks if (found := re.search(r"n = (\d+)", says))]
    assert sorted(n for _href, n in counted if n) == [12, 20, 20, 20, 32]
    assert [opened(client, href) for href, _n in counted] == [n for _href, n in counted]


def test_the_parts_of_a_stack_open_as_many_rows_as_they_are_high(desk: Desk, mail: Channel):
    chats = [row(desk, "opened", yesterday("09:10", 2)) for _ in range(3)]
    packed(*chats, *[row(desk, "opened", yesterday("09:40"), channel=mail) for _ in range(5)])
    client = desk.client(desk.fujita)
    for path in ("?period=7", "?period=yesterday", "?period=yesterday&step=quarter_hour"):
        drawn = page(client, f"/analytics/opened/{path}").split("<table")[0]
        marks = [(href, int(says.rpartition(" ")[2])) for href, says in MARK.findall(drawn)]
        assert sorted(n for _href, n in marks) == ([5] if "yesterday" in path else [3, 5])
        assert [opened(client, href) for href, _n in marks] == [n for _href, n in marks]


def test_a_supervisor_sees_no_figure_of_a_team_they_are_not_in(answered: Desk):
    emily = answered.emily
    Agent.objects.filter(pk=emily.pk).update(role="supervisor")
    client = answered.client(Agent.objects.get(pk=emily.pk))
    assert "Nothing was counted in these days" in page(client, "/analytics/frt/")
    asked = f"?team={answered.support.pk}"
    assert opened(client, f"/analytics/frt/rows/{asked}") == 0
    assert "4000" not in b"".join(client.get(f"/analytics/frt/export/{asked}")).decode()
    assert "佐藤" not in b"".join(client.get(f"/analytics/frt/rows/{asked}&as=csv")).decode()


@pytest.mark.parametrize("path", ["", "frt/", "frt/rows/", "frt/export/"])
def test_who_leads_nobody_finds_no_reports(desk: Desk, path: str):
    assert desk.client(desk.aya).get(f"/analytics/{path}").status_code == 404


def test_what_went_to_another_team_is_counted_and_not_shown(answered: Desk):
    other = Customer.objects.create(family_name="森", given_name="健一")
    now = timezone.now()
    moved = Conversation.objects.create(customer=other, team=answered.english, opened_at=now, last_activity_at=now)
    packed(row(answered, "frt", yesterday("10:05"), seconds=99_999, conversation=moved, customer=other))
    client = answered.client(answered.fujita)
    said = page(client, "/analytics/frt/rows/")
    assert (opened(client, "/analytics/frt/rows/"), "うち 1 件は限定公開" in said, "森" in said) == (53, True, False)
    assert "森" not in b"".join(client.get("/analytics/frt/rows/?as=csv")).decode()


def test_rows_of_no_matter_are_told_for_what_they_are_and_only_a_foreign_team_s_are_restricted(desk: Desk):
    phone = Channel.objects.create(kind="phone", name="代表電話", team=desk.support)
    alone = {"conversation": None, "channel": phone, "seconds": 40, "value": 0}
    tried = {"conversation": None, "channel": None, "team": None, "value": 0, "detail": "bot\treset\tleft"}
    packed(row(desk, "offer", yesterday("10:05"), **alone), row(desk, "self_service", yesterday("10:05"), **tried))
    client = desk.client(desk.fujita)
    calls, steps = (page(client, f"/analytics/{one}/rows/") for one in ("offer", "self_service"))
    assert ("電話(案件なし)" in calls, "セルフサービス(案件なし) · bot › reset" in steps) == (True, True)
    assert "限定公開" not in calls + steps


def test_pages_of_rows_show_each_of_them_once_and_the_longest_first(desk: Desk):
    packed(*[row(desk, "frt", yesterday("10:05"), seconds=60 * (n // 2)) for n in range(120)])
    client, path, said = desk.client(desk.fujita), "/analytics/frt/rows/", []
    while path:
        part = html.unescape(client.get(path, headers={"HX-Request": "true"}).content.decode())
        said += re.findall(r'<b class="num">([\d:]+)</b>', part.partition('id="drill-rows"')[2] or part)
        more = re.search(r'hx-get="([^"]+after=[^"]+)"', part)
        path = more[1] if more else ""
    assert len(said) == 120
    assert (said[:3], said[-1]) == (["59:00", "59:00", "58:00"], "0:00")


def test_a_page_asks_as_much_for_many_rows_as_for_few(desk: Desk, django_assert_max_num_queries):
    client = desk.client(desk.fujita)
    packed(*[row(desk, "frt", yesterday("10:05", 1 + n % 9), seconds=n) for n in range(200)])
    client.get("/analytics/frt/")
    for path, most in (("/analytics/frt/", 26), ("/analytics/frt/rows/", 33), ("/analytics/", 50)):
        with django_assert_max_num_queries(most):
            client.get(path)


def test_no_line_of_the_overview_ends_between_n_and_its_number(answered: Desk):
    said = page(answered.client(answered.fujita), "/analytics/")
    assert ("n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}" in said, "n = " in said) == (True, False)


def test_every_report_opens_with_and_without_anything_to_count(desk: Desk):
    client = desk.client(desk.noguchi)
    assert "この期間の記録はありません" in page(client, "/analytics/")
    # Purchases are no rows: tests/kpis/test_purchases.py.
    counting = [measure for measure in catalogue.KINDS if measure not in buyers.WHOLE]
    for measure in counting:
        assert "この期間の記録はありません" in page(client, f"/analytics/{measure}/")
    CostAssumptions.objects.create(since="2020-01-01", hourly_rate=1, paid_hours=1)
    both = {"seconds": 90, "value": 1, "detail": "order\tlogin\tfail"}
    packed(*[row(desk, measure, yesterday("10:05", 10), **both) for measure in counting if measure != "backlog"])
    for measure in counting:
        assert "/rows/?period=28" in page(client, f"/analytics/{measure}/") or measure == "backlog"
        assert client.get(f"/analytics/{measure}/export/?as=xlsx").status_code == 200


def test_a_share_of_few_is_for_reference_and_of_none_is_a_dash(desk: Desk):
    client = desk.client(desk.fujita)
    assert "<b>—</b>" in page(client, "/analytics/promise/")
    packed(*[row(desk, "promise", yesterday("10:05"), value=n % 2) for n in range(20)])
    said = page(client, "/analytics/promise/")
    assert ("<b>50.0</b><i>%</i>" in said, "参考値" in said, "10 / 20 · 95% 29.9–70.1" in said) == (True, True, True)
    assert opened(client, f"/analytics/promise/rows/?{'&'.join(['m_low=0', 'm_high=0'])}") == 10


def test_a_score_below_nothing_and_marks_that_open(desk: Desk):
    given = [10, 9, 8, 3, 0, 2]
    packed(*[row(desk, "nps", yesterday("10:05"), value=mark) for mark in given])
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/nps/")
    assert "<b>−17</b>" in said
    href = next(href for href, says in MARK.findall(said) if says.startswith("10: 1 "))
    assert opened(client, href) == 1


def test_a_failed_step_leads_to_the_channel_that_came_next(desk: Desk, mail: Channel):
    steps = [("bot\treset\tfail", desk.chat)] * 4 + [("faq\tsearch\tleft", mail)] * 2 + [("bot\treset\tleft", None)]
    packed(*[row(desk, "self_service", yesterday("10:05"), value=0, detail=one, channel=where) for one, where in steps])
    client = desk.client(desk.fujita)
    ribbons = MARK.findall(
        page(client, "/analytics/self_service/").partition("ribbon")[0] + page(client, "/analytics/self_service/")
    )
    told = {says: opened(client, href) for href, says in ribbons if "→" in says}
    assert told == {
        "bot › reset → みなと家電サポート: 4": 4, "faq › search → サポート窓口: 2": 2, "bot › reset → 連絡なし: 1": 1,
    }  # fmt: skip


def test_what_lay_open_opens_the_matters_of_its_age(desk: Desk):
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    fields = {"customer": desk.hanako, "conversation": desk.matter, "channel": desk.chat, "team": desk.support}
    for hours in (1, 30, 30):
        began = now - timedelta(hours=hours)
        OpenSpell.objects.create(opened_at=began, began_at=began, **fields)
    Backlog.objects.create(at=now, day=slices.today(), channel=desk.chat, team=desk.support, counts=[1, 0, 2, 0, 0])
    client = desk.client(desk.fujita)
    marks = MARK.findall(page(client, "/analytics/backlog/?period=today"))
    assert {says.rpartition("· ")[2]: opened(client, href) for href, says in marks} == {
        "4時間未満: 1": 1,
        "1〜3日: 2": 2,
    }


def test_files_begin_with_the_definition_and_run_no_formula(desk: Desk):
    Customer.objects.filter(pk=desk.hanako.pk).update(family_name="=HYPERLINK(1)", given_name="")
    packed(row(desk, "frt", yesterday("10:05"), seconds=90))
    client = desk.client(desk.fujita)
    rows = b"".join(client.get("/analytics/frt/rows/?as=csv")).decode()
    assert (rows.startswith("\ufeff指標,初回応答時間"), "'=HYPERLINK" in rows, ",=HYPERLINK" in rows) == (
        True,
        True,
        False,
    )
    table = b"".join(client.get("/analytics/frt/export/?as=csv")).decode()
    assert ("式,担当者の最初の返信" in table, "版,1" in table, "n,1" in table) == (True, True, True)
    book = zipfile.ZipFile(io.BytesIO(b"".join(client.get("/analytics/frt/export/?as=xlsx"))))
    inside = b"".join(book.read(name) for name in book.namelist()).decode(errors="replace")
    assert ("担当者の最初の返信" in inside, "<f>" in inside) == (True, False)
    assert ('name="定義"' in inside, "p90 上限(秒)" in inside) == (True, True)


def test_written_work_and_calls_are_never_set_beside_each_other(desk: Desk):
    phone = Channel.objects.create(kind="phone", name="代表電話", team=desk.support)
    channels = [desk.chat, *(Channel.objects.create(kind="email", name=name, team=desk.support) for name in "甲乙")]
    spans = [("handle", one, 300) for one in channels] + [("handle_phone", phone, 9000), ("handle", phone, 300)]
    packed(*[row(desk, *pair, **about) for pair, about in handled(spans)])
    client = desk.client(desk.fujita)
    said = page(client, "/analytics/effectiveness/")
    cells = re.findall(r'class="cell ([^"]*)" href="/analytics/(handle\w*)/rows/[^"]*".*?([\d:]+)</a>', said, re.S)
    assert sorted(cells) == [("", "handle", "5:00")] * 4 + [("", "handle_phone", "2:30:00")]
    assert ("処理時間(電話) p50" in said, opened(client, "/analytics/handle_phone/rows/")) == (True, 40)
    assert "代表電話,1,0.25,,,300,9000," in b"".join(client.get("/analytics/effectiveness/export/")).decode()


def handled(spans: list[tuple[str, Channel, int]]) -> list[tuple[tuple[str, datetime], dict[str, Any]]]:
    """Forty of each, so that none is too small for a colour; one matter opened on each channel."""
    at = yesterday("10:05")
    works = [((name, at), {"channel": one, "seconds": length}) for name, one, length in spans for _ in range(40)]
    return works + [(("opened", at), {"channel": one}) for one in {one for _name, one, _length in spans}]


def test_days_that_count_are_compared_with_as_many(desk: Desk):
    # Of 28 days 20 count by now: 5 a day, as on each of the 28 before.
    packed(*[row(desk, "fcr", yesterday("10:05", day), value=1) for day in range(8, 56) for _ in range(5)])
    said = page(desk.client(desk.fujita), "/analytics/fcr/?period=28")
    assert ("100 / 100" in said, "前期比 ±0" in said, "前の 20 日間" in said) == (True, True, True)
    week = page(desk.client(desk.fujita), "/analytics/fcr/?period=7")
    assert ("この期間はまだ集計対象外です" in week, "まだ集計していません" in week) == (True, True)


def test_who_takes_figures_home_is_kept_with_what_they_took(answered: Desk):
    client = answered.client(answered.fujita)
    for path in ("export/?as=xlsx", "export/?as=csv", f"rows/?m_channel={answered.chat.pk}&as=csv"):
        client.get(f"/analytics/frt/{path}")
    kept = [entry.data for entry in AuditEntry.objects.filter(action="figures.exported").order_by("pk")]
    assert [(one["measure"], one["kind"]) for one in kept] == [("frt", "xlsx"), ("frt", "csv"), ("frt", "csv")]
    assert (kept[2]["mark"], kept[2]["rows"]) == ({"m_channel": str(answered.chat.pk)}, 40)
    assert "数字の書き出し" in page(answered.client(answered.noguchi), "/settings/audit/")


def test_a_file_of_rows_says_how_many_the_mark_has_and_what_is_missing(answered: Desk, monkeypatch):
    now, other = timezone.now(), {"customer": answered.hanako, "team": answered.english}
    moved = Conversation.objects.create(opened_at=now, last_activity_at=now, **other)
    packed(row(answered, "frt", yesterday("10:05"), seconds=9, conversation=moved))
    monkeypatch.setattr(listing, "MOST", 30)
    path = f"/analytics/frt/rows/?m_channel={answered.chat.pk}&as=csv"
    said = b"".join(answered.client(answered.fujita).get(path)).decode()
    told = ("n,41\r\n" in said, "一覧にない件数,1\r\n" in said, "上限を超えた件数,10\r\n" in said)
    assert (told, said.count("/conversations/")) == ((True, True, True), 30)


def test_a_drawing_names_tokens_for_colours_and_holds_nothing_inline(answered: Desk):
    drawn = re.findall(
        r"<figure class=\"chart\".*?</figure>",
        page(answered.client(answered.fujita), "/analytics/frt/?limit=600"),
        re.S,
    )
    assert len(drawn) == 1
    assert re.findall(r"style=|<script|<style|#[0-9a-f]{3,6}\b|chart\.invalid|xlink", drawn[0]) == []
    assert drawn[0].count("<a href=") == 28
