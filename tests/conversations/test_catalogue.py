"""Settings: products and number patterns, which teach the rules what customers mean."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agents.models import AuditEntry
from conversations import knowledge
from customers import expressions
from customers.models import Fact, Pattern, Product
from tests.cast import Desk

TABLE = "型番,製品名,別名\nVX-200,コードレス掃除機,かるスイ/スティック掃除機\nRC-550,炊飯器,\n,名前だけ,\n"


@pytest.fixture(autouse=True)
def fresh_knowledge():
    knowledge.forget()
    yield
    knowledge.forget()


@pytest.fixture
def admin(desk: Desk) -> Client:
    return desk.client(desk.noguchi)


def bring_in(admin: Client, content: bytes) -> str:
    file = SimpleUploadedFile("catalogue.csv", content, content_type="text/csv")
    return admin.post(reverse("product-import"), {"file": file}, follow=True).content.decode()


def test_it_adds_a_product_that_is_understood_at_once(desk: Desk, admin: Client) -> None:
    admin.post(reverse("product-new"), {"code": "ZQ-900", "name": "ふわりん", "others": "ふわりんミニ\nふわりんミニ\n"})
    assert Product.objects.get().names == ["ふわりんミニ"]
    desk.writes("ふわりんミニが動きません")
    assert Fact.objects.get(key="product").value == "ふわりんミニ"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_it_reads_a_spreadsheet_in_either_writing(admin: Client, encoding: str) -> None:
    page = bring_in(admin, TABLE.encode(encoding))
    assert Product.objects.get(code="VX-200").names == ["かるスイ", "スティック掃除機"]
    assert "2件を追加、0件を更新しました" in page
    assert "4" in page


def test_it_changes_what_is_there_and_takes_nothing_away(admin: Client) -> None:
    Product.objects.create(code="VX-200", name="前の名前")
    Product.objects.create(code="OLD-1", name="旧製品")
    assert "1件を追加、1件を更新しました" in bring_in(admin, TABLE.encode())
    assert Product.objects.count() == 3


def test_it_says_so_when_a_file_is_no_catalogue(admin: Client) -> None:
    for content in (b"\xff\xfe\x00\x81", b"a,b\n1,2\n", b" "):
        assert "製品が見つかりません" in bring_in(admin, content)
    assert not Product.objects.exists()


def test_it_takes_a_pattern_that_matches_its_example(desk: Desk, admin: Client) -> None:
    given = {"key": "slip_no", "expression": r"QX/\d{4}", "example": "QX/1234", "is_active": "on"}
    admin.post(reverse("pattern-new"), given)
    desk.writes("伝票は QX/7777 です")
    assert Fact.objects.get(key="slip_no").value == "QX/7777"
    assert AuditEntry.objects.filter(action="pattern.saved").exists()


@pytest.mark.parametrize(
    ("expression", "example"),
    [
        ("(a+)+$", "aaaa"),
        (r"(\d+-?)+x", "1-1x"),
        ("(a|a)*b", "aab"),
        ("[A-Z", "A"),
        (r"\d*", "12"),
        (r"\d{5}", "123"),
        ("(a|aa){1,30}(a|aa){1,30}(a|aa){1,30}b", "aaab"),
    ],
)
def test_it_refuses_a_pattern_that_fails_its_example_or_may_never_end(expression: str, example: str) -> None:
    with pytest.raises(expressions.Unfit):
        expressions.check(expression, example)


def test_it_says_why_a_pattern_was_refused_and_keeps_what_was_typed(admin: Client) -> None:
    given = {"key": "serial", "expression": "(A+)+B", "example": "AB"}
    page = admin.post(reverse("pattern-new"), given).content.decode()
    assert "繰り返しの中の繰り返し" in page
    assert "(A+)+B" in page
    assert not Pattern.objects.exists()


def test_it_removes_both(admin: Client) -> None:
    product = Product.objects.create(code="VX-200", name="掃除機")
    pattern = Pattern.objects.create(key="serial", expression=r"\d{4}", example="1234")
    admin.post(reverse("product-removal", args=[product.pk]))
    admin.post(reverse("pattern-removal", args=[pattern.pk]))
    assert Product.objects.count() + Pattern.objects.count() == 0


def test_it_shows_the_pages_to_admins_alone(desk: Desk, admin: Client) -> None:
    product = Product.objects.create(code="VX-200", name="掃除機", names=["かるスイ"])
    pages = [reverse("products"), reverse("product-new"), reverse("product", args=[product.pk])]
    for page in [*pages, reverse("patterns"), reverse("pattern-new")]:
        assert admin.get(page).status_code == 200
        assert desk.client(desk.fujita).get(page).status_code == 404
