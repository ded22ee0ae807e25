"""One number on two records: a claim moves nothing of somebody else's and learns nothing of it; it rings once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agents.models import Membership
from callbacks import asking, slots
from callbacks.asked import Asked
from callbacks.models import Callback, CallbackSettings, Slot
from channels_ingest.webform import sending
from channels_ingest.webform.questions import Questions
from channels_ingest.webform.uploads import Uploads
from conversations import threads
from conversations.entry_words import words
from conversations.models import Channel, Conversation, Entry
from customers.models import Assurance, Identity
from tests.api.conftest import connected
from tests.callbacks.conftest import NUMBER
from tests.callbacks.test_deeds import again
from tests.callbacks.test_doors import Visitor
from tests.cast import Desk
from tests.conversations.test_guard import FETCH


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def other(desk: Desk, wanted: Callback) -> Conversation:
    """Kenichi's, who types the number at which Hanako is to be called."""
    desk.writes(sender=desk.sender("kenichi-browser", "森", "健一"))
    return Conversation.objects.exclude(customer=desk.hanako).get()


def known(matter: Conversation) -> list[Entry]:
    return list(matter.entries.filter(kind="callback_known").order_by("pk"))


def stood_still(wanted: Callback) -> bool:
    now = again(wanted)
    return (now.wish, now.call_at, now.note) == (wanted.wish, wanted.call_at, wanted.note)


def test_a_number_on_two_records_is_called_once_and_a_claim_moves_nothing(wanted: Callback, other, offered: datetime):
    said = Asked(NUMBER, "booked", "widget", offered, note="健一の用件 4111 1111 1111 1111")
    told = asking.ask(other, said)
    assert (told.pk, told.wish, told.call_at) == (None, "booked", offered)
    assert (Callback.objects.get(), Slot.objects.count()) == (wanted, 0)
    assert stood_still(wanted)
    assert not wanted.conversation.entries.filter(kind="callback_moved").exists()
    (line,) = known(other)
    assert "健一の用件" in words(line)
    assert "4111" not in str(line.data)


def test_a_visitor_is_told_their_own_wish_and_no_time_of_the_other_record(desk: Desk, offered, wanted: Callback):
    late = slots.free(desk.support)[3]
    asking.ask(desk.matter, Asked(NUMBER, "booked", "agent", late), desk.aya)
    answer = Visitor(desk).asks()
    assert (answer.status_code, answer.json()["wish"], answer.json()["at"]) == (201, "now", None)
    assert answer.json()["by"] < late.isoformat()
    Slot.objects.create(team=desk.support, starts_at=offered, taken=2)
    assert Visitor(desk).asks(wish="booked", at=offered.isoformat()).json()["code"] == "slot_full"


def test_an_agent_moves_what_they_may_see_and_is_told_of_the_other_record(desk: Desk, wanted: Callback, other, offered):
    Membership.objects.create(agent=desk.emily, team=desk.support)
    address, body = reverse("callbacks-of", args=[other.pk]), {"number": NUMBER, "wish": "booked"}
    CallbackSettings.objects.create(team=desk.english)
    Conversation.objects.filter(pk=wanted.conversation_id).update(team=desk.english)
    answer = desk.client(desk.aya).post(address, {**body, "at": offered.isoformat()}, headers=FETCH)
    assert "別の顧客情報" in answer.json()["words"]
    assert stood_still(wanted)
    assert desk.client(desk.emily).post(address, {**body, "wish": "keep_place"}, headers=FETCH).status_code == 201
    assert again(wanted).wish == "keep_place"
    assert [entry.actor for entry in known(other)] == [desk.aya, desk.emily]


@pytest.mark.parametrize(("through", "moves"), [("widget", True), ("form", False), ("api", False)])
def test_who_is_known_to_hold_the_number_moves_it_in_the_chat(wanted: Callback, other, offered, through, moves):
    own = {"kind": "phone", "value": NUMBER, "assurance": Assurance.ATTESTED}
    Identity.objects.create(customer=other.customer, home=other.customer, **own)
    told = asking.ask(other, Asked(NUMBER, "booked", through, offered, team=other.team))
    assert (told.pk, told.call_at) == (None, offered)
    assert (again(wanted).wish == "booked") is moves


def test_a_system_that_asks_again_is_answered_the_same_and_nothing_is_written_twice(desk: Desk, wanted, offered):
    app = connected(desk, scopes=["callbacks"])
    body = {"number": NUMBER, "name": "森 健一", "external_id": "r-1", "note": "配送の件"}
    Identity.objects.create(customer=(kenichi := desk.writes(sender=desk.sender("k", "森", "健一")).customer),
        home=kenichi, kind="phone", value=NUMBER, assurance=Assurance.ATTESTED)  # fmt: skip
    first, second = app.post("callbacks", body), app.post("callbacks", body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    (line,) = Entry.objects.filter(kind="callback_known")
    assert (line.customer, "配送の件" in words(line)) == (kenichi, True)


@pytest.mark.django_db(transaction=True)
def test_nobody_who_holds_one_record_waits_for_the_other(desk: Desk, wanted: Callback, other):
    def aya_asks() -> Callback:
        try:
            return asking.ask(other, Asked(NUMBER, "keep_place", "agent"), desk.aya)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as colleague, transaction.atomic():
        threads.lock(wanted.conversation)
        assert colleague.submit(aya_asks).result(timeout=60).pk is None
    assert stood_still(wanted)


def test_the_form_waits_for_the_number_before_it_holds_a_customer(desk: Desk, offered):
    form = Channel.objects.create(kind="form", name="お問い合わせ", team=desk.support, settings={"asks": ["phone"]})
    email = {"kind": "email", "value": "h@mail.example", "assurance": Assurance.ATTESTED}
    Identity.objects.create(customer=desk.hanako, home=desk.hanako, **email)
    said = {"email": "h@mail.example", "message": "電話で", "call_back": "now", "phone": "090-1234-5678"}
    right = Questions(form, "ja", said)
    assert right.is_valid()
    with CaptureQueriesContext(connection) as asked:
        sending.send(form, "ja", right, sending.Known(), Uploads(RequestFactory().post("/"), form, takes=False))
    assert Callback.objects.get().conversation.customer == desk.hanako
    steps = [one["sql"] for one in asked]
    number = next(at for at, sql in enumerate(steps) if "advisory" in sql and "callback" in sql)
    assert number < next(at for at, sql in enumerate(steps) if "update_customers_customer" in sql)
