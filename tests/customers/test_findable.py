"""Whoever writes is found by what they told, also where a colleague changed the record in the same moment."""

from dataclasses import replace
from typing import Any

import pytest

from conversations import threads
from customers import identifying, search
from customers.identifying import Claim
from customers.models import Customer, IdentityKind
from tests.cast import Desk

EMAIL = Claim(IdentityKind.EMAIL, "Hanako@Example.com")
PHONE = Claim(IdentityKind.PHONE, "090-1234-5678")


def found(text: str) -> list[Customer]:
    return list(search.find(Customer.objects.all(), text))


def test_what_is_known_already_is_not_indexed_again(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    sender = replace(
        desk.sender(), display="花子のパソコン", claims=(EMAIL, Claim(IdentityKind.PHONE, "090-1234-5678"))
    )
    customer = desk.writes(sender=sender).customer
    monkeypatch.setattr(search, "index", lambda customer: pytest.fail("indexed again"))
    identifying.make_findable(Customer.objects.get(pk=customer.pk), sender)


def test_a_claim_that_is_new_is_found(desk: Desk):
    identity = desk.identity
    identifying.keep_claim(identity.customer, EMAIL)
    identifying.make_findable(threads.lock_owner(identity), replace(desk.sender(), claims=(EMAIL,)))
    assert found("hanako@example.com") == [desk.hanako]


def test_a_name_changed_in_the_same_moment_is_what_one_finds(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    hanako, keep_claim = desk.hanako, identifying.keep_claim

    def renamed_meanwhile(customer: Customer, *more: Any) -> object:
        renamed = Customer.objects.get(pk=hanako.pk)
        renamed.family_name = "鈴木"
        renamed.save(update_fields=["family_name"])
        search.index(renamed)
        return keep_claim(customer, *more)

    monkeypatch.setattr(identifying, "keep_claim", renamed_meanwhile)
    desk.writes(sender=replace(desk.sender(), claims=(EMAIL,)))
    assert found("鈴木") == found("hanako@example.com") == [hanako]
    assert found("佐藤") == []
