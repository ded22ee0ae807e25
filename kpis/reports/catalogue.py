"""Which reports there are, in which order, and how each is shown."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kpis.definitions import DEFINITIONS

TIMES = (
    "frt", "frt_message", "frt_opened", "nrt", "nrt_median", "nrt_worst", "wait", "offer", "resolution_first",
    "resolution_full", "handle", "handle_phone",
)  # fmt: skip
SHARES = ("asked_again", "fcr", "reopen", "one_touch", "repeat", "switch", "promise", "said_again")
COUNTS = ("opened", "resolved")
SURVEYS = ("csat", "nps", "ces")
PURCHASES = ("retention", "churn", "repeat_purchase", "clv", "clv_cohort")
# What is shown under another's heading, by a choice on its page.
UNDER = {
    "frt_message": "frt", "frt_opened": "frt", "nrt_median": "nrt", "nrt_worst": "nrt",
    "churn": "retention", "clv_cohort": "clv", "contribution_position": "contribution",
    "contribution_shapley": "contribution",
}  # fmt: skip
CHOICES = {
    "frt": (
        ("frt", pgettext_lazy("measure", "From reaching a team")),
        ("frt_message", pgettext_lazy("measure", "From the first message")),
        ("frt_opened", pgettext_lazy("measure", "From creation")),
    ),
    "nrt": (
        ("nrt", pgettext_lazy("measure", "Each reply")),
        ("nrt_median", pgettext_lazy("measure", "Median of the matter")),
        ("nrt_worst", pgettext_lazy("measure", "Longest of the matter")),
    ),
    "retention": (("retention", _("Retention")), ("churn", _("Churn"))),
    "clv": (("clv", pgettext_lazy("worth", "Simple")), ("clv_cohort", pgettext_lazy("worth", "By cohort"))),
    "contribution": (
        ("contribution", pgettext_lazy("split", "Equally")),
        ("contribution_position", pgettext_lazy("split", "By position")),
        ("contribution_shapley", pgettext_lazy("split", "By Shapley")),
    ),
}
# The page of all of them, which goes out by mail like a report.
OVERVIEW = "overview"
KINDS: dict[str, str] = {
    **dict.fromkeys(TIMES, "times"),
    **dict.fromkeys(SHARES, "shares"),
    **dict.fromkeys(COUNTS, "volume"),
    **dict.fromkeys(SURVEYS, "marks"),
    "offer": "telephone",
    "backlog": "backlog",
    "effectiveness": "matrix",
    "stress": "stress",
    "self_service": "self_service",
    "cost_per_contact": "costs",
    "retention": "kept",
    "churn": "kept",
    "repeat_purchase": "repeated",
    "clv": "worth",
    "clv_cohort": "worth",
    **dict.fromkeys(("contribution", "contribution_position", "contribution_shapley"), "contributed"),
    "parity": "parity",
    "scorecard_4c": "four_cs",
}

# Whose pages say what changed since the days before.
COMPARING = frozenset({
    "times", "shares", "volume", "marks", "telephone", "stress", "costs", "kept", "repeated", "contributed", "parity",
    "four_cs",
})  # fmt: skip


@dataclass(frozen=True)
class Group:
    name: Any
    measures: tuple[str, ...]


GROUPS = (
    Group(_("Waiting and working"), tuple(one for one in TIMES if one not in UNDER)),
    Group(_("What became of it"), (*SHARES, "self_service", "stress")),
    Group(_("How much there is"), (*COUNTS, "backlog")),
    Group(_("What customers say"), SURVEYS),
    Group(_("Channels"), ("effectiveness", "parity", "contribution", "cost_per_contact")),
    Group(_("Customers and their worth"), ("retention", "repeat_purchase", "clv")),
    Group(_("All in all"), ("scorecard_4c",)),
)


def may_be_mailed(measure: str) -> bool:
    return measure in KINDS or measure == OVERVIEW


def address(measure: str) -> str:
    return reverse("reports") if measure == OVERVIEW else reverse("report", args=[measure])


def name(measure: str) -> str:
    return str(DEFINITIONS[UNDER.get(measure, measure)].name)


def full_name(measure: str) -> str:
    """With the choice, where it is not the first of its page: 初回応答時間: 最初のメッセージから."""
    if measure == OVERVIEW:
        return gettext("All headline figures")
    chosen = dict(choices(measure)).get(measure)
    return f"{name(measure)}: {chosen}" if measure in UNDER and chosen else name(measure)


def choices(measure: str) -> tuple[tuple[str, Any], ...]:
    return CHOICES.get(UNDER.get(measure, measure), ())
