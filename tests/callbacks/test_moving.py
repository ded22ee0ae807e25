"""What becomes of a callback whose matter, customer or caller is moved, joined, blocked or gone."""

import itertools
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from agents.models import Membership
from callbacks import alarm, asking, deeds, dialling, slots, tasks
from callbacks.asked import Asked
from callbacks.models import Attempt, Callback, CallbackSettings, State
from channels_ingest.webform import calling
from conversations import merging, splitting, statuses
from conversations.models import Channel, Conversation, Entry, Message, Status
from customers.models import Identity
from omnidesk.limits import LIMITS
from tests.callbacks.conftest import NUMBER, at_once
from tests.callbacks.test_deeds import again
from tests.cast import Desk
from tests.conversations.test_guard import FETCH


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def test_no_alarm_rings_for_who_was_found_to_be_spam(desk: Desk, wanted: Callback):
    Callback.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    statuses.set_status(desk.matter, Status.SPAM, desk.aya)
    assert alarm.ring() == 0
    statuses.set_status(desk.matter, Status.WAITING, desk.aya)
    assert alarm.ring() == 1


def test_whose_caller_has_gone_home_is_called_by_another(desk: Desk, wanted: Callback):
    deeds.begin(wanted, desk.aya)
    tasks.ring()
    assert again(wanted).owner == desk.aya
    Attempt.objects.update(began_at=timezone.now() - timedelta(hours=3))
    tasks.ring()
    mine = deeds.begin(again(wanted), desk.tamura)
    assert (again(wanted).owner, mine.agent) == (desk.tamura, desk.tamura)


def test_whose_matter_was_joined_is_called_in_the_one_that_goes_on(desk: Desk, wanted: Callback):
    channel = Channel.objects.create(kind="phone", name="電話", team=desk.support, settings={"provider": "manual"})
    CallbackSettings.objects.create(team=desk.support, channel=channel)
    first = desk.writes("別の件です", at=timezone.now() - timedelta(hours=1))
    into = splitting.split(desk.matter, Message.objects.exclude(pk=first.pk).latest("pk"), desk.aya)
    source = Conversation.objects.get(pk=wanted.conversation_id)
    into, source = (into, source) if into.pk != source.pk else (source, into)
    splitting.join(source, into, desk.aya)
    attempt = dialling.call(again(wanted), desk.aya)
    assert attempt.message.conversation_id == into.pk
    dialling.settle(again(wanted), desk.aya, "reached", "")
    into.refresh_from_db()
    assert into.waiting_since is None


def test_who_was_not_reached_after_all_waits_again(desk: Desk, wanted: Callback):
    since = desk.matter.waiting_since
    deeds.take(again(wanted), desk.aya)
    entry = deeds.settle(again(wanted), desk.aya, "reached")
    deeds.undo(entry, desk.aya)
    assert (desk.matter.status, desk.matter.waiting_since) == (Status.WAITING, since)


def test_a_step_is_taken_back_only_by_who_may_see_the_callback(desk: Desk, wanted: Callback):
    entry = deeds.take(wanted, desk.aya)
    Membership.objects.filter(agent=desk.aya).update(team=desk.english)
    assert desk.client(desk.aya).post(reverse("callback-undo", args=[entry.pk]), headers=FETCH).status_code == 404
    Membership.objects.filter(agent=desk.aya).update(team=desk.support)
    elsewhere = Conversation.objects.create(customer=desk.hanako, team=desk.english, opened_at=timezone.now(),
        last_activity_at=timezone.now())  # fmt: skip
    Callback.objects.update(conversation=elsewhere, owner=desk.emily)
    assert desk.client(desk.tamura).post(reverse("callback-undo", args=[entry.pk]), headers=FETCH).status_code == 404


def test_it_goes_home_with_its_number_when_a_merge_is_undone(desk: Desk, wanted: Callback):
    desk.writes(sender=desk.sender("kenichi-browser", "森", "健一"))
    kenichi = Identity.objects.get(value="kenichi-browser").customer
    merge = merging.merge(desk.hanako, kenichi, desk.aya)
    theirs = Conversation.objects.filter(customer=kenichi).earliest("pk")
    Callback.objects.update(conversation=Conversation.objects.filter(customer=kenichi).latest("pk"))
    merging.undo(merge, desk.aya)
    tasks.ring()
    held = again(wanted)
    assert (held.identity.value, held.conversation.customer_id) == (NUMBER, desk.hanako.pk)
    assert theirs.pk == held.conversation_id


def test_a_late_repeat_finds_the_first_though_it_is_done(desk: Desk):
    desk.writes()
    wish = Asked(NUMBER, "now", "widget", external_id="chat:1")
    first = asking.ask(desk.matter, wish)
    deeds.take(first, desk.aya)
    deeds.settle(again(first), desk.aya, "reached")
    assert asking.ask(desk.matter, wish) == first
    assert again(first).state == State.DONE


def test_a_form_that_is_read_again_asks_once_and_the_limit_of_a_number_holds_there_too(desk: Desk):
    CallbackSettings.objects.create(team=desk.support, is_offered=True)
    message = desk.writes()
    for number in range(8):
        calling.ask(message if number < 2 else desk.writes(sender=desk.sender(f"bot-{number}")), NUMBER, "now")
    # The first was read twice, and the others found their number called already.
    told = Entry.objects.filter(kind="callback_known").count()
    assert (Callback.objects.count(), told) == (1, LIMITS["callback.number"].count - 2)


def test_what_was_settled_is_not_opened_again_beside_another_record_s(desk: Desk, wanted: Callback):
    cancelled = deeds.cancel(wanted, desk.aya)
    desk.writes(sender=desk.sender("kenichi-browser", "森", "健一"))
    asking.ask(Conversation.objects.exclude(customer=desk.hanako).get(), Asked(NUMBER, "now", "widget"))
    with pytest.raises(deeds.Passed):
        deeds.undo(cancelled, desk.aya)


def test_a_step_is_taken_back_though_another_record_asked_meanwhile(desk: Desk, wanted: Callback):
    taken = deeds.take(wanted, desk.aya)
    desk.writes(sender=desk.sender("kenichi-browser", "森", "健一"))
    other = Conversation.objects.exclude(customer=desk.hanako).get()
    # Two open callbacks of one number: from a record that was merged, and taken apart again.
    theirs = asking.claimed(other, NUMBER)
    Callback.objects.create(conversation=other, identity=theirs, wish="now", asked_through="form",
        asked_at=timezone.now(), call_at=timezone.now(), due_at=timezone.now())  # fmt: skip
    deeds.undo(taken, desk.aya)
    assert again(wanted).state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_records_that_ask_at_once_are_one_call(desk: Desk):
    desk.writes()
    desk.writes(sender=desk.sender("kenichi-browser", "森", "健一"))
    turns = itertools.cycle(Conversation.objects.all())
    at_once(6, lambda: asking.ask(next(turns), Asked(NUMBER, "now", "widget")))
    assert Callback.objects.count() == 1


def test_whose_matter_it_is_calls_by_their_own_settings(desk: Desk, offered):
    desk.writes()
    CallbackSettings.objects.create(team=desk.english, overdue_minutes=90, slot_minutes=45)
    Conversation.objects.update(team=desk.english)
    callback = asking.ask(desk.matter, Asked(NUMBER, "now", "widget", team=desk.support))
    assert (callback.team, callback.due_at - callback.call_at) == (desk.english, timedelta(minutes=90))
    # What the door offered was promised, though they cut their hours in another way.
    late = slots.free(desk.support)[1]
    assert asking.ask(desk.matter, Asked(NUMBER, "booked", "widget", late, team=desk.support)).call_at == late
    Conversation.objects.update(team=desk.support)
    assert again(callback).callers == desk.support
