"""Dialled through a telephone channel: what is told of the call settles the callback, and nobody types it twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callbacks import asking, deeds, following
from callbacks.asked import Asked
from callbacks.models import Attempt, Callback, CallbackSettings, State
from channels_ingest import sending
from conversations import calls
from conversations.models import Call, Channel, Message
from tests.callbacks.conftest import NUMBER
from tests.callbacks.test_deeds import again
from tests.callbacks.test_pages import post
from tests.cast import Desk
from tests.channels_ingest.phone_account import DIALLING, Line, opened


@pytest.fixture
def line(desk: Desk, settings, monkeypatch) -> Iterator[Line]:
    """Callbacks of the team are dialled by Twilio Voice."""
    with opened(desk, settings, monkeypatch) as line:
        CallbackSettings.objects.create(team=desk.support, channel=line.channel, retries=1)
        yield line


@pytest.fixture
def by_hand(desk: Desk) -> Channel:
    """The same team without a provider: agents dial by themselves."""
    own = {"provider": "manual", "number": "+815012345678"}
    channel = Channel.objects.create(kind="phone", name="電話窓口", team=desk.support, settings=own)
    CallbackSettings.objects.create(team=desk.support, channel=channel)
    return channel


def dialled(desk: Desk, wanted: Callback) -> Message:
    """Aya presses the button on the page of callbacks, and the worker comes by."""
    assert post(desk, "callback-attempts", wanted.pk).status_code == 201
    message = Attempt.objects.filter(callback=wanted).latest("pk").message
    sending.deliver(message.pk)
    return message


def come_of(message: Message) -> tuple[str, str, int]:
    following.follow(message.pk)
    callback = again(Callback.objects.get())
    return callback.state, callback.attempts.last().outcome if callback.attempts.exists() else "", callback.tries


def told(desk: Desk, message: Message, how: str) -> None:
    assert post(desk, "call", message.pk, told=how).status_code == 200


@pytest.mark.parametrize(("status", "outcome"), [("no-answer", "no_answer"), ("busy", "busy"), ("failed", "failed")])
def test_whom_the_provider_did_not_reach_is_tried_again_without_a_word(
    line: Line, wanted: Callback, status: str, outcome: str
):
    message = dialled(line.desk, wanted)
    line.tell("customer", message.pk, CallStatus=status)
    assert come_of(message) == ("waiting", outcome, 1)
    assert again(wanted).call_at > timezone.now()
    assert (line.call.wrap_up, line.call.wrap_up_ended_at is not None) == ("call_again", True)


@pytest.mark.parametrize("tries", [1, 2])
def test_who_talked_after_all_is_not_called_again(line: Line, wanted: Callback, tries: int):
    """With one retry the second try was the last, and was given up."""
    for number in range(tries):
        message = dialled(line.desk, wanted)
        line.tell("over", message.pk, DialCallStatus="busy", CallSid=f"CA{number}")
        assert come_of(message) == (("waiting", "given_up")[number], "busy", number + 1)
    line.tell("customer", message.pk, CallStatus="completed", CallDuration="49", CallSid="CA9")
    assert come_of(message) == ("done", "reached", tries)
    assert message.conversation.entries.filter(kind="callback_done").count() == 1
    assert not following.follow(message.pk)


def test_what_a_person_said_is_not_corrected_by_the_provider(line: Line, wanted: Callback):
    message = dialled(line.desk, wanted)
    post(line.desk, "callback-outcome", wanted.pk, outcome="no_answer", note="")
    line.tell("customer", message.pk, CallStatus="completed", CallDuration="9", CallSid="CA9")
    assert come_of(message) == ("waiting", "no_answer", 1)


def test_after_the_last_try_it_is_given_up_and_no_other_call_is_promised(line: Line, wanted: Callback):
    for number in range(2):
        message = dialled(line.desk, wanted)
        line.tell("customer", message.pk, CallStatus="busy", CallSid=f"CA{number}")
        come_of(message)
    assert again(wanted).state == State.GIVEN_UP
    assert Call.objects.latest("pk").wrap_up == ""
    assert len(line.api.said) == 2


def test_who_answered_is_not_settled_until_somebody_says_so(line: Line, wanted: Callback):
    message = dialled(line.desk, wanted)
    line.tell("customer", message.pk, CallStatus="in-progress")
    line.tell("over", message.pk, DialCallStatus="completed", DialCallDuration="61")
    assert come_of(message) == ("talking", "", 0)
    assert post(line.desk, "callback-outcome", wanted.pk, outcome="").status_code == 400


@pytest.mark.parametrize(
    ("said", "state", "outcome"),
    [
        ("settled", "done", "reached"),
        ("goes_on", "done", "goes_on"),
        ("call_again", "waiting", "call_again"),
        ("other_person", "waiting", "other_person"),
        ("refused", "given_up", "refused"),
        ("", "talking", ""),
    ],
)
def test_what_was_said_in_the_thread_is_what_came_of_it(
    desk: Desk, by_hand: Channel, wanted: Callback, said: str, state: str, outcome: str
):
    message = dialled(desk, wanted)
    told(desk, message, "talking")
    told(desk, message, "answered")
    post(desk, "call-wrap-up", message.pk, **{f"wrap-up-{message.pk}": said, f"note-{message.pk}": "部品の件"})
    assert come_of(message)[:2] == (state, outcome)
    if outcome:
        assert Attempt.objects.get().note == "部品の件"


@pytest.mark.parametrize(("outcome", "said"), [("reached", "settled"), ("goes_on", "goes_on")])
def test_what_was_said_beside_the_thread_stands_on_the_call(
    desk: Desk, by_hand: Channel, wanted: Callback, outcome: str, said: str
):
    message = dialled(desk, wanted)
    post(desk, "callback-outcome", wanted.pk, outcome=outcome, note="部品の件")
    call = Call.objects.get(pk=message.pk)
    assert (call.state, call.outcome, call.wrap_up, call.note) == ("ended", "answered", said, "部品の件")
    assert come_of(message) == ("done", outcome, 1)


def test_by_hand_it_is_told_once_too(desk: Desk, by_hand: Channel, wanted: Callback):
    message = dialled(desk, wanted)
    told(desk, message, "no_answer")
    assert come_of(message) == ("waiting", "no_answer", 1)
    assert come_of(message) == ("waiting", "no_answer", 1)


def test_the_call_ends_when_it_was_hung_up_and_not_with_its_note(desk: Desk, by_hand: Channel, wanted: Callback):
    message = dialled(desk, wanted)
    post(desk, "callback-hanging-up", wanted.pk)
    over = Attempt.objects.get().over_at
    post(desk, "callback-outcome", wanted.pk, outcome="reached", note="部品の件")
    call = Call.objects.get(pk=message.pk)
    assert call.ended_at == over < call.wrap_up_ended_at


def test_who_asks_to_be_called_again_is_never_given_up(desk: Desk, by_hand: Channel, wanted: Callback):
    CallbackSettings.objects.update(retries=0)
    deeds.take(wanted, desk.aya)
    deeds.settle(again(wanted), desk.aya, "call_again")
    assert again(wanted).state == State.WAITING


def test_a_call_in_doubt_is_not_dialled_again(line: Line, wanted: Callback):
    line.api.troubles[DIALLING] = ["broken"]
    message = dialled(line.desk, wanted)
    message.refresh_from_db()
    assert message.delivery == "unknown"
    asked = len(line.api.said)
    assert dialled(line.desk, wanted) == message
    deeds.settle(again(wanted), line.desk.aya, "no_answer")
    refused = post(line.desk, "callback-attempts", wanted.pk)
    assert (refused.json()["code"], len(line.api.said)) == ("cannot_dial", asked)
    assert again(wanted).state == State.WAITING


def test_a_call_that_was_refused_was_no_try(line: Line, wanted: Callback):
    line.api.troubles[DIALLING] = [(400, {"code": 21211, "message": "no"}, {})]
    message = dialled(line.desk, wanted)
    assert come_of(message) == ("taken", "", 0)
    assert again(wanted).owner == line.desk.aya
    assert dialled(line.desk, wanted) != message
    assert len(line.api.said) == 1


def test_an_agent_who_did_not_pick_up_has_not_tried_but_talk_may_be_told_late(line: Line, wanted: Callback):
    message = dialled(line.desk, wanted)
    line.tell("agent", message.pk, CallStatus="completed")
    assert come_of(message) == ("talking", "", 0)
    line.tell("customer", message.pk, CallStatus="completed", CallDuration="49", CallSid="CA2")
    Call.objects.update(ended_at=timezone.now() - timedelta(minutes=1))
    assert come_of(message) == ("talking", "", 0)
    Call.objects.update(outcome="cancelled")
    assert following.sweep() == 1
    assert again(wanted).state == State.TAKEN


def test_of_whose_end_no_word_came_the_sweep_knows(line: Line, wanted: Callback):
    message = dialled(line.desk, wanted)
    line.tell("customer", message.pk, CallStatus="busy")
    assert (following.sweep(), following.sweep()) == (1, 0)


def test_what_was_taken_back_stays_so(desk: Desk, by_hand: Channel, wanted: Callback):
    message = dialled(desk, wanted)
    told(desk, message, "busy")
    come_of(message)
    undo = deeds.undo(wanted.conversation.entries.filter(kind="callback_tried").get(), desk.aya)
    assert (undo.kind, following.sweep(), again(wanted).state) == ("callback_undone", 0, State.TALKING)


def test_a_call_of_its_own_is_followed_by_nobody(desk: Desk, by_hand: Channel, wanted: Callback):
    message = calls.dial(desk.aya, desk.matter, wanted.identity, by_hand, key="own")
    calls.end_by_hand(desk.aya, message, "busy")
    assert not following.follow(message.pk)
    assert not following.follow(0)
    asking.ask(desk.matter, Asked(NUMBER, "now", "agent"))
    assert again(wanted).state == State.WAITING


def test_who_dials_by_hand_hangs_up_and_the_provider_s_call_ends_by_itself(line: Line, wanted: Callback):
    message = dialled(line.desk, wanted)
    assert post(line.desk, "callback-hanging-up", wanted.pk).json()["code"] == "passed"
    assert Attempt.objects.get(message=message).hung_up_at is None


def test_nobody_talks_for_less_than_no_time(desk: Desk, by_hand: Channel, wanted: Callback):
    """The end was told first, and that they answered afterwards."""
    message = dialled(desk, wanted)
    assert post(desk, "callback-hanging-up", wanted.pk).status_code == 200
    told(desk, message, "talking")
    assert post(desk, "callback-outcome", wanted.pk, outcome="reached", note="").status_code == 200
    call = Call.objects.get(pk=message.pk)
    assert call.ended_at >= call.answered_at


def test_whose_telephone_it_is_costs_no_further_look(desk: Desk, by_hand: Channel, wanted: Callback):
    with transaction.atomic():
        _matter, held = deeds.lock(again(wanted), State.WAITING)
        with CaptureQueriesContext(connection) as asked:
            assert held.callers == desk.support
            assert held.callers.calendar is None
    assert len(asked) == 0
