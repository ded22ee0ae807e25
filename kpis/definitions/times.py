"""How long customers wait, and how long we work."""

from django.utils.translation import gettext_lazy as _

from kpis.definitions.definition import (
    ALWAYS,
    AT_CLOSING,
    AT_END,
    AT_START,
    BY_RANK,
    EVERYWHERE,
    FULL_COUNT,
    NO_MACHINES,
    NO_WINDOW,
    NOTHING,
    REPLY,
    SAME_MOMENT,
    Definition,
)  # fmt: skip

ZENDESK_FIRST = "Zendesk: support.zendesk.com/hc/en-us/articles/4408821871642"
ZENDESK_NEXT = "Zendesk: support.zendesk.com/hc/en-us/articles/4408829459866, …/360022367853"
ZENDESK_RESOLUTION = "Zendesk: support.zendesk.com/hc/en-us/articles/4408834848154"
GENESYS_HANDLE = "Genesys Cloud: help.mypurecloud.com/articles/select-and-manage-metrics"

BURST_START = _("The first of the customer's messages that have no answer yet; later ones do not move it.")
BURST_END = _("The next reply of a person that the customer can see.")

TIMES = (
    Definition(
        id="opened", name=_("Contacts received"), unit="count", clock="none",
        formula=_("Matters begun by a customer, on any channel."),
        start=_("The customer's first message, call or form."), end=SAME_MOMENT, attribution=AT_START,
        exclusions=EVERYWHERE, leaves_out=_("What self-service answered without a matter."), window=NO_WINDOW,
        interval=FULL_COUNT, source="",
    ),
    Definition(
        id="resolved", name=_("Matters resolved"), unit="count", clock="none",
        formula=_("Completions; one that follows a reopening counts again."),
        start=_("The matter is completed."), end=SAME_MOMENT, attribution=AT_END,
        exclusions=EVERYWHERE, leaves_out=_("Automatic completion that is followed by a reopening within 7 days."),
        window=_("7 days for automatic completion."), interval=FULL_COUNT, source=ZENDESK_RESOLUTION,
    ),
    Definition(
        id="frt", name=_("First response time"), unit="seconds", clock="both",
        formula=_("First reply of a person − the customer's first message; live: − when it came to a team."),
        start=_("The customer's first message; on live channels when it first came to a team's queue."), end=REPLY,
        attribution=AT_END, exclusions=EVERYWHERE, leaves_out=NO_MACHINES, window=NO_WINDOW, interval=BY_RANK,
        source=f"{ZENDESK_FIRST}; Channel Talk: guide-jp.channel.io/0da0e396",
    ),
    Definition(
        id="frt_message", name=_("First response time from the first message"), unit="seconds", clock="both",
        formula=_("First reply of a person − the customer's first message, with the bot's time."),
        start=_("The customer's first message in the matter."), end=REPLY, attribution=AT_END, exclusions=EVERYWHERE,
        leaves_out=NO_MACHINES, window=NO_WINDOW, interval=BY_RANK, source=ZENDESK_FIRST,
    ),
    Definition(
        id="frt_opened", name=_("First response time from creation"), unit="seconds", clock="both",
        formula=_("First reply of a person − creation of the matter."), start=_("The matter is created."), end=REPLY,
        attribution=AT_END, exclusions=EVERYWHERE, leaves_out=NO_MACHINES, window=NO_WINDOW, interval=BY_RANK,
        source=ZENDESK_FIRST,
    ),
    Definition(
        id="nrt", name=_("Next response time"), unit="seconds", clock="both",
        formula=_("After the first reply: next reply of a person − first of the messages without an answer."),
        start=BURST_START, end=BURST_END, attribution=AT_END, exclusions=EVERYWHERE, leaves_out=NO_MACHINES,
        window=NO_WINDOW, interval=BY_RANK, source=ZENDESK_NEXT,
    ),
    Definition(
        id="nrt_median", name=_("Next response time, median of the matter"), unit="seconds", clock="both",
        formula=_("The median of a matter's next response times: one figure a matter."),
        start=BURST_START, end=BURST_END, attribution=AT_END, exclusions=EVERYWHERE, leaves_out=NO_MACHINES,
        window=NO_WINDOW, interval=BY_RANK, source=ZENDESK_NEXT,
    ),
    Definition(
        id="nrt_worst", name=_("Next response time, longest of the matter"), unit="seconds", clock="both",
        formula=_("The longest of a matter's next response times; agreed response times are held against it."),
        start=BURST_START, end=BURST_END, attribution=AT_END, exclusions=EVERYWHERE, leaves_out=NO_MACHINES,
        window=NO_WINDOW, interval=BY_RANK, source=ZENDESK_NEXT,
    ),
    Definition(
        id="wait", name=_("Time the customer waited"), unit="seconds", clock="both",
        formula=_("Time waiting + in progress + on hold, added up over the matter."),
        start=_("The matter is created or reopened."), end=_("The matter is completed."), attribution=AT_CLOSING,
        exclusions=EVERYWHERE, leaves_out=_("The time in which we waited for the customer."), window=NO_WINDOW,
        interval=BY_RANK, source="Zendesk requester wait time: support.zendesk.com/hc/en-us/articles/5654110765338",
    ),
    Definition(
        id="resolution_first", name=_("Time to first resolution"), unit="seconds", clock="both",
        formula=_("First completion − creation."), start=_("The matter is created."),
        end=_("The matter is completed for the first time."), attribution=AT_END, exclusions=EVERYWHERE,
        leaves_out=_("Automatic completion that is followed by a reopening within 7 days."),
        window=_("7 days for automatic completion."), interval=BY_RANK, source=ZENDESK_RESOLUTION,
    ),
    Definition(
        id="resolution_full", name=_("Time to full resolution"), unit="seconds", clock="both",
        formula=_("Last completion − creation, with every reopening."), start=_("The matter is created."),
        end=_("The matter is completed for the last time."), attribution=AT_END, exclusions=EVERYWHERE,
        leaves_out=_("Automatic completion that is followed by a reopening within 7 days."),
        window=_("7 days for automatic completion."), interval=BY_RANK, source=ZENDESK_RESOLUTION,
    ),
    Definition(
        id="handle", name=_("Handle time, written"), unit="seconds", clock="calendar",
        formula=_("All time an agent was active on the matter, added up, for each resolved matter."),
        start=_("An agent opens the matter and works in it."),
        end=_("The agent goes to another matter, or does nothing for 60 seconds."),
        attribution=AT_CLOSING, exclusions=EVERYWHERE, leaves_out=_("Calls. Never compared with handle time by phone."),
        window=NO_WINDOW, interval=BY_RANK, source=f"{GENESYS_HANDLE}; KARTE RightSupport: help.rightsupport.karte.io",
    ),
    Definition(
        id="handle_phone", name=_("Handle time, phone"), unit="seconds", clock="calendar",
        formula=_("Talk, hold and after-call work of one call."), start=_("The call is answered."),
        end=_("After-call work ends."), attribution=AT_END, exclusions=ALWAYS,
        leaves_out=_("Calls that nobody answered."), window=NO_WINDOW, interval=BY_RANK, source=GENESYS_HANDLE,
    ),
    Definition(
        id="backlog", name=_("Backlog"), unit="count", clock="calendar",
        formula=_("Matters open on the hour, by age: up to 4 h, 4–24 h, 1–3 days, 3–7 days, over 7 days."),
        start=_("The matter is created."), end=_("The hour that is looked at."),
        attribution=_("The hour that is looked at, with the team of that moment."), exclusions=EVERYWHERE,
        leaves_out=NOTHING, window=_("Every hour."), interval=FULL_COUNT, source="",
    ),
)  # fmt: skip
