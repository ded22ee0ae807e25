"""What each measure says of small stories, worked out by hand."""

from datetime import time

import pytest

from agents.hours import Difference, Schedule
from agents.kept_hours import ALWAYS
from kpis.measures.history import Phoned, Promised, Step
from tests.kpis.story import (
    AYA,
    CHAT,
    LINE,
    MAIL,
    OFFICE,
    PHONE,
    SALES,
    SUPPORT,
    TAMURA,
    TOKYO,
    Told,
    at,
    every,
    one,
    resolves,
    rows,
    world,
)  # fmt: skip

MINUTE, HOUR, DAY = 60, 3600, 86400


def test_a_first_answer_over_a_weekend_and_the_holidays_of_may():
    # Friday 1 May 17:00 to Thursday 7 May 10:00; 4, 5 and 6 May are holidays: one hour, and one hour.
    found = rows(Told(("5/1 17:00", "opened"), ("5/1 17:00", "received"), ("5/7 10:00", "replied")))
    frt = one(found, "frt_message")
    assert frt.seconds == 5 * DAY + 17 * HOUR
    assert frt.business_seconds == 2 * HOUR


def test_an_answer_before_opening_took_no_business_time():
    found = rows(Told(("6/1 22:00", "received"), ("6/2 08:30", "replied")))
    assert one(found, "frt_message").business_seconds == 0


def test_what_a_machine_answered_is_no_answer():
    found = rows(
        Told(
            ("6/1 10:00", "received"),
            ("6/1 10:00:05", "sent_automatically"),
            ("6/1 10:07", "replied", {"actor": TAMURA}),
        )
    )
    frt = one(found, "frt")
    assert (frt.seconds, frt.agent) == (7 * MINUTE, TAMURA)


def test_three_starts_of_the_first_answer():
    # Opened at nine, spoken at ten, in the queue of support at 10:20, answered at 10:30.
    moved = {"before": None, "after": SUPPORT}
    told = ("6/1 09:00", "opened"), ("6/1 10:00", "received"), ("6/1 10:20", "team", moved), ("6/1 10:30", "replied")
    found = rows(Told(*told))
    times = {name: one(found, name).seconds for name in ("frt", "frt_message", "frt_opened")}
    assert times == {"frt": 10 * MINUTE, "frt_message": 30 * MINUTE, "frt_opened": 90 * MINUTE}
    assert one(rows(Told(*told, channel=MAIL)), "frt").seconds == 30 * MINUTE


def test_handing_it_to_another_team_makes_no_wait_shorter():
    moved = {"before": SUPPORT, "after": SALES}
    found = rows(Told(("6/1 10:00", "received"), ("6/1 10:29", "team", moved), ("6/1 10:30", "replied"), team=SALES))
    assert (one(found, "frt").seconds, one(found, "frt").team) == (30 * MINUTE, SALES)


def test_three_messages_are_one_burst_measured_from_the_first():
    found = rows(
        Told(
            ("6/1 10:00", "received"), ("6/1 10:01", "replied"),
            ("6/1 10:10", "received"), ("6/1 10:12", "received"), ("6/1 10:15", "received"), ("6/1 10:20", "replied"),
            ("6/1 10:30", "received"), ("6/1 10:32", "replied"),
        )
    )  # fmt: skip
    assert [row.seconds for row in every(found, "nrt")] == [10 * MINUTE, 2 * MINUTE]
    assert one(found, "nrt_median").seconds == 2 * MINUTE
    assert one(found, "nrt_worst").seconds == 10 * MINUTE


def test_what_we_began_counts_in_no_time_of_ours():
    told = Told(("6/1 10:00", "opened", {"outgoing": True}), ("6/1 10:00", "replied"), ("6/1 11:00", "received"),
                ("6/1 11:30", "replied"))  # fmt: skip
    found = rows(told)
    assert {row.excluded for row in found if row.measure in ("opened", "frt", "frt_message")} == {"ours"}


def test_first_and_full_resolution_of_a_matter_reopened_after_six_days():
    found = rows(
        Told(
            ("6/1 10:00", "received"), ("6/1 10:30", "replied"), resolves("6/1 11:00"),
            ("6/7 10:00", "reopened"), ("6/7 10:00", "received"), ("6/7 12:00", "replied"), resolves("6/7 13:00"),
        )
    )  # fmt: skip
    assert one(found, "resolution_first").seconds == HOUR
    assert one(found, "resolution_full").seconds == 6 * DAY + 3 * HOUR
    assert one(found, "reopen").value == 1
    assert one(found, "fcr").value == 0
    assert len(every(found, "resolved")) == 2


def test_reopened_after_eight_days_the_resolution_had_held():
    found = rows(
        Told(("6/1 10:00", "received"), ("6/1 10:30", "replied"), resolves("6/1 11:00"), ("6/9 11:01", "reopened"))
    )
    assert one(found, "reopen").value == 0
    assert not every(found, "resolution_full")


def test_a_thank_you_reopens_nothing_and_waits_for_nobody():
    found = rows(
        Told(("6/1 10:00", "received"), ("6/1 10:30", "replied"), resolves("6/1 11:00"), ("6/1 12:00", "received"))
    )
    assert one(found, "reopen").value == 0
    assert not every(found, "nrt")


def test_what_a_rule_closed_counts_only_where_it_held():
    told = (
        ("6/1 10:00", "received"),
        ("6/1 10:30", "replied"),
        resolves("6/3 10:30", by=None),
        ("6/5 09:00", "reopened"),
    )
    assert not every(rows(Told(*told)), "resolved")
    assert len(every(rows(Told(*told[:3])), "resolved")) == 1


def test_the_wait_leaves_out_when_it_was_their_turn():
    # Ours 10:00–10:30 and 15:00–15:20; on hold 15:20–16:00; theirs between.
    found = rows(
        Told(
            ("6/1 10:00", "received"), ("6/1 10:30", "replied"), ("6/1 15:00", "received"),
            ("6/1 15:20", "status", {"after": "on_hold", "actor": AYA}), resolves("6/1 16:00"),
        )
    )  # fmt: skip
    assert one(found, "wait").seconds == 90 * MINUTE


def test_a_withdrawn_answer_was_never_given():
    found = rows(
        Told(
            ("6/1 10:00", "received"), ("6/1 10:01", "replied", {"message": 7}),
            ("6/1 10:01:05", "withdrawn", {"message": 7}), ("6/1 10:10", "replied"),
        )
    )  # fmt: skip
    assert one(found, "frt").seconds == 10 * MINUTE


def test_an_undone_resolution_never_was():
    undo = ("6/1 11:00:08", "status", {"after": "in_progress", "undoes": 3, "actor": AYA})
    found = rows(Told(("6/1 10:00", "received"), ("6/1 10:30", "replied"), resolves("6/1 11:00"), undo))
    assert not every(found, "resolved")
    assert not every(found, "reopen")


def test_hours_that_changed_in_the_middle_count_as_they_were_kept():
    # Until Wednesday nine to six, from Wednesday noon on ten to four: 8 h on Tuesday, 3 h + 4 h on Wednesday, 1 h.
    short = Schedule(TOKYO, {weekday: ((time(10), time(16)),) for weekday in range(5)})
    kept = {SUPPORT: [(ALWAYS, OFFICE), (at("6/3 12:00"), short)]}
    found = rows(Told(("6/2 10:00", "received"), ("6/4 11:00", "replied")), world_=world(kept))
    assert one(found, "frt_message").business_seconds == (8 + 3 + 4 + 1) * HOUR


def test_a_matter_handed_over_waits_by_the_hours_of_whoever_has_it():
    night = {SALES: [(ALWAYS, Schedule(TOKYO, {0: ((time(18), time(23)),)}))]}
    moved = {"before": SUPPORT, "after": SALES}
    told = Told(("6/1 17:00", "received"), ("6/1 19:00", "team", moved), ("6/1 20:00", "replied"), team=SALES)
    found = rows(told, world_=world(night))
    # One hour until six with support, one from seven to eight with sales.
    assert one(found, "frt_message").business_seconds == 2 * HOUR


def test_a_closed_date_counts_no_time_and_an_agent_elsewhere_changes_nothing():
    closed = Schedule(TOKYO, OFFICE.weekly, {at("6/2 00:00").date(): Difference("棚卸し")})
    found = rows(Told(("6/1 17:00", "received"), ("6/3 10:00", "replied")), world_=world({SUPPORT: [(ALWAYS, closed)]}))
    assert one(found, "frt_message").business_seconds == 2 * HOUR


@pytest.mark.parametrize(("left", "excluded"), [("10:00:04", "short"), ("10:00:40", "")])
def test_a_visitor_who_leaves(left: str, excluded: str):
    row = one(rows(Told(("6/1 10:00", "received"), (f"6/1 {left}", "visitor_left"))), "offer")
    assert (row.value, row.excluded) == (0, excluded)


def test_a_visitor_who_left_and_spoke_again_was_answered():
    told = ("6/1 10:00", "received"), ("6/1 10:02", "visitor_left"), ("6/1 10:05", "received"), ("6/1 10:06", "replied")
    row = one(rows(Told(*told)), "offer")
    assert (row.value, row.seconds) == (1, 6 * MINUTE)


def test_who_takes_a_callback_has_not_given_up():
    call = Phoned(1, PHONE, None, True, at("6/1 10:00"), ended_at=at("6/1 10:01"))
    told = Told(("6/1 10:00", "received"), ("6/1 10:01", "callback_asked"), channel=PHONE, calls=(call,))
    assert one(rows(told), "offer").excluded == "callback"


def test_a_call_is_talk_and_what_comes_after_it():
    times = at("6/1 10:00:20"), at("6/1 10:05:20"), at("6/1 10:06:20")
    call = Phoned(1, PHONE, AYA, True, at("6/1 10:00"), *times)
    told = Told(("6/1 10:00", "received"), ("6/1 10:00:20", "call_answered"), channel=PHONE, calls=(call,))
    found = rows(told)
    assert one(found, "handle_phone").seconds == 6 * MINUTE
    assert (one(found, "offer").value, one(found, "offer").seconds) == (1, 20)


def test_handling_is_what_somebody_had_before_them_until_it_was_resolved():
    focus = ((AYA, at("6/1 10:00"), at("6/1 10:04")), (TAMURA, at("6/1 10:58"), at("6/1 11:30")))
    told = Told(("6/1 10:00", "received"), ("6/1 10:30", "replied"), resolves("6/1 11:00"), focus=focus)
    assert one(rows(told), "handle").seconds == 6 * MINUTE


def test_a_new_matter_for_the_same_reason_within_a_week_is_a_repeat():
    first = Told(("6/1 10:00", "received"), ("6/1 10:30", "replied"), resolves("6/1 11:00"), labels=frozenset({"配送"}))
    again = Told(("6/5 10:00", "received"), ("6/5 10:30", "replied"), id=2, labels=frozenset({"配送"}))
    other = Told(("6/6 10:00", "received"), id=3, labels=frozenset({"請求"}))
    found = rows(first, again, other)
    assert [row.value for row in every(found, "repeat")] == [0, 1, 0]
    assert one(found, "fcr").value == 0


def test_what_is_said_later_in_an_old_matter_changes_no_earlier_contact():
    first = Told(("1/5 10:00", "received"), ("1/5 10:30", "replied"), ("5/1 10:00", "received"))
    other = Told(("3/1 10:00", "received"), ("3/1 10:30", "replied"), id=2)
    assert [row.value for row in every(rows(first, other), "repeat")] == [0, 0]


def test_who_comes_back_in_an_older_matter_was_not_settled_at_once():
    old = Told(("6/1 10:00", "received"), ("6/1 10:30", "replied"), ("6/6 10:00", "received"))
    settled = Told(("6/3 10:00", "received"), ("6/3 10:30", "replied"), resolves("6/3 11:00"), id=2)
    assert one(rows(old, settled), "fcr").value == 0


def test_a_change_of_channel_without_a_card_lost_what_was_known():
    told = ("6/1 10:00", "received"), ("6/1 12:00", "received", {"channel": MAIL}), ("6/1 12:30", "replied")
    assert one(rows(Told(*told)), "switch").value == 1
    carried = one(rows(Told(*told, cards=(at("6/1 12:00"),))), "switch")
    assert (carried.value, carried.channel, carried.detail) == (0, MAIL, str(CHAT))
    asked = Told(*told, cards=(at("6/1 12:00"),), asked_again=frozenset({3}))
    assert one(rows(asked), "switch").value == 1


def test_a_change_of_channel_after_three_days_is_none():
    told = ("6/1 10:00", "received"), ("6/1 10:30", "replied"), ("6/4 10:01", "received", {"channel": LINE})
    assert not every(rows(Told(*told)), "switch")


def test_a_promise_is_kept_by_its_time_or_not_at_all():
    made = at("6/1 10:00")
    kept, late = (
        Promised(AYA, made, at("6/2 10:00"), at("6/2 09:59")),
        Promised(AYA, made, at("6/3 10:00"), at("6/3 10:01")),
    )
    to_come = Promised(AYA, made, at("6/30 10:00"))
    told = Told(("6/1 10:00", "received"), ("6/1 10:00", "replied"), promises=(kept, late, to_come))
    assert [row.value for row in every(rows(told, world_=world(now="6/10 00:00")), "promise")] == [1, 0]


def test_a_failed_step_and_where_they_turned():
    steps = [Step("address", "2", "ok", at("6/1 09:00")), Step("address", "3", "fail", at("6/1 09:02"))]
    row = one(rows(Told(("6/1 09:10", "received"), channel=LINE), steps=steps), "self_service")
    assert (row.value, row.channel, row.detail) == (0, LINE, "address\t3\tfail")


def test_giving_up_is_no_success_and_coming_through_is():
    alone = rows(steps=[Step("address", "3", "left", at("6/1 09:02"))])
    through = rows(steps=[Step("address", "4", "ok", at("6/1 09:02"))])
    assert [one(found, "self_service").value for found in (alone, through)] == [0, 1]
    assert not rows(steps=[Step("address", "4", "ok", at("6/1 09:02"))], world_=world(now="6/1 20:00"))


@pytest.mark.parametrize("why", ["practice", "spam", "joined", "quiet"])
def test_what_is_no_real_work_changes_no_figure(why: str):
    told = Told(("6/1 10:00", "received"), ("6/1 10:30", "replied"), resolves("6/1 11:00"), excluded=why)
    assert {row.excluded for row in rows(told)} == {why}
