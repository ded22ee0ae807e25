"""A call is a message: dialled once, told in any order, and written up by whoever talked."""

from itertools import permutations

import pytest
from django.utils import timezone

from agents.models import Agent
from conversations import calls, delivery, outbox
from conversations.calls import CannotDial, News
from conversations.models import Call, CallOutcome, CallState, Channel, Delivery, Entry, Message, Status
from customers.models import Assurance, Identity, IdentityKind
from tests.cast import Desk

pytestmark = pytest.mark.django_db
HANAKO = "+819012345678"


@pytest.fixture
def phone(desk: Desk) -> Channel:
    desk.aya.telephone = "+819099990001"
    desk.aya.save()
    return Channel.objects.create(kind="phone", name="電話", team=desk.support, settings={"provider": "twilio"})


@pytest.fixture
def number(desk: Desk) -> Identity:
    own = {"kind": IdentityKind.PHONE, "value": HANAKO, "assurance": Assurance.PROVEN}
    return Identity.objects.create(customer=desk.hanako, home=desk.hanako, **own)


@pytest.fixture
def call(desk: Desk, phone: Channel, number: Identity) -> Message:
    return calls.dial(desk.aya, desk.matter, number, phone, key="one")


def test_dialled_twice_with_one_key_is_one_call(desk, phone, number, call):
    again = calls.dial(desk.aya, desk.matter, number, phone, key="one")
    assert again.pk == call.pk
    assert call.delivery == Delivery.QUEUED
    assert Call.objects.get().state == CallState.DIALLING
    assert Entry.objects.filter(kind="dialled", actor=desk.aya, message=call).count() == 1


@pytest.mark.parametrize("known_twice", [False, True])
def test_nobody_is_rung_twice_at_once(desk, phone, number, call, known_twice: bool):
    Agent.objects.filter(pk=desk.tamura.pk).update(telephone="+819099990002")
    desk.tamura.refresh_from_db()
    if known_twice:
        other = desk.writes(sender=desk.sender("hanako-at-work")).customer
        number = Identity.objects.create(customer=other, home=other, kind=IdentityKind.PHONE, value=HANAKO)
    matter = number.customer.conversations.get()
    with pytest.raises(CannotDial, match="すでに発信しています"):
        calls.dial(desk.tamura, matter, number, phone, key="two")
    calls.end_by_hand(desk.aya, call, "no_answer")
    assert calls.dial(desk.tamura, matter, number, phone, key="two")


def test_without_a_telephone_of_ones_own_nothing_rings(desk, phone, number):
    with pytest.raises(CannotDial):
        calls.dial(desk.tamura, desk.matter, number, phone, key="two")
    assert not Call.objects.exists()


def test_a_paused_channel_dials_nobody(desk, phone, number):
    Channel.objects.filter(pk=phone.pk).update(paused_at=timezone.now())
    phone.refresh_from_db()
    with pytest.raises(CannotDial):
        calls.dial(desk.aya, desk.matter, number, phone, key="one")


def test_every_order_of_the_news_ends_the_same(desk, phone, number, call):
    now = timezone.now()
    news = [
        News(CallState.RINGING, at=now),
        News(CallState.TALKING, at=now),
        News(CallState.ENDED, CallOutcome.ANSWERED, now, seconds=0),
        News(CallState.ENDED, CallOutcome.CANCELLED, now),
    ]
    before = {"state": "dialling", "outcome": "", "ringing_at": None, "answered_at": None, "ended_at": None}
    for order in permutations(news):
        Call.objects.filter(pk=call.pk).update(**before)
        for one in (*order, *order):
            calls.heard(call.pk, one)
        found = Call.objects.get(pk=call.pk)
        assert (found.state, found.outcome, found.talked_seconds) == ("ended", "answered", 0)


def test_word_of_a_call_in_doubt_settles_the_doubt(desk, call):
    delivery.mark_unknown(call.pk, "broke")
    calls.heard(call.pk, News(CallState.RINGING, external_id="CA1"))
    call.refresh_from_db()
    assert (call.delivery, call.external_id) == (Delivery.SENT, "CA1")


def test_a_call_that_failed_is_over_and_never_repeated(desk, call):
    delivery.mark_failed(call.pk, "no", permanent=True)
    assert Call.objects.get().outcome == CallOutcome.FAILED
    assert not outbox.retry(call, desk.aya)


def test_who_talked_has_the_matter_and_nobody_waits_any_more(desk, call):
    calls.heard(call.pk, News(CallState.TALKING, agent=desk.aya))
    matter = desk.matter
    assert (matter.status, matter.assignee, matter.waiting_since) == (Status.IN_PROGRESS, desk.aya, None)


def test_written_up_with_an_outcome_and_a_note_without_card_numbers(desk, call):
    assert not calls.wrap_up(desk.aya, call, "settled", "early")
    calls.end_by_hand(desk.aya, call, CallOutcome.ANSWERED)
    assert calls.wrap_up(desk.aya, call, "settled", "カード 4242 4242 4242 4242")
    found = Call.objects.get()
    assert found.wrap_up == "settled"
    assert "4242 4242 4242" not in found.note
    assert found.wrap_up_ended_at >= found.ended_at
