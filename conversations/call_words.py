"""What a call is called: in the row of the queue, in searches and exports, and wherever words must do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.models import CallOutcome, CallState, Direction

COMING: dict[str, str | Promise] = {
    CallOutcome.NONE: _("Incoming call"),
    CallOutcome.ANSWERED: _("Incoming call, answered"),
    CallOutcome.VOICEMAIL: _("Voicemail"),
}
MISSED = _("Missed call")
GOING: dict[str, str | Promise] = {
    CallOutcome.NONE: _("Outgoing call"),
    CallOutcome.ANSWERED: _("Outgoing call, answered"),
    CallOutcome.NO_ANSWER: _("Outgoing call, no answer"),
    CallOutcome.BUSY: _("Outgoing call, busy"),
    CallOutcome.FAILED: _("Outgoing call, failed"),
    CallOutcome.CANCELLED: _("Outgoing call, cancelled"),
    CallOutcome.VOICEMAIL: pgettext_lazy("call", "Outgoing call, voicemail"),
}


def title(direction: str, state: str = CallState.DIALLING, outcome: str = CallOutcome.NONE) -> str:
    if direction == Direction.OUT:
        return str(GOING.get(outcome, GOING[CallOutcome.NONE]))
    if state == CallState.ENDED and outcome not in COMING:
        return str(MISSED)
    return str(COMING.get(outcome, COMING[CallOutcome.NONE]))


def icon(direction: str, outcome: str) -> str:
    if outcome == CallOutcome.VOICEMAIL:
        return "voicemail"
    if outcome == CallOutcome.MISSED:
        return "phone-missed"
    return "phone-outgoing" if direction == Direction.OUT else "phone-incoming"
