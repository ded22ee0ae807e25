"""What was told goes with what it was told about: through merges and their undo, splits and joins."""

import pytest
from django.utils import timezone

from conversations import fact_deeds, merging, splitting, undo
from conversations.models import Entry
from customers.models import Customer, Fact
from customers.noting import settle_again
from tests.cast import Desk

LAPTOP = "注文番号は #A-10293 です。電話は 090-1234-5678 です。"
PHONE = "注文番号は #A-10777 です。電話は 080-3456-1111 です。"


@pytest.fixture
def pair(desk: Desk) -> tuple[Customer, Customer]:
    laptop = desk.writes(LAPTOP).customer
    phone = desk.writes(PHONE, sender=desk.sender("hanako-phone", "サトウ", "ハナコ")).customer
    return laptop, phone


def told(customer: Customer, key: str) -> list[str]:
    standing = Fact.objects.standing().filter(customer=customer, key=key)
    return sorted(standing.values_list("value", flat=True))


def test_a_merge_brings_the_facts_together_and_the_later_word_stands(desk: Desk, pair) -> None:
    laptop, phone = pair
    merging.merge(phone, laptop, desk.aya)
    assert told(laptop, "order_number") == ["#A-10293", "#A-10777"]
    assert told(laptop, "phone") == ["080-3456-1111"]
    assert not Fact.objects.filter(customer=phone).exists()


def test_the_undo_sends_back_what_each_told_before_and_since(desk: Desk, pair) -> None:
    laptop, phone = pair
    done = merging.merge(phone, laptop, desk.aya)
    desk.writes("電話は 070-2222-3333 です", sender=desk.sender("hanako-phone"))
    desk.writes("電話は 090-9999-8888 です")
    merging.undo(done, desk.aya)
    assert (told(phone, "phone"), told(laptop, "phone")) == (["070-2222-3333"], ["090-9999-8888"])
    assert (told(phone, "order_number"), told(laptop, "order_number")) == (["#A-10777"], ["#A-10293"])


def test_a_word_stands_again_when_the_one_that_replaced_it_has_gone_home(desk: Desk, pair) -> None:
    laptop, phone = pair
    done = merging.merge(phone, laptop, desk.aya)
    assert told(laptop, "phone") == ["080-3456-1111"]
    merging.undo(done, desk.aya)
    assert (told(laptop, "phone"), told(phone, "phone")) == (["090-1234-5678"], ["080-3456-1111"])


def test_chained_merges_give_everybody_their_own_in_either_order(desk: Desk, pair) -> None:
    laptop, phone = pair
    work = desk.writes("電話は 03-1234-5678 です", sender=desk.sender("hanako-work")).customer
    for first in (0, 1):
        chain = [merging.merge(phone, laptop, desk.aya), merging.merge(laptop, work, desk.aya)]
        desk.writes(f"電話は 080-3456-222{first} です", sender=desk.sender("hanako-phone"))
        desk.writes(f"電話は 03-1234-567{first} です", sender=desk.sender("hanako-work"))
        merging.undo(chain[first], desk.aya)
        merging.undo(chain[1 - first], desk.aya)
        assert told(laptop, "phone") == ["090-1234-5678"]
        assert told(phone, "phone") == [f"080-3456-222{first}"]
        assert told(work, "phone") == [f"03-1234-567{first}"]


def test_a_matter_that_holds_both_gives_each_side_its_facts(desk: Desk, pair) -> None:
    laptop, phone = pair
    done = merging.merge(phone, laptop, desk.aya)
    shared = desk.writes("エラーは E-21 です").conversation
    assert desk.writes("製造番号は 24B-004417 です", sender=desk.sender("hanako-phone")).conversation == shared
    merging.undo(done, desk.aya)
    assert (told(laptop, "error_code"), told(phone, "error_code")) == (["E-21"], [])
    assert (told(laptop, "serial"), told(phone, "serial")) == ([], ["24B-004417"])
    assert set(Fact.objects.filter(key="serial").values_list("matter", flat=True)).isdisjoint({shared.pk})


def test_a_split_takes_its_facts_along_and_its_undo_brings_them_back(desk: Desk) -> None:
    desk.writes("注文番号は #A-10293 です")
    later = desk.writes("注文番号は #A-10555 です")
    other = splitting.split(later.conversation, later, desk.aya)
    assert sorted(Fact.objects.standing().filter(key="order_number").values_list("matter", "value")) == [
        (later.conversation_id, "#A-10293"),
        (other.pk, "#A-10555"),
    ]
    undo.undo(Entry.objects.get(kind="split"), desk.aya)
    assert told(later.customer, "order_number") == ["#A-10555"]


def test_a_join_takes_along_what_was_written_by_hand(desk: Desk) -> None:
    first = desk.writes("注文番号は #A-10293 です")
    later = desk.writes("製造番号は 24B-004417 です")
    other = splitting.split(later.conversation, later, desk.aya)
    fact_deeds.add(other, desk.aya, "color", "白")
    entry = splitting.join(other, first.conversation, desk.aya)
    assert Fact.objects.get(key="color").matter == first.conversation_id
    undo.undo(entry, desk.aya)
    assert set(Fact.objects.filter(key__in=["color", "serial"]).values_list("matter", flat=True)) == {other.pk}


def test_settling_again_changes_nothing_that_was_settled_as_it_came(desk: Desk) -> None:
    for text in (LAPTOP, PHONE, LAPTOP, "エラーは E-21 と E-22 です", "エラーは E-22 です"):
        desk.writes(text, at=timezone.now())
    before = dict(Fact.objects.values_list("pk", "replaced_by"))
    settle_again({desk.hanako.pk})
    assert dict(Fact.objects.values_list("pk", "replaced_by")) == before
