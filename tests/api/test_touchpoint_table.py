"""An admin brings a shop's visits and calls in by a file: looked at first, and all of it or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agents.models import AuditEntry
from channels_ingest import touchpoint_table
from customers.models import Identity, Touchpoint
from tests.api.conftest import Caller
from tests.cast import Desk

VISITS = """日時,種類,場所,電話番号,内容,担当
2026/11/05 9:05,来店,店舗,090-1234-5678,"掃除機の相談
（2階）",田中
2026-11-06 18:30,注文,通販,090-1234-5678,VF-02,
"""


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


def brought(admin: Client, app: Caller, content: bytes | str, **more: str):
    packed = content.encode() if isinstance(content, str) else content
    said = {"file": SimpleUploadedFile("visits.csv", packed)} | more
    return admin.post(reverse("app-import", args=[app.app.pk]), said)


def sure(admin: Client, app: Caller, text: str):
    return admin.post(reverse("app-import", args=[app.app.pk]), {"table": text, "sure": "1"}, follow=True)


def hanako_by_phone(desk: Desk) -> None:
    told = {"customer": desk.hanako, "home": desk.hanako, "assurance": 2}
    Identity.objects.update_or_create(kind="phone", scope="", value="+819012345678", defaults=told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_it_is_shown_first_and_nothing_is_in_yet(admin: Client, app: Caller, encoding: str):
    page = brought(admin, app, VISITS.replace("\n", "\r\n").encode(encoding))
    assert page.status_code == 200
    said = page.content.decode()
    assert "掃除機の相談" in said
    assert "すべての行を読み込む" in said
    assert not Touchpoint.objects.exists()


def test_then_all_of_it_is_taken_in_once(desk: Desk, admin: Client, app: Caller):
    hanako_by_phone(desk)
    said = brought(admin, app, VISITS).context["text"]
    assert "接点を2件読み込みました" in sure(admin, app, said).content.decode()
    # As a browser sends it back.
    assert "接点を0件読み込みました" in sure(admin, app, said.replace("\n", "\r\n")).content.decode()
    visit, order = Touchpoint.objects.order_by("at")
    assert (visit.customer, visit.place, visit.kind) == (desk.hanako, "store", "visit")
    assert visit.title == "掃除機の相談 （2階）"
    assert (visit.at.isoformat(), visit.data) == ("2026-11-05T00:05:00+00:00", {"担当": "田中"})
    assert (order.place, order.kind) == ("shop", "order")
    assert AuditEntry.objects.filter(action="app.imported").count() == 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("明日,来店,,090-1234-5678,", "3"),
        ("2026/02/30,来店,,090-1234-5678,", "at"),
        ("2026/11/05,来店,,,", "3"),
        ("2026/11/05,<b>,,090-1234-5678,", "kind"),
        ("2026/11/05,来店,月面,090-1234-5678,", "place"),
        ("2026/11/05,来店,,090-1234-5678,あ,い,う", "列が多く"),
        (f"2026/11/05,来店,,090-1234-5678,{'あ' * 201}", "title"),
    ],
)
def test_one_wrong_line_is_named_and_nothing_is_half_done(admin: Client, app: Caller, line: str, words: str):
    text = f"日時,種類,場所,電話番号,内容\n2026/11/05,来店,,090-1234-5678,\n{line}\n"
    page = brought(admin, app, text)
    assert page.status_code == 422
    assert (len(page.context["bad"]), page.context["bad"][0].line) == (1, 3)
    assert words in page.content.decode()
    sure(admin, app, text)
    assert not Touchpoint.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"\x81",
        b"a,b\n1,2\n",
        b"at,kind,at\n1,2,3\n",
        b"at,kind\n",
        b'at,kind\n"x',
        b"\0" * 9,
        b"x" * 600_000,
    ],
)
def test_what_is_no_such_file_is_refused_in_words(admin: Client, app: Caller, content: bytes):
    page = brought(admin, app, content)
    assert (page.status_code, bool(page.context["wrong"])) == (422, True)
    assert not Touchpoint.objects.exists()


def test_a_line_that_names_nobody_says_what_is_missing(admin: Client, app: Caller):
    page = brought(admin, app, "日時,種類\n2026/11/05,来店\n")
    assert page.context["bad"][0].errors == ["会員番号、メールアドレス、電話番号、端末のいずれかを指定してください。"]


def test_a_day_may_be_typed_in_wide_digits(admin: Client, app: Caller):
    sure(admin, app, "日時,種類,電話番号\n２０２６／１１／０５　９：０５,来店,０９０－１２３４－５６７８\n")
    assert Touchpoint.objects.get().at.isoformat() == "2026-11-05T00:05:00+00:00"


def test_a_card_number_is_not_kept(admin: Client, app: Caller):
    sure(admin, app, "at,kind,email,title,memo\n2026-11-05,order,a@example.jp,4111 1111 1111 1111,4111111111111111\n")
    found = Touchpoint.objects.get()
    assert "4111" not in found.title + str(found.data)


def test_only_an_admin_finds_it(desk: Desk, app: Caller):
    for who in (desk.aya, desk.fujita):
        assert desk.client(who).get(reverse("app-import", args=[app.app.pk])).status_code in (403, 404)


def test_a_large_file_costs_no_more_questions(admin: Client, app: Caller):
    counts = []
    for number in (2, 200):
        lines = "\n".join(f"2026-11-05 10:00,visit,{number}-{one}@example.jp" for one in range(number))
        said = {"table": f"at,kind,email\n{lines}", "sure": "1"}
        with CaptureQueriesContext(connection) as asked:
            assert admin.post(reverse("app-import", args=[app.app.pk]), said).status_code == 302
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2
    assert Touchpoint.objects.count() == 202
    assert touchpoint_table.MOST_ROWS >= 200
