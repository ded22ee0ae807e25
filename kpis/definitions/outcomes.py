"""What became of it: answered or given up, settled, asked again, promised, gone elsewhere."""

from django.utils.translation import gettext_lazy as _

from kpis.definitions.definition import (
    ALWAYS,
    AT_CLOSING,
    AT_END,
    AT_FIRST_CLOSING,
    AT_FIRST_REPLY,
    AT_START,
    EVERYWHERE,
    NO_MACHINES,
    NO_WINDOW,
    NOTHING,
    WILSON,
    Definition,
)  # fmt: skip

COMPLETED = _("The matter is completed.")

OUTCOMES = (
    Definition(
        id="offer", name=_("Calls and chats offered"), unit="share", clock="both",
        formula=_("Answered by a person ÷ calls and chats that waited for one; each with the seconds waited."),
        start=_("The customer rings, or writes first in the chat."),
        end=_("A person answers, or the customer leaves."), attribution=AT_END,
        exclusions=(*EVERYWHERE, "callback", "short"), leaves_out=_("Messages on channels where nobody waits live."),
        window=_("Left at once: under 5 seconds."), interval=WILSON,
        source="Genesys Cloud: help.mypurecloud.com/?p=334996; Amazon Connect: docs.aws.amazon.com/connect",
    ),
    Definition(
        id="fcr", name=_("First contact resolution"), unit="share", clock="none",
        formula=_("Matters settled in one contact, not reopened, no new contact for the same reason ÷ matters."),
        start=COMPLETED, end=_("The window has passed."), attribution=AT_CLOSING, exclusions=EVERYWHERE,
        leaves_out=_("Matters that no person of ours handled, and those whose window is still open."),
        window=_("7 days after completion, on any channel; a contact lasts 24 hours from the first reply."),
        interval=WILSON, source="callcentrehelper.com/first-call-contact-resolution-fcr-208926.htm; wiki.wfmlabs.org",
    ),
    Definition(
        id="reopen", name=_("Reopen rate"), unit="share", clock="none",
        formula=_("Completed matters reopened at least once within 7 days ÷ completed matters."),
        start=COMPLETED, end=_("It is reopened, or 7 days have passed."), attribution=AT_FIRST_CLOSING,
        exclusions=EVERYWHERE, leaves_out=_("A word of thanks that reopens nothing."),
        window=_("7 days after completion; only matters first completed at least that long ago."), interval=WILSON,
        source="Kaizo: support.kaizo.com (360020782518)",
    ),
    Definition(
        id="one_touch", name=_("One-touch resolution"), unit="share", clock="none",
        formula=_("Matters completed with fewer than two replies that the customer can see ÷ completed matters."),
        start=_("The matter is created."), end=COMPLETED, attribution=AT_CLOSING, exclusions=EVERYWHERE,
        leaves_out=NO_MACHINES, window=NO_WINDOW, interval=WILSON,
        source="Zendesk: support.zendesk.com/hc/en-us/articles/4408820618266",
    ),
    Definition(
        id="repeat", name=_("Repeat contact rate"), unit="share", clock="none",
        formula=_("Contacts with an earlier one of the same customer for the same reason, on any channel ÷ contacts."),
        start=_("The earlier contact."), end=_("The customer contacts us again."), attribution=AT_START,
        exclusions=EVERYWHERE, leaves_out=NOTHING, window=_("7 days back."), interval=WILSON, source="",
    ),
    Definition(
        id="asked_again", name=_("Asked-again rate"), unit="share", clock="none",
        formula=_("Matters in which something already told was asked for again ÷ matters handled by a person."),
        start=_("The customer told it: on any channel, to a bot, in a form or by signing in."),
        end=_("An agent or bot asks for it again, or the customer says so."), attribution=AT_FIRST_REPLY,
        exclusions=ALWAYS, leaves_out=_("Findings that a lead marked as wrong."), window=NO_WINDOW,
        interval=WILSON, source="quali-fi.com/learn/customer-effort-score",
    ),
    Definition(
        id="switch", name=_("Channel switch without context"), unit="share", clock="none",
        formula=_("Changes of channel where no card went along or the next reply asked again ÷ changes of channel."),
        start=_("The customer's last word on the earlier channel."),
        end=_("The customer's first word on the next channel."), attribution=AT_END, exclusions=EVERYWHERE,
        leaves_out=NOTHING, window=_("72 hours between the two."), interval=WILSON, source="",
    ),
    Definition(
        id="self_service", name=_("Self-service containment"), unit="share", clock="none",
        formula=_("Sessions completed without a contact afterwards ÷ all sessions."),
        start=_("The first step of the session."), end=_("The last step of the session."),
        attribution=_("The period of the last step, with the channel that the customer turned to next."),
        exclusions=EVERYWHERE, leaves_out=_("Sessions whose 24 hours are not over. Given up is no success."),
        window=_("24 hours after the last step."), interval=WILSON, source="",
    ),
    Definition(
        id="promise", name=_("Promises kept"), unit="share", clock="none",
        formula=_("Promises kept by the time promised ÷ promises due."), start=_("The promise is made."),
        end=_("The time promised."), attribution=_("The period in which it was due, with the agent who promised."),
        exclusions=ALWAYS, leaves_out=_("Promises without a time, not confirmed, or marked as not a promise."),
        window=NO_WINDOW, interval=WILSON, source="",
    ),
)  # fmt: skip
