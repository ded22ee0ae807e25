"""What customers say when they are asked."""

from django.utils.translation import gettext_lazy as _

from kpis.definitions.definition import ALWAYS, AT_ANSWER, WALD, WILSON, Definition

ASKED = _("The survey is sent.")
ANSWERED = _("The customer answers, or changes the answer while that is open.")
OPEN_FOR = _("As long as the survey can be answered; the last answer counts.")
NOT_CONFIRMED = _("Links that were only opened: an answer counts once the page confirmed it.")

SURVEYS = (
    Definition(
        id="csat", name=_("Satisfaction (CSAT)"), unit="share", clock="none",
        formula=_("Answers of 4 or 5 ÷ all answers, on a scale from 1 to 5. A 3 is not satisfied."),
        start=ASKED, end=ANSWERED, attribution=AT_ANSWER, exclusions=ALWAYS, leaves_out=NOT_CONFIRMED,
        window=OPEN_FOR, interval=WILSON, source="Delighted: help.delighted.com/article/240-how-is-csat-calculated",
    ),
    Definition(
        id="nps", name=_("Recommendation (NPS)"), unit="score", clock="none",
        formula=_("Share of 9 and 10 − share of 0 to 6. 7 and 8 count among all answers."),
        start=ASKED, end=ANSWERED, attribution=AT_ANSWER, exclusions=ALWAYS, leaves_out=NOT_CONFIRMED,
        window=OPEN_FOR, interval=WALD, source="measuringu.com/nps-three-confidence-intervals (Rocks 2016)",
    ),
    Definition(
        id="ces", name=_("Ease (CES 2.0)"), unit="share", clock="none",
        formula=_("Answers of 5 to 7 ÷ all answers to “It was easy to solve my problem”, from 1 to 7."),
        start=ASKED, end=ANSWERED, attribution=AT_ANSWER, exclusions=ALWAYS,
        leaves_out=_("Answers on the older scale from 1 to 5, where low was good: the two are never mixed."),
        window=OPEN_FOR, interval=WILSON, source="CustomerGauge: support.customergauge.com (5000755869)",
    ),
    Definition(
        id="said_again", name=_("Customers who had to explain again"), unit="share", clock="none",
        formula=_("“Did you have to explain again?” answered with once or more ÷ all answers to it."),
        start=ASKED, end=ANSWERED, attribution=AT_ANSWER, exclusions=ALWAYS,
        leaves_out=_("Surveys without an answer to this question."), window=OPEN_FOR, interval=WILSON,
        source="quali-fi.com/learn/customer-effort-score",
    ),
    Definition(
        id="survey", name=_("Surveys sent"), unit="share", clock="none",
        formula=_("Surveys answered ÷ surveys delivered."), start=ASKED, end=_("The survey can be answered no more."),
        attribution=_("The period in which it was sent, with the channel it went by."), exclusions=ALWAYS,
        leaves_out=_("Surveys that could not be delivered: shown beside it."),
        window=_("As long as the survey can be answered."), interval=WILSON,
        source="theknowledgeburrow.com",
    ),
)  # fmt: skip
