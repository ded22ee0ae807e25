"""A report on paper: the same words in both languages, all that a number needs, and nothing that could act."""

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest

from agents.models import Agent, AuditEntry
from kpis.charts import printed
from kpis.exports import Table
from kpis.models import DayNote
from kpis.reports import paper_tables, pdf
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = pytest.mark.usefixtures("all_was_read")


@pytest.fixture
def answered(desk: Desk) -> Desk:
    packed(*[row(desk, "frt", yesterday("10:05", 1 + n % 2), seconds=30 * n) for n in range(1, 41)])
    packed(row(desk, "frt", yesterday("10:05"), seconds=9, excluded="spam"))
    # Long enough ago for a period before to be on record.
    packed(row(desk, "opened", yesterday("10:05", 30)))
    return desk


@pytest.fixture
def contents(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the sheet was set from; the sheet itself is set by a double that keeps it."""
    kept: list[dict[str, object]] = []
    monkeypatch.setattr(pdf, "made", lambda sheet: kept.append(pdf.contents(sheet)) or b"%PDF")
    return kept


def test_it_is_a_pdf_with_its_font_inside(answered: Desk):
    answer = answered.client(answered.fujita).get("/analytics/frt/export/?period=7&as=pdf")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert re.search(r'filename="frt-\d{8}-\d{8}\.pdf"', answer["Content-Disposition"])
    assert (b"NotoSansJP" in answer.content, b"/JavaScript" in answer.content) == (True, False)
    assert AuditEntry.objects.get(action="figures.exported").data["kind"] == "pdf"


def test_it_says_all_that_a_number_needs(answered: Desk, contents: list[dict[str, object]]):
    answered.client(answered.fujita).get(f"/analytics/frt/export/?period=7&as=pdf&team={answered.support.pk}&limit=600")
    (said,) = contents
    assert (said["title"], ["チーム", "家電サポート"] in [list(pair) for pair in said["filters"]]) == (
        "初回応答時間",
        True,
    )
    assert said["figures"][0]["value"] == "10:00"
    assert "95% 7:00–13:30" in said["figures"][0]["notes"]
    meaning = dict(said["meaning"])
    assert ("最初の返信" in meaning["式"], meaning["n"], "1" in meaning["除外"]) == (True, "40 / 41", True)
    assert "藤田 芳江" in said["made"]
    assert [table["name"] for table in said["tables"]] == ["推移", "内訳", "曜日と時間帯"]
    assert said["tables"][0]["rows"][-1][1:] == ["—"] * 4


def test_the_seconds_that_a_formula_speaks_of_are_on_the_sheet(desk: Desk, contents: list[dict[str, Any]]):
    desk.client(desk.fujita).get("/analytics/offer/export/?period=7&as=pdf&limit=30")
    told = dict(contents[0]["filters"])
    assert (told["応答の基準(秒)"], told["短時間放棄とみなす秒数(未満)"]) == ("30", "5")


def test_it_speaks_the_reader_s_language(answered: Desk, contents: list[dict[str, object]]):
    Agent.objects.filter(pk=answered.fujita.pk).update(language="en")
    answered.client(Agent.objects.get(pk=answered.fujita.pk)).get("/analytics/frt/export/?as=pdf")
    assert (contents[0]["language"], contents[0]["title"]) == ("en", "First response time")
    assert not re.search("[ぁ-ん]", json.dumps(contents[0]["meaning"], ensure_ascii=False))


def test_numbers_are_said_as_on_a_page(desk: Desk, contents: list[dict[str, object]]):
    both = {"value": 1, "detail": "order\tlogin\tfail"}
    packed(*[row(desk, measure, yesterday("10:05", 10), **both) for measure in ("promise", "nps")])
    client = desk.client(desk.noguchi)
    for measure in ("promise", "nps", "self_service"):
        assert client.get(f"/analytics/{measure}/export/?as=pdf").status_code == 200
    share, score, nothing = ([table["rows"] for table in said["tables"]] for said in contents)
    assert share[1] == [["みなと家電サポート", "1", "100.0%", "20.7%", "100.0%"]]
    assert (score[2][0][2], score[0][1]) == ("−100.0", ["1", "1", "100.0%"])
    assert {cell for line in nothing[0] for cell in line[1:]} == {"0", "—"}
    assert "var(--" not in json.dumps(contents)


def test_what_a_page_has_beside_its_chart_is_on_the_sheet_too(answered: Desk, contents: list[dict[str, Any]]):
    day = yesterday("12:00").date()
    DayNote.objects.create(first=day, last=day, text="新製品の発売", made_by=answered.fujita)
    client = answered.client(answered.fujita)
    for measure in ("frt", "frt_message", "stress", "offer"):
        assert client.get(f"/analytics/{measure}/export/?as=pdf&period=7").status_code == 200
    first, other, stress, calls = contents
    assert [note[::2] for note in first["notes"]] == [["1", "新製品の発売"]]
    assert [one["words"] for one in first["pictures"][0]["legend"]] == ["前期の p90", "p50–p90"]
    assert other["title"] == "初回応答時間: 最初のメッセージから"
    assert not [cell for row in stress["tables"][0]["rows"] for cell in row[-2:] if re.match("[+−]", cell)]
    assert [row[0] for row in calls["tables"][0]["rows"]][:2] == ["標準", "式1"]


def test_the_weeks_of_a_tight_table_stay_on_one_line():
    """Nine channels beside each other leave a week less than its name needs, unless their heads give way."""
    head, line = ["Period", *["Minato Kaden desk"] * 8], ["from 28 Sep 2026 on", *["45"] * 8]
    asked: Any = SimpleNamespace(measure="opened")
    sheets = [paper_tables.table(Table("", head[:n], [line[:n]]), asked) for n in (9, 3)]
    assert [one["is_tight"] for one in sheets] == [True, False]
    assert all(column["share"] > len(line[0]) for one in sheets for column in one["columns"][:1])


def test_a_picture_takes_its_colours_along():
    drawn = '<svg viewBox="0 0 1 1"><path fill="var(--surface)" stroke="var(--ink)"/></svg>'
    (svg,) = printed.svgs(f"<figure>{drawn}</figure>")
    assert 'fill="#ffffff"' in svg
    assert re.search(r'stroke="#[0-3][0-9a-f]{5}"', svg)


HOSTILE = '#eval("1") *b* [c] @d <e> $f$ `g` \\ "h" \' // i /* j */ = k\n#panic("l") \u2028~m_n_'


def test_names_that_look_like_markup_are_printed_as_they_are(answered: Desk, monkeypatch: pytest.MonkeyPatch):
    answered.chat.name = HOSTILE[:60]
    answered.chat.save()
    answered.support.name = HOSTILE
    answered.support.save()
    Agent.objects.filter(pk=answered.fujita.pk).update(family_name=HOSTILE[:40])
    told: list[dict[str, object]] = []
    contents = pdf.contents
    monkeypatch.setattr(pdf, "contents", lambda sheet: told.append(contents(sheet)) or told[-1])
    path = f"/analytics/frt/export/?as=pdf&period=7&team={answered.support.pk}&channel={answered.chat.pk}"
    answer = answered.client(Agent.objects.get(pk=answered.fujita.pk)).get(path)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert HOSTILE in dict(told[0]["filters"]).values()
    assert not re.search(rb"/JavaScript|/Launch|/URI|/EmbeddedFile", answer.content)
