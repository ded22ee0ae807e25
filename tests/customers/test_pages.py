"""The customers' pages: list, record, addresses, history."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.models import AuditEntry
from customers import listing, search
from customers.forms import stamp
from customers.listing import Asked
from customers.models import Customer, Identity
from tests.cast import Desk

FORM = {"family_name": "鈴木", "given_name": "一郎", "honorific": "様", "language": "ja"}


def person(name: str = "佐藤", **fields: object) -> Customer:
    customer = Customer.objects.create(family_name=name, **fields)
    search.index(customer)
    return customer


def ids(html: str) -> list[str]:
    return re.findall(r'<a class="clip" href="/customers/(\d+)/"', html)


@pytest.mark.parametrize("name", ["list", "create", "detail", "edit", "identities"])
def test_the_outsider_meets_the_login(desk: Desk, client: Client, name: str):
    url = reverse(f"customers:{name}", args=[desk.hanako.pk] if name in ("detail", "edit", "identities") else [])
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


def test_the_list_shows_the_newest_contact_first_then_those_never_in_touch(desk: Desk):
    never = person("里中")
    person("大里", last_contact_at=timezone.now() - timezone.timedelta(days=3))
    recent = person("佐藤", last_contact_at=timezone.now())
    found = ids(desk.client(desk.aya).get("/customers/").content.decode())
    assert (found[0], found[-1]) == (str(recent.pk), str(never.pk))


@pytest.mark.parametrize("typed", ["佐藤", "さとう", "sato", "090-1234"])
def test_the_list_finds_and_marks(desk: Desk, typed: str):
    one = person("佐藤", family_kana="サトウ")
    Identity.objects.create(customer=one, home=one, kind="phone", value="+819012345678", display="090-1234-5678")
    search.index(one)
    person("田中")
    html = desk.client(desk.aya).get("/customers/", {"q": typed}).content.decode()
    assert ids(html) == [str(one.pk)]
    assert "1 人" in html
    assert ("<mark>" in html) is not typed.startswith("0")


def test_a_matters_number_finds_its_customer_only_for_those_who_may_see_it(desk: Desk):
    number = f"C-{desk.matter.pk}"
    assert ids(desk.client(desk.aya).get("/customers/", {"q": number}).content.decode()) == [str(desk.hanako.pk)]
    assert ids(desk.client(desk.emily).get("/customers/", {"q": number}).content.decode()) == []


def test_what_was_said_in_another_team_is_not_in_the_list(desk: Desk):
    desk.writes("秘密の相談")
    assert "秘密の相談" in desk.client(desk.aya).get("/customers/").content.decode()
    html = desk.client(desk.emily).get("/customers/").content.decode()
    assert "佐藤 花子" in html
    assert "秘密の相談" not in html
    assert ids(desk.client(desk.emily).get("/customers/?open=on").content.decode()) == []


def test_filters_narrow_by_assurance_tier_and_kind(desk: Desk):
    gold, claimed = person(tier="gold"), person("田中")
    for customer, assurance in ((gold, 2), (claimed, 0)):
        Identity.objects.create(
            customer=customer, home=customer, kind="email", value=f"a{assurance}@example.jp", assurance=assurance
        )
    client = desk.client(desk.aya)
    assert ids(client.get("/customers/?assurance=2").content.decode()) == [str(gold.pk)]
    assert ids(client.get("/customers/?assurance=0").content.decode()) == [str(claimed.pk)]
    assert ids(client.get("/customers/?tier=gold").content.decode()) == [str(gold.pk)]
    assert ids(client.get("/customers/?kind=email").content.decode()) == [str(claimed.pk), str(gold.pk)]


@pytest.mark.parametrize(
    "query", ["assurance=9", "kind=password", "after=x", "after=2026-01-01~1", "after=~x", "after=~" + "9" * 30]
)
def test_an_unknown_question_is_a_bad_request(desk: Desk, query: str):
    assert desk.client(desk.aya).get(f"/customers/?{query}").status_code == 400


def test_pages_follow_one_another_with_no_gap_and_no_double(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listing, "PAGE", 4)
    moment = timezone.now()
    everyone = [
        person(str(n), last_contact_at=None if n % 3 == 0 else moment - timezone.timedelta(days=n // 4))
        for n in range(14)
    ]
    seen, after = [], ""
    for _round in range(8):
        lines, after = listing.page(desk.aya, Asked(), after)
        seen += [line.customer.pk for line in lines]
        if not after:
            break
    assert sorted(seen) == sorted(customer.pk for customer in everyone)


def test_the_number_of_questions_does_not_grow_with_the_rows(desk: Desk, django_assert_max_num_queries):
    client = desk.client(desk.aya)
    desk.writes()
    client.get("/customers/")
    with django_assert_max_num_queries(30) as few:
        client.get("/customers/")
    for number in range(20):
        desk.writes(sender=desk.sender(f"v{number}"))
    with django_assert_max_num_queries(len(few)):
        client.get("/customers/")


def test_the_list_walks_its_index(desk: Desk):
    moment = timezone.now()
    Customer.objects.bulk_create(
        Customer(family_name=f"山田{n}", last_contact_at=moment - timezone.timedelta(minutes=n)) for n in range(4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")
    people = listing.fitting(desk.aya, Asked()).filter(last_contact_at__isnull=False)
    plan = people.order_by("-last_contact_at", "-pk")[:50].explain()
    assert "customer_last_contact" in plan
    assert "Seq Scan" not in plan


def test_the_record_shows_who_and_how_sure(desk: Desk):
    customer = desk.hanako
    html = desk.client(desk.aya).get(f"/customers/{customer.pk}/").content.decode()
    for words in (
        "佐藤 花子 様",
        "チャネル確認",
        f"/customers/{customer.pk}/timeline/",
        f"/conversations/{desk.matter.pk}/",
    ):
        assert words in html


def test_merged_customers_lead_to_who_they_are_now(desk: Desk):
    gone = person(merged_into=desk.hanako)
    answer = desk.client(desk.aya).get(f"/customers/{gone.pk}/")
    assert answer["Location"] == f"/customers/{desk.hanako.pk}/"
    assert desk.client(desk.aya).get(f"/customers/{gone.pk}/edit/").status_code == 404


def test_adding_keeps_the_addresses_as_claims_and_audits(desk: Desk):
    sent = {**FORM, "email": "ICHIRO@example.jp", "phone": "０９０ー１２３４ー５６７８", "family_kana": "すずき"}
    answer = desk.client(desk.aya).post("/customers/new/", sent)
    customer = Customer.objects.get(family_name="鈴木")
    assert answer["Location"] == f"/customers/{customer.pk}/"
    assert customer.family_kana == "スズキ"
    kept = customer.identities.order_by("kind").values_list("value", "assurance")
    assert list(kept) == [("ichiro@example.jp", 0), ("+819012345678", 0)]
    assert search.find(Customer.objects.all(), "suzuki").get() == customer
    assert AuditEntry.objects.get(action="customer.created").actor == desk.aya


def test_an_address_that_is_known_is_told_before_a_second_record_is_made(desk: Desk):
    desk.identity.customer.identities.create(home=desk.hanako, kind="email", value="hanako@example.jp", assurance=2)
    client, sent = desk.client(desk.aya), {**FORM, "email": "hanako@example.jp"}
    answer = client.post("/customers/new/", sent)
    assert answer.status_code == 422
    assert "佐藤 花子 様" in answer.content.decode()
    assert client.post("/customers/new/", {**sent, "somebody_else": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"family_name": "", "given_name": ""}, "氏名か会社名を入力してください"),
        ({"email": "hanako"}, "メールアドレスの形式ではありません"),
        ({"phone": "03-1234"}, "桁が足りません"),
        ({"family_kana": "鈴木"}, "フリガナはかなで入力してください"),
        ({"honorific": "御中"}, "組織あてです"),
        ({"since": "2999-01-01"}, "未来の日付です"),
        ({"family_name": "あ" * 81}, "80"),
    ],
)
def test_bad_input_is_told_in_words(desk: Desk, changed: dict[str, str], sentence: str):
    answer = desk.client(desk.aya).post("/customers/new/", {**FORM, **changed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Customer.objects.filter(given_name="一郎").exists()


def test_what_was_searched_in_vain_is_filled_in(desk: Desk):
    client = desk.client(desk.aya)
    assert 'value="hanako@example.jp"' in client.get("/customers/new/?q=hanako@example.jp").content.decode()
    assert 'value="鈴木"' in client.get("/customers/new/?q=鈴木 一郎").content.decode()


def test_editing_writes_changed_fields_only_and_audits_their_names(desk: Desk):
    customer, client = desk.hanako, desk.client(desk.aya)
    form = client.get(f"/customers/{customer.pk}/edit/").context["form"]
    Customer.objects.filter(pk=customer.pk).update(revision=999)
    sent = {**{name: form[name].value() or "" for name in form.fields}, "family_name": "鈴木"}
    assert client.post(f"/customers/{customer.pk}/edit/", sent).status_code == 302
    customer.refresh_from_db()
    assert (customer.family_name, customer.revision) == ("鈴木", 999)
    entry = AuditEntry.objects.get(action="customer.edited")
    assert entry.data == {"fields": ["family_name"]}
    assert search.find(Customer.objects.all(), "鈴木").get() == customer


def test_two_who_edit_at_once_do_not_overwrite_each_other(desk: Desk):
    customer, client = desk.hanako, desk.client(desk.aya)
    form = client.get(f"/customers/{customer.pk}/edit/").context["form"]
    Customer.objects.filter(pk=customer.pk).update(note="折り返し希望")
    sent = {**{name: form[name].value() or "" for name in form.fields}, "family_name": "鈴木"}
    answer = client.post(f"/customers/{customer.pk}/edit/", sent)
    assert "他の人が先に更新しました" in answer.content.decode()
    customer.refresh_from_db()
    assert (customer.family_name, customer.note) == ("佐藤", "折り返し希望")


def test_hidden_fields_of_the_record_cannot_be_sent(desk: Desk):
    sent = {**FORM, "merged_into": desk.hanako.pk, "revision": 99, "is_demo": "on", "search_text": "x", "assurance": 3}
    desk.client(desk.aya).post("/customers/new/", sent)
    made = Customer.objects.get(given_name="一郎")
    assert (made.merged_into, made.revision, made.is_demo) == (None, 0, False)


def test_an_address_is_added_as_a_claim_and_taken_off_again(desk: Desk):
    customer, client = desk.hanako, desk.client(desk.aya)
    client.post(f"/customers/{customer.pk}/identities/", {"kind": "phone", "value": "03-1234-5678"})
    identity = customer.identities.get(kind="phone")
    assert (identity.value, identity.assurance) == ("+81312345678", 0)
    assert search.find(Customer.objects.all(), "03-1234-5678").get() == customer
    client.post(f"/customers/{customer.pk}/identities/{identity.pk}/", {"_method": "DELETE"})
    assert not customer.identities.filter(kind="phone").exists()
    assert not search.find(Customer.objects.all(), "03-1234-5678").exists()


def test_a_wrong_address_is_told_beside_its_field(desk: Desk):
    answer = desk.client(desk.aya).post(
        f"/customers/{desk.hanako.pk}/identities/", {"kind": "phone", "value": "03-1234"}
    )
    assert answer.status_code == 422
    assert "桁が足りません" in answer.content.decode()


def test_a_form_cannot_write_proof_or_a_channels_identity(desk: Desk):
    url = f"/customers/{desk.hanako.pk}/identities/"
    assert desk.client(desk.aya).post(url, {"kind": "line", "value": "U4af"}).status_code == 422
    desk.client(desk.aya).post(url, {"kind": "email", "value": "a@example.jp", "assurance": 3})
    assert Identity.objects.get(value="a@example.jp").assurance == 0


def test_what_is_more_than_a_claim_stays(desk: Desk):
    identity = desk.identity
    desk.client(desk.aya).post(f"/customers/{identity.customer_id}/identities/{identity.pk}/", {"_method": "DELETE"})
    assert Identity.objects.filter(pk=identity.pk).exists()


def test_another_customers_identity_is_not_found(desk: Desk):
    other = person()
    claim = other.identities.create(home=other, kind="email", value="a@example.jp")
    url = f"/customers/{desk.hanako.pk}/identities/{claim.pk}/"
    assert desk.client(desk.aya).post(url, {"_method": "DELETE"}).status_code == 404


def test_hostile_names_stay_words(desk: Desk):
    hostile = person('"><script>alert(1)</script>', note="<svg onload=alert(1)>\n{{ agent.email }}")
    client = desk.client(desk.aya)
    for path in ("/customers/", f"/customers/{hostile.pk}/", f"/customers/{hostile.pk}/edit/", "/customers/?q=script"):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<svg onload" not in html


def test_a_tier_is_shown_and_typed_in_ones_language(desk: Desk):
    customer = person(tier="gold")
    client, url = desk.client(desk.aya), f"/customers/{customer.pk}/edit/"
    assert 'value="ゴールド"' in client.get(url).content.decode()
    client.post(url, FORM | {"tier": "シルバー", "seen": stamp(customer)})
    customer.refresh_from_db()
    assert customer.tier == "silver"
