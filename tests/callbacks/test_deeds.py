"""From the wish to the after-call work: every step is a line in the thread and can be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from callbacks import alarm, asking, deeds
from callbacks.asked import Asked, number_of
from callbacks.models import Attempt, Callback, CallbackSettings, State
from conversations.entry_words import words
from conversations.models import Entry
from customers.models import Assurance
from tests.callbacks.conftest import NUMBER
from tests.cast import Desk


def again(callback: Callback) -> Callback:
    return Callback.objects.select_related("conversation").get(pk=callback.pk)


def tried(callback: Callback, desk: Desk, outcome: str = "no_answer") -> Entry:
    deeds.take(again(callback), desk.aya)
    return deeds.settle(again(callback), desk.aya, outcome, "三回鳴らしました")


def test_a_typed_number_proves_nothing(desk: Desk, wanted: Callback):
    assert wanted.identity.assurance == Assurance.CLAIMED
    assert wanted.identity.customer == desk.hanako
    assert number_of("０９０－１２３４－５６７８") == NUMBER


def test_asked_twice_is_one_callback_that_moved(desk: Desk, wanted: Callback, offered):
    moved = asking.ask(desk.matter, Asked(NUMBER, "booked", "widget", at=offered, note="15時以降で"))
    assert Callback.objects.get() == moved == wanted
    assert (moved.call_at, moved.note) == (offered, "15時以降で")


def test_who_keeps_the_place_stands_where_they_waited(desk: Desk):
    since = timezone.now() - timedelta(minutes=40)
    desk.writes(at=since)
    callback = asking.ask(desk.matter, Asked(NUMBER, "keep_place", "widget"))
    assert callback.call_at == since
    assert callback.due_at > timezone.now()


def test_two_who_take_it_at_once_are_told(desk: Desk, wanted: Callback):
    deeds.take(wanted, desk.aya)
    with pytest.raises(deeds.Passed):
        deeds.take(wanted, desk.tamura)


def test_nobody_at_home_means_another_try_in_business_hours(desk: Desk, wanted: Callback):
    tried(wanted, desk)
    callback = again(wanted)
    assert (callback.state, callback.owner, callback.tries) == (State.WAITING, None, 1)
    assert callback.call_at >= wanted.asked_at + timedelta(minutes=60)


def test_after_the_last_try_it_is_given_up(desk: Desk, wanted: Callback):
    CallbackSettings.objects.create(team=desk.support, retries=1)
    tried(wanted, desk)
    tried(wanted, desk, "busy")
    assert again(wanted).state == State.GIVEN_UP
    assert Attempt.objects.filter(callback=wanted).count() == 2


def test_a_wrong_number_is_not_tried_again(desk: Desk, wanted: Callback):
    tried(wanted, desk, "wrong_number")
    assert again(wanted).state == State.GIVEN_UP


def test_who_was_reached_waits_no_more(desk: Desk, wanted: Callback):
    tried(wanted, desk, "reached")
    assert (again(wanted).state, desk.matter.waiting_since) == (State.DONE, None)


def test_every_step_is_a_line_in_words(desk: Desk, wanted: Callback):
    tried(wanted, desk)
    deeds.cancel(again(wanted), desk.aya)
    kinds = list(Entry.objects.filter(kind__startswith="callback").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["callback_asked", "callback_taken", "callback_tried", "callback_cancelled"]
    assert all(words(entry) != entry.kind for entry in Entry.objects.filter(kind__startswith="callback"))


def test_a_cancelled_time_is_free_again_and_an_undo_takes_it_back(desk: Desk, offered):
    desk.writes()
    callback = asking.ask(desk.matter, Asked(NUMBER, "booked", "agent", at=offered))
    entry = deeds.cancel(callback, desk.aya)
    callback.slot.refresh_from_db()
    assert callback.slot.taken == 0
    deeds.undo(entry, desk.aya)
    callback.slot.refresh_from_db()
    assert (again(callback).state, callback.slot.taken) == (State.WAITING, 1)


def test_a_step_on_which_something_was_built_cannot_be_taken_back(desk: Desk, wanted: Callback):
    entry = deeds.take(wanted, desk.aya)
    deeds.release(wanted, desk.aya)
    with pytest.raises(deeds.Passed):
        deeds.undo(entry, desk.aya)


def test_the_alarm_rings_once_for_each_that_is_late(desk: Desk, wanted: Callback):
    Callback.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert (alarm.ring(), alarm.ring()) == (1, 0)
