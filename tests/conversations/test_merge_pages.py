"""Compare, merge and undo in the browser's own way, and nobody else's."""

from datetime import date

import pytest
from django.urls import reverse

from conversations import merging
from customers.models import Customer, Merge
from tests.cast import Desk


@pytest.fixture
def pair(desk: Desk) -> tuple[Customer, Customer]:
    laptop = desk.writes("充電できません").customer
    return laptop, desk.writes("届きません", sender=desk.sender("hanako-phone", "サトウ", "花子")).customer


def test_the_search_offers_who_looks_alike(desk: Desk, pair: tuple[Customer, Customer]):
    Customer.objects.filter(pk__in=[one.pk for one in pair]).update(family_kana="サトウ", given_kana="ハナコ")
    page = desk.client(desk.aya).get(reverse("customer-merge-search", args=[pair[0].pk]))
    assert reverse("customer-merge", args=[pair[0].pk, pair[1].pk]) in page.content.decode()


def test_comparing_writes_nothing_and_merging_keeps_what_was_chosen(desk: Desk, pair: tuple[Customer, Customer]):
    client, address = desk.client(desk.aya), reverse("customer-merge", args=[pair[0].pk, pair[1].pk])
    assert "サトウ" in client.get(address).content.decode()
    assert not Merge.objects.exists()
    answer = client.post(address, {"family_name": "source"})
    assert answer.url == reverse("customers:detail", args=[pair[0].pk])
    assert Customer.objects.get(pk=pair[0].pk).family_name == "サトウ"
    assert reverse("customer-unmerge", args=[Merge.objects.get().pk]) in client.get(answer.url).content.decode()


def test_days_are_compared_as_the_record_writes_them(desk: Desk, pair: tuple[Customer, Customer]):
    Customer.objects.filter(pk=pair[0].pk).update(since=date(2021, 4, 1))
    page = desk.client(desk.aya).get(reverse("customer-merge", args=[pair[0].pk, pair[1].pk]))
    assert "2021/04/01" in page.content.decode()


def test_the_undo_page_tells_what_goes_back(desk: Desk, pair: tuple[Customer, Customer]):
    made = merging.merge(pair[1], pair[0], desk.aya)
    client, address = desk.client(desk.aya), reverse("customer-unmerge", args=[made.pk])
    assert f"C-{pair[1].conversations.model.objects.get(title='届きません').pk}" in client.get(address).content.decode()
    client.post(address)
    assert Customer.objects.visible_to(desk.aya).count() == 2


def test_claims_alone_cannot_be_merged(desk: Desk):
    one, two = Customer.objects.create(family_name="佐藤"), Customer.objects.create(family_name="佐藤")
    address = reverse("customer-merge", args=[one.pk, two.pk])
    assert "disabled" in desk.client(desk.aya).get(address).content.decode()
    desk.client(desk.aya).post(address)
    assert not Merge.objects.exists()


def merged_by_hand(desk: Desk, target: Customer, source: Customer) -> str:
    """What is said to whoever presses Merge."""
    address = reverse("customer-merge", args=[target.pk, source.pk])
    answer = desk.client(desk.aya).post(address, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 409
    return answer.json()["message"]


def test_who_merges_what_is_one_already_reads_so(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    merging.merge(phone, laptop, desk.tamura)
    assert merged_by_hand(desk, laptop, phone) == "この2件はすでに統合されています。"
    assert merged_by_hand(desk, phone, laptop) == "この2件はすでに統合されています。"
    assert Merge.objects.count() == 1


def test_who_merges_what_went_elsewhere_meanwhile_reads_so(desk: Desk, pair: tuple[Customer, Customer]):
    laptop, phone = pair
    merging.merge(phone, desk.writes(sender=desk.sender("tablet")).customer, desk.tamura)
    assert "別の顧客に統合されました" in merged_by_hand(desk, laptop, phone)
    page = desk.client(desk.aya).get(reverse("customer-merge", args=[laptop.pk, phone.pk]))
    assert page.url == reverse("customers:detail", args=[laptop.pk])


@pytest.mark.parametrize("name", ["customer-merge-search", "customer-merge", "customer-unmerge"])
def test_a_stranger_is_led_to_the_sign_in(client, desk: Desk, name: str):
    args = [1, 2] if name == "customer-merge" else [1]
    assert reverse("account_login") in client.post(reverse(name, args=args)).headers.get("Location", "")


def test_pages_ask_the_same_number_of_questions_however_much_was_said(
    desk: Desk, pair: tuple[Customer, Customer], django_assert_max_num_queries
):
    for number in range(30):
        desk.writes(f"続き {number}")
    client = desk.client(desk.aya)
    with django_assert_max_num_queries(20):
        client.get(reverse("customer-merge", args=[pair[0].pk, pair[1].pk]))
