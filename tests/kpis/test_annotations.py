"""Notes on days stand on every report whose slice they touch, and only their team changes them."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from agents.models import AuditEntry
from conversations.models import Channel
from kpis.models import DayNote
from kpis.slices import today
from tests.cast import Desk
from tests.kpis.packed import packed, row, yesterday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_was_read")]


def note(desk: Desk, text: str, back: int = 3, **more: Any) -> DayNote:
    day = today() - timedelta(days=back)
    return DayNote.objects.create(**{"first": day, "last": day, "text": text, "made_by": desk.fujita} | more)


def numbered(client: Client, path: str) -> tuple[list[str], list[str]]:
    """The numbers on the axis, and the words under the chart."""
    answer = client.get(path)
    assert answer.status_code == 200
    said = html.unescape(answer.content.decode())
    found = "".join(re.findall(r'class="remarks">.*?</div>', said, re.S))
    drawn = re.findall(r'<text[^>]*fill="var\(--note-ink\)"[^>]*>(\d+)</text>', said)
    return drawn, re.findall(r"</span><span>(.*?)(?: <small.*?)?</span>", found, re.S)


def test_a_note_is_numbered_on_the_axis_of_what_it_touches(desk: Desk):
    packed(*[row(desk, one, yesterday("10:05"), seconds=60, value=1) for one in ("frt", "promise", "csat", "opened")])
    note(desk, "キャンペーン開始", 3)
    note(desk, "障害", 3, team=desk.support, channel=desk.chat)
    note(desk, "英語の窓口の研修", 2, team=desk.english)
    note(desk, "ずっと前", 300)
    client = desk.client(desk.fujita)
    for measure in ("frt", "promise", "csat", "opened"):
        assert numbered(client, f"/analytics/{measure}/?period=7") == (["1", "2"], ["キャンペーン開始", "障害"])
    assert numbered(desk.client(desk.noguchi), "/analytics/frt/?period=7")[1][2:] == ["英語の窓口の研修"]
    mail = Channel.objects.create(kind="email", name="サポート窓口", team=desk.support)
    packed(row(desk, "frt", yesterday("10:05"), seconds=60, channel=mail))
    assert numbered(client, f"/analytics/frt/?period=7&channel={mail.pk}")[1] == ["キャンペーン開始"]


def test_a_lead_writes_changes_and_removes_a_note_and_each_is_kept(desk: Desk):
    client, day = desk.client(desk.fujita), today() - timedelta(days=4)
    typed = {"text": "キャンペーン開始", "first": f"{day:%Y/%m/%d}", "last": "", "team": "", "channel": ""}
    client.post("/analytics/notes/new/", typed)
    kept = DayNote.objects.get()
    assert (kept.first, kept.last, kept.made_by) == (day, day, desk.fujita)
    later = f"{day + timedelta(days=2):%Y/%m/%d}"
    client.post(f"/analytics/notes/{kept.pk}/", typed | {"last": later, "team": desk.support.pk})
    kept.refresh_from_db()
    assert ((kept.last - kept.first).days, kept.team) == (2, desk.support)
    client.post(f"/analytics/notes/{kept.pk}/removal/")
    deeds = AuditEntry.objects.filter(action__startswith="day_note").order_by("pk").values_list("action", flat=True)
    assert (DayNote.objects.count(), list(deeds)) == (0, ["day_note.made", "day_note.changed", "day_note.removed"])


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026/11/20", "2026/11/01", "開始日より前"),
        ("2026/01/01", "2026/11/01", "92 日以内"),
        ("きのう", "", "2026/11/24"),
    ],
)
def test_days_that_cannot_be_are_said_at_their_field(desk: Desk, first: str, last: str, words: str):
    typed = {"text": "x", "first": first, "last": last}
    said = desk.client(desk.fujita).post("/analytics/notes/new/", typed).content.decode()
    assert (words in said, DayNote.objects.count()) == (True, 0)


def test_only_who_leads_the_team_changes_its_notes(desk: Desk):
    foreign, all_teams = note(desk, "a", team=desk.english), note(desk, "b", made_by=desk.noguchi)
    client, admin = desk.client(desk.fujita), desk.client(desk.noguchi)
    for one in (foreign, all_teams):
        assert client.get(f"/analytics/notes/{one.pk}/").status_code == 404
        assert client.post(f"/analytics/notes/{one.pk}/removal/").status_code == 404
        assert admin.get(f"/analytics/notes/{one.pk}/").status_code == 200
    assert [one.text for one, _may in client.get("/analytics/notes/").context["rows"]] == ["b"]
    assert desk.client(desk.aya).get("/analytics/notes/").status_code == 404


def test_words_of_a_note_are_never_markup(desk: Desk):
    packed(row(desk, "frt", yesterday("10:05"), seconds=60))
    note(desk, "<script>alert(1)</script>")
    said = desk.client(desk.fujita).get("/analytics/frt/?period=7").content.decode()
    assert ("<script>alert" in said, "&lt;script&gt;alert" in said) == (False, True)


def test_many_notes_ask_as_much_as_few(desk: Desk, django_assert_max_num_queries):
    for number in range(30):
        note(desk, f"{number}", number % 5)
    client = desk.client(desk.fujita)
    client.get("/analytics/notes/")
    for path, most in (("/analytics/notes/", 12), ("/analytics/notes/new/", 12)):
        with django_assert_max_num_queries(most):
            client.get(path)


def test_every_note_can_be_reached(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kpis.views.day_notes.SHOWN", 2)
    for number in range(3):
        note(desk, f"出来事{number}", back=number)
    client = desk.client(desk.fujita)
    first, rest = (client.get(f"/analytics/notes/{after}").content.decode() for after in ("", "?after=2"))
    assert ("?after=2" in first, "出来事2" in first, "出来事2" in rest, "after=" in rest) == (True, False, True, False)
