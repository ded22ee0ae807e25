"""What the demo's customers have told: read by the desk's own rules, from every message, with its place."""

import pytest
from django.db.models import F

from conversations.models import Message
from customers.models import Fact, Pattern, Product

pytestmark = pytest.mark.usefixtures("demo")


def misplaced() -> list[Fact]:
    texts = dict(Message.objects.values_list("pk", "text"))
    placed = Fact.objects.exclude(start=None)
    return [fact for fact in placed if texts[fact.message][fact.start : fact.end][:500] != fact.value]


def test_it_knows_the_catalogue_and_the_companys_numbers():
    assert Product.objects.count() == 24
    assert "かるスイ" in Product.objects.get(code="VX-200").names
    assert Pattern.objects.get(key="order_number").example == "#A-10293"


def test_it_knows_what_thousands_of_messages_told_and_where():
    assert Fact.objects.standing().count() > 2000
    assert {"order_number", "product", "issue", "name", "tried", "available"} <= set(
        Fact.objects.values_list("key", flat=True)
    )
    assert not misplaced()


def test_it_gives_every_fact_the_customer_and_the_matter_of_its_message():
    rows = dict(Message.objects.values_list("pk", "conversation"))
    owners = dict(Message.objects.values_list("pk", "customer"))
    assert all(fact.matter in (None, rows[fact.message]) for fact in Fact.objects.all())
    assert all(fact.customer_id == owners[fact.message] for fact in Fact.objects.all())
    assert not Fact.objects.exclude(home=F("identity__home")).exists()
