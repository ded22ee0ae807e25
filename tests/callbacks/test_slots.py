"""Times are cut from the team's calendar, and none is ever given twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from agents import calendars
from callbacks import asking, slots
from callbacks.asked import Asked
from callbacks.models import Callback, CallbackSettings, Slot
from tests.callbacks.conftest import at_once
from tests.cast import Desk


def test_times_lie_in_the_teams_hours_and_on_no_japanese_holiday(desk: Desk):
    own = CallbackSettings(team=desk.support, slot_minutes=60, days_ahead=7)
    desk.support.calendar = calendars.make_default("平日", "Asia/Tokyo")
    # Friday the 20th; Monday the 23rd is 勤労感謝の日.
    found = slots.free(desk.support, datetime(2026, 11, 20, 7, 0, tzinfo=UTC), own)
    days = {timezone.localtime(at).day for at in found}
    assert days == {20, 24, 25, 26, 27}
    assert {timezone.localtime(at).hour for at in found} == set(range(9, 18))


def test_a_full_time_is_offered_no_more_and_refused(desk: Desk, offered):
    Slot.objects.create(team=desk.support, starts_at=offered, taken=2)
    assert offered not in slots.free(desk.support)
    with pytest.raises(slots.Full):
        slots.book(desk.support, offered)


def test_a_time_that_was_never_offered_cannot_be_booked(desk: Desk, offered):
    with pytest.raises(slots.Full):
        slots.book(desk.support, offered + timedelta(minutes=7))


def test_who_moves_to_a_full_time_keeps_the_old_one(desk: Desk, offered):
    desk.writes()
    asking.ask(desk.matter, Asked("+81901234567", "booked", "agent", at=offered))
    later = slots.free(desk.support)[-1]
    Slot.objects.create(team=desk.support, starts_at=later, taken=2)
    with pytest.raises(slots.Full):
        asking.ask(desk.matter, Asked("+81901234567", "booked", "agent", at=later))
    assert Callback.objects.get().slot.starts_at == offered
    assert Slot.objects.get(starts_at=offered).taken == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_exactly_the_capacity(desk: Desk):
    CallbackSettings.objects.create(team=desk.support, capacity=3)
    wanted = slots.free(desk.support)[0]

    def book() -> bool:
        try:
            return bool(slots.book(desk.support, wanted))
        except slots.Full:
            return False

    assert sum(at_once(20, book)) == 3
    assert Slot.objects.get().taken == 3
