"""The palette finds people, matters, deeds and places, in any script, and only what its reader may see."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from conversations import palette
from conversations.focus import note_focus
from customers import search
from customers.models import Customer
from tests.cast import Desk


@pytest.fixture
def hanako(desk: Desk) -> Customer:
    customer = desk.hanako
    customer.family_kana, customer.given_kana = "サトウ", "ハナコ"
    customer.save()
    search.index(customer)
    return customer


def asked(client: Client, q: str, at: str = "/inbox/") -> str:
    answer = client.get("/palette/", {"q": q, "from": at})
    assert answer.status_code == 200
    return re.sub(r"</?mark>", "", answer.content.decode())


@pytest.mark.parametrize("typed", ["佐藤", "さとう", "サト", "sato", "satou hanako", "@花子", "＠花子"])
def test_people_are_found_in_any_script(desk: Desk, hanako: Customer, typed: str):
    html = asked(desk.client(desk.aya), typed)
    assert f'href="/customers/{hanako.pk}/"' in html
    assert "佐藤 花子 様" in html


def test_a_matter_is_found_by_its_number(desk: Desk):
    matter = desk.matter
    client = desk.client(desk.aya)
    for typed in (f"C-{matter.pk}", f"#C{matter.pk}", f"c-{matter.pk}", f"#{matter.pk}"):
        assert f'href="/conversations/{matter.pk}/"' in asked(client, typed)


def test_the_outsider_finds_no_matter_of_another_team(desk: Desk, hanako: Customer):
    matter = desk.matter
    client = desk.client(desk.emily)
    for typed in (f"C-{matter.pk}", "佐藤", ""):
        assert f"/conversations/{matter.pk}/" not in asked(client, typed, f"/conversations/{matter.pk}/")
    assert f"/customers/{hanako.pk}/" not in asked(client, f"C-{matter.pk}")


@pytest.mark.parametrize("typed", ["完了", "かんりょう", "カンリョウ", "kanryo", "kanryou", ">かん", "resolve"])
def test_deeds_of_the_open_matter_come_first(desk: Desk, typed: str):
    html = asked(desk.client(desk.aya), typed, f"/conversations/{desk.matter.pk}/")
    assert 'data-command="resolve"' in html
    first = re.search(r'role="option"[^>]*', html)
    assert first
    assert "resolve" in first[0]


def test_settings_are_offered_to_those_who_may(desk: Desk):
    assert "/settings/people/" in asked(desk.client(desk.noguchi), "メンバー")
    assert "/settings/people/" not in asked(desk.client(desk.aya), "メンバー")


def test_empty_it_offers_what_was_before_me_last(desk: Desk):
    matter = desk.matter
    note_focus(desk.aya, matter.pk, timezone.now())
    assert f'href="/conversations/{matter.pk}/"' in asked(desk.client(desk.aya), "")


def test_names_that_begin_with_the_word_come_first(desk: Desk):
    inside = Customer.objects.create(family_name="大里", family_kana="オオサト", last_contact_at=timezone.now())
    begins = Customer.objects.create(family_name="里中", family_kana="サトナカ")
    for customer in (inside, begins):
        search.index(customer)
    with override("ja"):
        [group] = [group for group in palette.groups(desk.aya, "sato", None) if group.name == "顧客"]
    assert [option.label for option in group.options] == ["里中 様", "大里 様"]


def test_words_of_a_customer_stay_words(desk: Desk):
    desk.writes(sender=desk.sender("evil", family_name="<b onclick=x>佐藤", given_name=""))
    html = asked(desk.client(desk.aya), "佐藤")
    assert "<b onclick" not in html
    assert "&lt;b" in html


@pytest.mark.parametrize(
    "typed", ["\x00", "😀" * 300, "%_\\", "'; drop table", "C-99999999999999999999", "@", "#", ">"]
)
def test_any_text_gets_an_answer(desk: Desk, typed: str):
    asked(desk.client(desk.aya), typed)


def test_the_number_of_questions_is_bounded(desk: Desk, django_assert_max_num_queries):
    for number in range(12):
        desk.writes(sender=desk.sender(f"v{number}"))
    client, at = desk.client(desk.aya), f"/conversations/{desk.matter.pk}/"
    asked(client, "佐藤", at)
    with django_assert_max_num_queries(16):
        asked(client, "佐藤", at)
