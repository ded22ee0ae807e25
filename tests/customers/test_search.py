import pytest
from django.db import connection

from customers import search
from customers.models import Customer, Identity

pytestmark = pytest.mark.django_db

CAST = [
    {"family_name": "佐藤", "given_name": "花子", "family_kana": "サトウ", "given_kana": "ハナコ"},
    {"family_name": "髙橋", "given_name": "悠", "family_kana": "タカハシ", "given_kana": "ユウ"},
    {"family_name": "山﨑", "given_name": "和子", "family_kana": "ヤマサキ", "given_kana": "カズコ"},
    {"family_name": "本間", "given_name": "順一", "family_kana": "ホンマ", "given_kana": "ジュンイチ"},
    {"company_name": "株式会社ミナト", "honorific": "御中"},
    {"given_name": "Sari", "roman": "Sari Wijaya", "language": "en"},
]


@pytest.fixture
def cast() -> list[Customer]:
    people = [Customer.objects.create(**fields) for fields in CAST]
    _give(people[0], "email", "hanako@example.jp")
    _give(people[0], "phone", "+819012345678")
    _give(people[1], "line", "U4af4980629", "ゆうちゃん")
    for person in people:
        search.index(person)
    return people


def _give(customer: Customer, kind: str, value: str, display: str = "") -> None:
    Identity.objects.create(customer=customer, home=customer, kind=kind, value=value, display=display)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("佐藤", [0]),
        ("佐", [0]),
        ("花子", [0]),
        ("佐藤花子", [0]),
        ("佐藤　花子", [0]),
        ("花子 佐藤", [0]),
        ("さとう", [0]),
        ("サトウ", [0]),
        ("ｻﾄｳ", [0]),
        ("さと", [0]),
        ("さ", [0, 2]),
        ("sato", [0]),
        ("satou", [0]),
        ("Satoh", [0]),
        ("satō hanako", [0]),
        ("SATOHANAKO", [0]),
        ("hana", [0]),
        ("高橋", [1]),
        ("髙橋", [1]),
        ("takahasi", [1]),
        ("yuu", [1]),
        ("ゆうちゃん", [1]),
        ("山崎", [2]),
        ("山﨑", [2]),
        ("yamazaki", []),
        ("yamasaki", [2]),
        ("honma", [3]),
        ("homma", [3]),
        ("jun'ichi", [3]),
        ("junichi", [3]),
        ("zyunniti", []),
        ("jun", [3]),
        ("ミナト", [4]),
        ("みなと", [4]),
        ("株式会社", [4]),
        ("wijaya", [5]),
        ("sari", [5]),
        ("hanako@", [0]),
        ("HANAKO@EXAMPLE.JP", [0]),
        ("090-1234", [0]),
        ("０９０−１２３４−５６７８", [0]),
        ("090 1234 5678", [0]),
        ("5678", [0]),
        ("+81 90", [0]),
        ("56", [0]),
        ("U4af", []),
        ("鈴木", []),
        ("佐藤 鈴木", []),
        ("%", []),
        ("_", []),
        ("", []),
        ("  ", []),
        ("\x00", []),
        ("😀", []),
    ],
)
def test_it_finds_people_by_any_writing(cast: list[Customer], typed: str, found: list[int]) -> None:
    hits = search.find(Customer.objects.all(), typed)
    assert {hit.pk for hit in hits} == {cast[number].pk for number in found}


def test_it_forgets_a_name_that_was_changed(cast: list[Customer]) -> None:
    cast[0].family_name = "鈴木"
    search.index(cast[0])
    assert not search.find(Customer.objects.all(), "佐藤").exists()
    assert search.find(Customer.objects.all(), "鈴木").get() == cast[0]


@pytest.mark.parametrize(("typed", "number"), [("C-1042", 1042), ("ｃ１０４２", 1042), ("1042", None), ("C-", None)])
def test_it_reads_the_number_of_a_matter(typed: str, number: int | None) -> None:
    assert search.matter_number(typed) == number


def test_it_walks_the_index() -> None:
    Customer.objects.bulk_create(
        Customer(family_name=f"山田{n}", search_text=f"山田{n}", search_pieces=sorted(search.pieces(f"山田{n}")))
        for n in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")
    for typed in ("佐藤", "佐", "sato hanako", "090-1234"):
        plan = search.find(Customer.objects.all(), typed).explain()
        assert "customer_search" in plan, typed
        assert "Seq Scan" not in plan, typed
