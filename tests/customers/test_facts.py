"""What is known of a customer, wherever it came from: the profile, this matter, and the person in any matter."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import override

from conversations.models import Conversation
from customers import facts
from customers.facts import Known
from customers.models import Customer, Fact, Identity
from customers.noting import note
from tests.cast import Desk


def tell(desk: Desk, key: str, value: str, matter: int | None = None, **more: object) -> Fact:
    fact = Fact(
        customer=desk.hanako, home=desk.hanako, key=key, value=value, norm=value, matter=matter, source="message",
        channel_kind="chat", said_at=more.pop("said_at", timezone.now()), **more,
    )  # fmt: skip
    return note([fact])[0]


def known(desk: Desk, matter: int | None = None) -> dict[str, Known]:
    return facts.known(desk.hanako, matter, Conversation.objects.visible_to(desk.aya))


def test_it_knows_the_name_and_the_addresses_of_the_profile(desk: Desk) -> None:
    customer = desk.hanako
    Identity.objects.create(customer=customer, home=customer, kind="phone", value="+819012345678")
    found = known(desk)
    assert found["name"].value == "佐藤 花子"
    assert (found["phone"].norm, found["phone"].fact) == ("+819012345678", None)
    assert "email" not in found


def test_it_knows_what_was_told_in_this_matter_and_of_the_person(desk: Desk) -> None:
    matter = desk.writes().conversation_id
    tell(desk, "product", "VX-200", matter)
    tell(desk, "company", "株式会社ミナト")
    assert {"product", "company"} <= known(desk, matter).keys()
    assert "product" not in known(desk, matter + 1)


def test_it_takes_the_latest_word(desk: Desk) -> None:
    matter = desk.writes().conversation_id
    tell(desk, "product", "VX-100", matter)
    tell(desk, "product", "VX-200", matter)
    assert known(desk, matter)["product"].value == "VX-200"
    assert [fact.value for fact in facts.standing(desk.hanako) if fact.key == "product"] == ["VX-200"]


def test_it_forgets_what_is_out_of_date(desk: Desk) -> None:
    matter = desk.writes().conversation_id
    tell(desk, "available", "午前", matter, expires_at=timezone.now() - timedelta(minutes=1))
    assert "available" not in known(desk, matter)


def test_it_does_not_tell_what_was_said_behind_a_teams_wall(desk: Desk) -> None:
    matter = desk.writes().conversation_id
    tell(desk, "product", "VX-200", matter)
    tell(desk, "company", "株式会社ミナト")
    seen = facts.known(desk.hanako, matter, Conversation.objects.visible_to(desk.emily))
    assert ("product" in seen, "company" in seen) == (False, True)


def test_it_says_in_words_where_it_was_said(desk: Desk) -> None:
    assert desk.hanako
    with override("ja"):
        assert facts.source_words("form") == "Web フォーム"
        assert facts.source_words("message", "line") == "LINE"
        assert facts.as_known(tell(desk, "address", "東京都")).label == "住所"


def test_it_costs_three_statements_however_much_is_known(desk: Desk, django_assert_num_queries) -> None:
    matter = desk.writes().conversation_id
    for number in range(12):
        tell(desk, "tried", f"方法{number}", matter)
    customer = Customer.objects.get(pk=desk.hanako.pk)
    with django_assert_num_queries(3):
        facts.known(customer, matter, [matter])
