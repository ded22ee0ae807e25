"""What an app or a form says of the person: whose record it goes into, and what stands beside it."""

import pytest

from channels_ingest.models import Handoff
from customers import doubles, provenance, rivals
from customers.models import Assurance, Customer, Identity, MergeCandidate, RecordValue
from customers.provenance import Source
from tests.api.conftest import SATO, Caller, connected
from tests.cast import Desk
from tests.channels_ingest.line_account import Account
from tests.channels_ingest.test_form import form as form
from tests.channels_ingest.test_form import send
from tests.channels_ingest.test_handoffs import Box, opened
from tests.channels_ingest.visitor import Browser

WHO = SATO["identity"] | {"postal_code": "460-0008", "address": "名古屋市中区栄 3-12-5", "language": "en"}
GUEST = {"authentication": {"state": "guest"}}


@pytest.fixture
def app(desk: Desk) -> Caller:
    return connected(desk)


def values(customer: Customer, standing: str = "current") -> dict[str, tuple[str, str, int]]:
    rows = RecordValue.objects.filter(customer=customer, standing=standing)
    return {row.field: (row.value, row.source, row.assurance) for row in rows}


def addresses(customer: Customer) -> set[str]:
    return set(customer.identities.filter(kind__in=("email", "phone")).values_list("value", flat=True))


def test_the_app_fills_the_record_of_its_account(desk: Desk, app: Caller):
    customer = opened(desk, app.hand_over(identity=WHO)["token"]).write().customer
    customer.refresh_from_db()
    assert (customer.family_name, customer.given_name, customer.language) == ("佐藤", "花子", "en")
    assert values(customer)["address"] == ("名古屋市中区栄 3-12-5", "app", Assurance.ATTESTED)
    assert values(customer)["family_name"] == ("佐藤", "app", Assurance.ATTESTED)
    assert values(customer, "rival") == {}


def test_what_a_colleague_wrote_or_holds_stays_and_the_app_s_word_stands_beside_it(desk: Desk, app: Caller):
    customer = opened(desk, app.hand_over(identity=WHO)["token"]).write().customer
    customer.refresh_from_db()
    customer.given_name = "華子"
    customer.save()
    provenance.written(customer, ["given_name"], Source("agent", by=desk.aya))
    rivals.pin(customer, "address", desk.aya, "")
    opened(desk, app.hand_over(identity=WHO | {"address": "千種区今池 5-2"})["token"])
    customer.refresh_from_db()
    assert (customer.given_name, customer.address) == ("華子", "名古屋市中区栄 3-12-5")
    assert {name: row[0] for name, row in values(customer, "rival").items()} == {
        "given_name": "花子",
        "address": "千種区今池 5-2",
    }


@pytest.mark.parametrize("name", ["佐藤花子", "花子 佐藤", "サトウ ハナコ", "佐藤　花子", "Hanako SATO"])
def test_a_name_that_is_theirs_in_another_writing_is_no_question(desk: Desk, app: Caller, name: str):
    customer = opened(desk, app.hand_over()["token"]).write().customer
    told = {"family_kana": "さとう", "given_kana": "はなこ", "roman": "Hanako Sato"}
    Customer.objects.filter(pk=customer.pk).update(**told)
    opened(desk, app.hand_over(identity=SATO["identity"] | {"name": name})["token"])
    assert Customer.objects.get(pk=customer.pk).name == "佐藤 花子"
    assert not RecordValue.objects.filter(customer=customer).exclude(standing="current").exists()


def test_a_form_is_a_claim_whose_name_its_own_new_record_takes(form):
    send(form)
    customer = Customer.objects.get(identities__value="hanako@mail.example")
    assert (customer.family_name, customer.given_name) == ("佐藤", "花子")
    assert values(customer)["family_name"] == ("佐藤", "form", Assurance.CLAIMED)


def test_a_form_in_somebody_s_name_fills_nothing_of_whom_we_know(desk: Desk, form):
    form.settings["own"] = [{"label": "ご住所", "key": "address", "required": False}]
    form.save()
    known = Customer.objects.create(family_name="佐藤")
    held = {"kind": "email", "value": "hanako@mail.example", "assurance": Assurance.ATTESTED, "assured_by": "email"}
    Identity.objects.create(customer=known, home=known, **held)
    send(form, name="山田 太郎", own_0="千種区今池 5-2")
    known.refresh_from_db()
    assert (known.name, known.address) == ("佐藤", "")
    assert {name: row[0] for name, row in values(known, "rival").items()} == {
        "family_name": "山田", "given_name": "太郎", "address": "千種区今池 5-2",
    }  # fmt: skip


def test_the_language_of_the_form_s_page_stands_beside_the_one_we_know(desk: Desk, form):
    send(form)
    known = Customer.objects.get(identities__value="hanako@mail.example")
    Identity.objects.filter(customer=known).update(assurance=Assurance.ATTESTED)
    assert "language" not in values(known, "rival")
    send(form, lang="en", topic="Repair", message="It still does not charge.")
    assert values(known, "rival")["language"] == ("en", "form", Assurance.CLAIMED)
    known.refresh_from_db()
    assert known.language == "ja"


def test_a_guest_s_claims_add_nothing_to_the_record_of_somebody_else(desk: Desk, app: Caller):
    box = Box(desk)
    kenichi = box.receives(sender="kenichi@example.com").customer
    name = kenichi.name
    box.receives(sender="kenichi@example.com", text=app.hand_over(identity=WHO, **GUEST)["token"])
    kenichi.refresh_from_db()
    assert (kenichi.name, kenichi.address) == (name, "")
    assert addresses(kenichi) == {"kenichi@example.com"}
    assert not kenichi.facts.filter(source="token", key__in=("name", "email", "phone")).exists()
    assert {row[2] for row in values(kenichi, "rival").values()} == {Assurance.CLAIMED}


def test_a_guest_in_the_chat_of_whom_we_know_leaves_no_address_there(desk: Desk, app: Caller, visitor: Browser):
    known = visitor.write("困っています").customer
    held = {"kind": "email", "value": "kenichi@example.com", "assurance": Assurance.PROVEN, "assured_by": "code"}
    Identity.objects.create(customer=known, home=known, **held)
    visitor.post("handoff/", {"token": app.hand_over(**GUEST)["token"]})
    after = visitor.write("続きです")
    assert after.customer == known
    assert addresses(known) == {"kenichi@example.com"}


def test_an_account_in_other_hands_changes_no_name_and_is_compared(desk: Desk, app: Caller):
    box = Box(desk)
    hanako = box.receives(sender="hanako@example.jp").customer
    Identity.objects.filter(customer=hanako, kind="email").update(assurance=Assurance.ATTESTED)
    kenichi = box.receives(sender="kenichi@example.com").customer
    box.receives(sender="kenichi@example.com", text=app.hand_over()["token"])
    name = kenichi.name
    kenichi.refresh_from_db()
    assert kenichi.name == name
    assert values(kenichi, "rival")["family_name"] == ("佐藤", "app", Assurance.CLAIMED)
    doubles.seek()
    pair = MergeCandidate.objects.get(one=min(hanako.pk, kenichi.pk), other=max(hanako.pk, kenichi.pk))
    assert "together" in {line["reason"] for line in pair.reasons}


def test_the_account_of_another_record_brings_both_to_the_queue_until_told_apart(desk: Desk, app: Caller):
    owner = opened(desk, app.hand_over()["token"]).write().customer
    box = Box(desk)
    kenichi = box.receives(sender="kenichi@example.com").customer
    box.receives(sender="kenichi@example.com", text=app.hand_over()["token"])
    doubles.seek()
    doubles.seek_for(owner)
    assert list(doubles.waiting(kenichi)) == list(doubles.waiting(owner)) == [MergeCandidate.objects.get()]
    client = desk.client(desk.aya)
    assert "同じ引き渡しに両方が示された" in client.get("/customers/duplicates/").content.decode()
    client.post(f"/customers/{owner.pk}/apart/{kenichi.pk}/")
    doubles.seek_for(kenichi)
    assert not MergeCandidate.objects.exists()


def test_an_address_that_the_app_has_seen_them_read_finds_them_the_next_day(desk: Desk, app: Caller):
    customer = opened(desk, app.hand_over(identity=WHO | {"email_verified": True})["token"]).write().customer
    address = customer.identities.get(kind="email")
    assert (address.assurance, address.assured_by) == (Assurance.ATTESTED, "handoff")
    mail = Box(desk).receives(sender="hanako@example.jp", verdict="none")
    assert mail.customer == customer
    assert mail.unverified_sender
    assert "アプリが確認" in desk.client(desk.aya).get(f"/customers/{customer.pk}/").content.decode()


def test_an_address_that_somebody_holds_stays_theirs_whatever_the_app_says(desk: Desk, app: Caller):
    holder = Customer.objects.create(family_name="佐藤")
    held = {"kind": "email", "value": "hanako@example.jp", "assurance": Assurance.PROVEN, "assured_by": "code"}
    Identity.objects.create(customer=holder, home=holder, **held)
    customer = opened(desk, app.hand_over(identity=WHO | {"email_verified": True})["token"]).write().customer
    assert customer != holder
    assert customer.identities.get(kind="email").assurance == Assurance.CLAIMED
    doubles.seek()
    assert doubles.waiting(customer).exists()


@pytest.mark.parametrize("state", [GUEST, {}], ids=["guest", "in other hands"])
def test_an_address_is_vouched_for_beside_an_account_of_its_own_only(desk: Desk, app: Caller, state: dict):
    box = Box(desk)
    kenichi = box.receives(sender="kenichi@example.com").customer
    who = WHO | {"email_verified": True}
    box.receives(sender="kenichi@example.com", text=app.hand_over(identity=who, **state)["token"])
    assert not kenichi.identities.filter(value="hanako@example.jp", assurance__gte=Assurance.ATTESTED).exists()


def test_a_code_that_is_typed_in_practice_is_not_taken(app: Caller, account: Account):
    """It would file what is said for practice with the real customer who holds the account."""
    account.channel.is_practice = True
    account.channel.save()
    said = account.writes(app.hand_over(identity=WHO)["code"])
    assert (said.customer.is_simulated, said.customer.identities.get().kind) == (True, "line")
    assert Handoff.objects.get().taken_at is None
