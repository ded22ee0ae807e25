"""What is told of the call settles the callback it was made for: nobody types it twice.

The provider tells how it ended, or the agent who dials by hand; and whoever writes the call up in the thread has said
what came of it. Where they talked, nothing is settled until somebody says so.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from callbacks import deeds
from callbacks.models import OPEN, Attempt, Outcome
from conversations import calls, threads
from conversations.models import Call, CallOutcome, CallState, Conversation, Delivery, Entry, WrapUp

# How a call that nobody took ended says all there is to say.
BY_ITSELF: dict[str, str] = {
    CallOutcome.NO_ANSWER: Outcome.NO_ANSWER,
    CallOutcome.BUSY: Outcome.BUSY,
    CallOutcome.FAILED: Outcome.FAILED,
    CallOutcome.VOICEMAIL: Outcome.VOICEMAIL,
}
UNREACHED = (Outcome.NO_ANSWER, Outcome.BUSY, Outcome.FAILED)
WRITTEN_UP: dict[str, str] = {
    WrapUp.SETTLED: Outcome.REACHED,
    WrapUp.GOES_ON: Outcome.GOES_ON,
    WrapUp.CALL_AGAIN: Outcome.CALL_AGAIN,
    WrapUp.LEFT_WORD: Outcome.VOICEMAIL,
    WrapUp.OTHER_PERSON: Outcome.OTHER_PERSON,
    WrapUp.WRONG_NUMBER: Outcome.WRONG_NUMBER,
    WrapUp.REFUSED: Outcome.REFUSED,
}
SETTLED = ("callback_done", "callback_tried", "callback_given_up")
# The end of our own leg may be told before the talk itself is: so long "cancelled" is not believed.
DOUBTED = timedelta(seconds=30)
AT_ONCE = 500


@transaction.atomic
def follow(message_id: int) -> bool:
    """False = there is no callback behind this call, or nothing to settle yet."""
    tries = Attempt.objects.filter(message=message_id, outcome__in=["", *UNREACHED])
    if not tries.exists():
        return False
    matter, message = threads.lock_message(message_id)
    call = Call.objects.get(pk=message_id)
    attempt = tries.select_related("callback__conversation", "agent").last()
    if attempt is None or not call.is_over:
        return False
    try:
        with transaction.atomic():
            if attempt.outcome:
                return corrected(matter, attempt, call)
            if was_never_placed(call, message.delivery):
                deeds.lay_down(attempt)
                return True
            outcome = told(call)
            if not outcome:
                # They talked: the page of callbacks counts the after-call work from now on.
                deeds.tell_hint(matter, attempt.callback)
            return bool(outcome) and settled(attempt, call, outcome)
    except deeds.Passed:
        return False


def corrected(matter: Conversation, attempt: Attempt, call: Call) -> bool:
    """The provider's word that they talked may come last. What a person said came of it is theirs to correct."""
    told = Entry.objects.filter(customer=matter.customer_id, kind__in=SETTLED, at__gte=attempt.began_at)
    by_itself = told.filter(data__attempt=attempt.pk, data__by_itself=True)
    if call.outcome != CallOutcome.ANSWERED or not by_itself.exists():
        return False
    deeds.reached_after_all(attempt)
    calls.wrap_up(attempt.agent, call.message, WrapUp.SETTLED, call.note)
    return True


def was_never_placed(call: Call, delivery: str) -> bool:
    if call.wrap_up:
        return False
    sure = call.by_hand or call.ended_at is None or call.ended_at < timezone.now() - DOUBTED
    return delivery == Delivery.FAILED or (call.outcome == CallOutcome.CANCELLED and sure)


def told(call: Call) -> str:
    """Empty = nobody has said yet what came of it."""
    if call.wrap_up == WrapUp.CALL_AGAIN and call.outcome in BY_ITSELF:
        return BY_ITSELF[call.outcome]
    return WRITTEN_UP.get(call.wrap_up) or BY_ITSELF.get(call.outcome, "")


def settled(attempt: Attempt, call: Call, outcome: str) -> bool:
    by_itself = call.wrap_up_ended_at is None
    entry = deeds.settle(attempt.callback, attempt.agent, outcome, call.note, by_itself=by_itself)
    if by_itself:
        # Whom nobody reached gives nothing to write up.
        wrapped_up = WrapUp.CALL_AGAIN if entry.kind == "callback_tried" else WrapUp.NONE
        calls.wrap_up(attempt.agent, call.message, wrapped_up, call.note)
    return True


def sweep() -> int:
    """Of whose end no word arrived here. What was written up is left: a step that was taken back stays so."""
    over = {"message__call__state": CallState.ENDED, "message__call__wrap_up_ended_at": None}
    rows = Attempt.objects.filter(outcome="", callback__state__in=OPEN, **over)
    waiting = rows.exclude(message__call__outcome=CallOutcome.ANSWERED).values_list("message", flat=True)
    return sum(follow(pk) for pk in list(waiting[:AT_ONCE]) if pk)
