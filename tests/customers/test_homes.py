"""What belongs to a record goes with it through merges and their undo, in any order."""

import itertools

import pytest
from django.utils import timezone

from conversations import merging
from customers import consents, provenance
from customers.models import Assurance, Consent, Customer, Identity, RecordValue, Touchpoint
from customers.provenance import Source
from tests.cast import Desk

APP = Source("app", Assurance.AUTHENTICATED, "app")


@pytest.fixture
def three(desk: Desk) -> list[Customer]:
    """Each came by a browser of their own, did something, and said something of themselves."""
    found = [desk.writes(name, sender=desk.sender(name)).customer for name in ("laptop", "phone", "tablet")]
    for number, customer in enumerate(found):
        identity = customer.identities.get()
        consents.say(identity, "news", "granted", consents.Said("form"))
        did(customer, identity, f"{number}")
        provenance.tell(customer, {"address": f"栄 {number}"}, APP)
    return found


def did(customer: Customer, identity: Identity, number: str) -> None:
    Touchpoint.objects.create(
        customer=customer, home=identity.home, identity=identity, source="shop", external_id=number, place="shop",
        kind="order", title=number, at=timezone.now(), received_at=timezone.now(),
    )  # fmt: skip


def belongings(customer: Customer) -> tuple[list[str], int, list[str], str]:
    """What they did, how often they consented, the current address by its rows, and the one of the record."""
    return (
        sorted(Touchpoint.objects.filter(customer=customer).values_list("title", flat=True)),
        Consent.objects.filter(customer=customer).count(),
        list(
            RecordValue.objects.filter(customer=customer, field="address", standing="current").values_list(
                "value", flat=True
            )
        ),
        Customer.objects.get(pk=customer.pk).address,
    )


def test_what_was_done_allowed_and_recorded_moves_and_comes_back(desk: Desk, three: list[Customer]):
    laptop, phone, _tablet = three
    done = merging.merge(phone, laptop, desk.aya, {"address": "source"})
    assert belongings(laptop) == (["0", "1"], 2, ["栄 1"], "栄 1")
    did(laptop, phone.identities.model.objects.get(home=phone), "later")
    merging.undo(done, desk.aya)
    assert belongings(laptop) == (["0"], 1, ["栄 0"], "栄 0")
    assert belongings(phone) == (["1", "later"], 1, ["栄 1"], "栄 1")


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
def test_chained_merges_give_everything_back_in_any_order(desk: Desk, three: list[Customer], order: tuple[int, ...]):
    laptop, phone, tablet = three
    made = [merging.merge(phone, laptop, desk.aya), merging.merge(laptop, tablet, desk.aya)]
    assert belongings(tablet)[:2] == (["0", "1", "2"], 3)
    for number in order:
        merging.undo(made[number], desk.aya)
    for number, customer in enumerate(three):
        assert belongings(customer) == ([str(number)], 1, [f"栄 {number}"], f"栄 {number}")
