"""The telephone itself: a team without a telephone channel dials by hand, and the rest is the same."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from agents.models import Agent
from callbacks import deeds
from callbacks.models import Attempt, Callback
from conversations import drafting
from conversations.models import Conversation, Entry


class CannotDial(Exception):
    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = str(reason)


def call(callback: Callback, agent: Agent) -> Attempt:
    return deeds.begin(callback, agent)


def settle(callback: Callback, agent: Agent, outcome: str, note: str) -> Entry:
    return deeds.settle(callback, agent, outcome, note)


def draft_farewell(callback: Callback, matter: Conversation, agent: Agent) -> None:
    """In the customer's language, on the channel they wrote on last; what is typed there already stays."""
    channel = matter.last_channel
    if channel is None or matter.drafts.filter(agent=agent, channel=channel).exists():
        return
    with override(matter.customer.language):
        text = _("We tried to call you back but could not reach you. When would be a good time for you?")
    drafting.keep(matter, agent, channel, text, ())
