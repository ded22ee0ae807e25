"""What is made of the rows of other measures, or of purchases and costs."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kpis.definitions.definition import (
    ALWAYS,
    AS_CHOSEN,
    EVERYWHERE,
    NO_WINDOW,
    NONE_KNOWN,
    NOTHING,
    STUDENT,
    WILSON,
    Definition,
)  # fmt: skip

RINGS = _("The customer rings, or writes first in the chat.")
FIRST_DAY = _("The first day of the period.")
LAST_DAY = _("The last day of the period.")
PERIOD = _("The period chosen.")
LIVE = (*EVERYWHERE, "callback", "short")
# As kpis.purchases.LOOK_BACK_MONTHS says it.
ACTIVE = _(
    "Active: bought in the last k months, k = twice the median time between purchases, as read in the five years up to "
    "the last day."
)
WHOSE = _(
    "All customers; of chosen teams or channels, or where one sees no more than some teams, those who turned to them "
    "in these days or the five years before."
)
PURCHASES_ONLY = _("Customers of whom no purchase is known.")
LIVE_ONLY = _("Channels where nobody waits live.")

LIVE_LINES = (
    Definition(
        id="service_level", name=_("Service level"), unit="share", clock="calendar",
        formula=_("Answered within Y seconds ÷ (answered + abandoned later than the short limit); or formula 1 to 5."),
        start=RINGS, end=_("A person answers, or the customer leaves."), attribution=AS_CHOSEN, exclusions=LIVE,
        leaves_out=LIVE_ONLY, window=_("Y = 20 seconds; left at once = under 5 seconds. Both can be set."),
        interval=WILSON,
        source="icmi.com/Resources/QueueTips/2005/March/Service-Level-Calculations.aspx; "
        "callcentrehelper.com/service-level-threshold-calculations-206890.htm",
    ),
    Definition(
        id="abandonment", name=_("Abandonment"), unit="share", clock="calendar",
        formula=_("Abandoned before a person answered ÷ (answered + abandoned)."), start=RINGS,
        end=_("The customer leaves."), attribution=AS_CHOSEN, exclusions=LIVE, leaves_out=LIVE_ONLY,
        window=_("Left at once: under 5 seconds."), interval=WILSON,
        source="Genesys Cloud: help.mypurecloud.com; Amazon Connect: docs.aws.amazon.com/connect",
    ),
    Definition(
        id="answer_rate", name=_("Answer rate"), unit="share", clock="calendar",
        formula=_("Answered ÷ (answered + abandoned), however long the wait: 100 − abandonment."), start=RINGS,
        end=_("A person answers."), attribution=AS_CHOSEN, exclusions=LIVE, leaves_out=LIVE_ONLY,
        window=_("Left at once: under 5 seconds."), interval=WILSON,
        source="proseed.co.jp/word/000207; it-trend.jp/callcenter-system/article/245-0013",
    ),
    Definition(
        id="asa", name=_("Average speed of answer"), unit="seconds", clock="calendar",
        formula=_("Waits of all that were answered, added up ÷ answered."), start=RINGS, end=_("A person answers."),
        attribution=AS_CHOSEN, exclusions=LIVE, leaves_out=_("Who was not answered."), window=NO_WINDOW,
        interval=STUDENT, source="Genesys Cloud: help.mypurecloud.com/articles/select-and-manage-metrics",
    ),
    Definition(
        id="aht", name=_("Average handle time"), unit="seconds", clock="calendar",
        formula=_("(Talk + hold + after-call work) ÷ calls, or active time ÷ matters: phone and written apart."),
        start=_("An agent begins to work on it."), end=_("The work on it ends."), attribution=AS_CHOSEN,
        exclusions=ALWAYS, leaves_out=_("Calls that nobody answered."), window=NO_WINDOW, interval=STUDENT,
        source="Genesys Cloud: help.mypurecloud.com; KARTE RightSupport: help.rightsupport.karte.io",
    ),
    Definition(
        id="response_rate", name=_("Response rate"), unit="share", clock="none",
        formula=_("Surveys answered ÷ surveys delivered, for each channel; who did not answer is not known."),
        start=_("The survey is sent."), end=_("The customer answers, or the survey can be answered no more."),
        attribution=AS_CHOSEN, exclusions=ALWAYS, leaves_out=_("Surveys that could not be delivered: shown beside it."),
        window=_("As long as the survey can be answered."), interval=WILSON, source="theknowledgeburrow.com",
    ),
)  # fmt: skip

CUSTOMERS = (
    Definition(
        id="retention", name=_("Retention"), unit="share", clock="calendar",
        formula=_("(Active at the end − new in the period) ÷ active at the start."), start=FIRST_DAY, end=LAST_DAY,
        attribution=WHOSE, exclusions=ALWAYS, leaves_out=PURCHASES_ONLY,
        window=ACTIVE,
        interval=WILSON, source="exprimere.net; forum.enterprisedna.co",
    ),
    Definition(
        id="churn", name=_("Churn"), unit="share", clock="calendar",
        formula=_("Active at the start and no longer at the end ÷ active at the start: 100 − retention."),
        start=FIRST_DAY, end=LAST_DAY, attribution=WHOSE, exclusions=ALWAYS, leaves_out=PURCHASES_ONLY,
        window=ACTIVE,
        interval=WILSON, source="exprimere.net; forum.enterprisedna.co",
    ),
    Definition(
        id="repeat_purchase", name=_("Repeat purchase rate"), unit="share", clock="calendar",
        formula=_("Customers with two purchases or more ÷ customers with at least one."),
        start=_("12 months before the last day."), end=LAST_DAY, attribution=WHOSE, exclusions=ALWAYS,
        leaves_out=PURCHASES_ONLY, window=_("12 months."), interval=WILSON, source="",
    ),
    Definition(
        id="clv", name=_("Customer lifetime value"), unit="yen", clock="calendar",
        formula=_("Margin a year × r ÷ (1 + i − r); or a cohort's margin, discounted, with the rest as a tail."),
        start=_("The first purchase."), end=_("No end: what is yet to come is estimated."), attribution=WHOSE,
        exclusions=ALWAYS, leaves_out=PURCHASES_ONLY,
        window=_("Assumed: r retention, i interest, margin. Shown with it."), interval=NONE_KNOWN,
        source="azcalculator.com (CLV)",
    ),
)  # fmt: skip

CHANNELS = (
    Definition(
        id="cost_per_contact", name=_("Cost per contact"), unit="yen", clock="calendar",
        formula=_("(Paid hours × rate + channel fees + share of the licences) ÷ handled."), start=FIRST_DAY,
        end=LAST_DAY, attribution=_("The channel that it was handled on; written work by handle time."),
        exclusions=ALWAYS, leaves_out=_("Costs that nobody entered."), window=PERIOD, interval=NONE_KNOWN, source="",
    ),
    Definition(
        id="parity", name=_("Quality parity between channels"), unit="share", clock="none",
        formula=_("Best channel − worst channel, of a share such as CSAT or service level."), start=FIRST_DAY,
        end=LAST_DAY, attribution=AS_CHOSEN, exclusions=ALWAYS,
        leaves_out=_("Channels with fewer than 30."), window=PERIOD,
        interval=_("Of the difference at 95%; it does not allow for the choice of the two among many."),
        source="Newcombe 1998",
    ),
    Definition(
        id="scorecard_4c", name=_("4C scorecard"), unit="score", clock="none",
        formula=_("Consistency, continuity, convenience and communication: four parts, never one sum."),
        start=FIRST_DAY, end=LAST_DAY, attribution=AS_CHOSEN, exclusions=ALWAYS,
        leaves_out=_("Parts for which nothing was measured: they stay empty."), window=PERIOD,
        interval=_("Each part shows the figures it is made of, with theirs."), source="",
    ),
    Definition(
        id="contribution", name=_("Contribution of channels"), unit="share", clock="none",
        formula=_("Each outcome is 1, split over the channels that touched it: equally, 40–20–40, or by Shapley."),
        start=_("The first contact of the journey."), end=_("The outcome."), attribution=AS_CHOSEN, exclusions=ALWAYS,
        leaves_out=_("Outcomes that no channel touched."), window=PERIOD,
        interval=_("None: a rule of division, no measurement of cause."), source="Shapley 1953",
    ),
    Definition(
        id="effectiveness", name=_("Channel effectiveness"), unit="score", clock="none",
        formula=_("For each channel: share of contacts, FCR, CSAT and cost, coloured by distance from the median."),
        start=FIRST_DAY, end=LAST_DAY, attribution=AS_CHOSEN, exclusions=ALWAYS, leaves_out=NOTHING, window=PERIOD,
        interval=_("Each figure has its own. A cell with fewer than 30 has no colour."), source="",
    ),
)  # fmt: skip

CLV, CONTRIBUTION = CUSTOMERS[3], CHANNELS[3]
# One measure by other rules of reckoning: each says its own.
RULES = (
    replace(
        CLV, id="clv_cohort", name=_("Customer lifetime value of a cohort"),
        formula=_(
            "Of those who first bought in the period: margin so far, discounted, + a year's margin × r ÷ (1 + i − r)."
        ),
        window=_("All purchases until today. Assumed: r retention, i interest, margin. Shown with it."),
    ),
    replace(
        CONTRIBUTION, id="contribution_position", name=_("Contribution of channels by position"),
        formula=_("Each outcome is 1: 40% to the first contact, 40% to the last, 20% to those between."),
    ),
    replace(
        CONTRIBUTION, id="contribution_shapley", name=_("Contribution of channels by Shapley"),
        formula=_("Each outcome is 1, split by what each channel adds to the others, over every order of them."),
    ),
)  # fmt: skip

COMPOSED = (*LIVE_LINES, *CUSTOMERS, *CHANNELS, *RULES)
