"""The telephone itself: a team without a telephone channel dials by hand, and the rest is the same."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agents.models import Agent
from callbacks import deeds, slots
from callbacks.models import Attempt, Callback, Outcome
from conversations import calls, drafting
from conversations.models import CallOutcome, Conversation, Entry, WrapUp

# What each outcome says of the call: how it ended, and what came of it.
SAID: dict[str, tuple[str, str]] = {
    Outcome.REACHED: (CallOutcome.ANSWERED, WrapUp.SETTLED),
    Outcome.GOES_ON: (CallOutcome.ANSWERED, WrapUp.GOES_ON),
    Outcome.CALL_AGAIN: (CallOutcome.ANSWERED, WrapUp.CALL_AGAIN),
    Outcome.NO_ANSWER: (CallOutcome.NO_ANSWER, WrapUp.CALL_AGAIN),
    Outcome.BUSY: (CallOutcome.BUSY, WrapUp.CALL_AGAIN),
    Outcome.VOICEMAIL: (CallOutcome.VOICEMAIL, WrapUp.LEFT_WORD),
    Outcome.OTHER_PERSON: (CallOutcome.ANSWERED, WrapUp.OTHER_PERSON),
    Outcome.FAILED: (CallOutcome.FAILED, WrapUp.CALL_AGAIN),
    Outcome.WRONG_NUMBER: (CallOutcome.ANSWERED, WrapUp.WRONG_NUMBER),
    Outcome.REFUSED: (CallOutcome.ANSWERED, WrapUp.REFUSED),
}


@transaction.atomic
def call(callback: Callback, agent: Agent) -> Attempt:
    """Raises deeds.Passed, and calls.CannotDial where the channel may not call this number: then nothing has begun."""
    attempt, channel = deeds.begin(callback, agent), slots.settings_of(callback.callers).channel
    if channel is not None and attempt.message is None:
        key = f"callback-{callback.pk}-{attempt.pk}"
        attempt.message = calls.dial(agent, attempt.callback.conversation, callback.identity, channel, key=key)
        attempt.save(update_fields=["message"])
    return attempt


@transaction.atomic
def settle(callback: Callback, agent: Agent, outcome: str, note: str) -> Entry:
    """The call in the thread ends with it, where nobody else has told its end, and keeps the note."""
    entry = deeds.settle(callback, agent, outcome, note)
    attempt = Attempt.objects.select_related("message").get(pk=entry.data["attempt"])
    if attempt.message is not None:
        ended, wrapped_up = SAID[outcome]
        calls.end_by_hand(agent, attempt.message, ended, attempt.hung_up_at)
        calls.wrap_up(agent, attempt.message, wrapped_up, note)
    return entry


def draft_farewell(callback: Callback, matter: Conversation, agent: Agent) -> None:
    """In the customer's language, on the channel they wrote on last; what is typed there already stays."""
    channel = matter.last_channel
    if channel is None or matter.drafts.filter(agent=agent, channel=channel).exists():
        return
    with override(matter.customer.language):
        text = _("We tried to call you back but could not reach you. When would be a good time for you?")
    drafting.keep(matter, agent, channel, text, ())
