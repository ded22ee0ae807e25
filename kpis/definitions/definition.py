"""What a number says when it is opened, and the sentences that many of them share."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _

# "both": kept as calendar time and as the team's business time. "none": it has no length.
Clock = Literal["both", "calendar", "none"]
Unit = Literal["seconds", "share", "count", "score", "yen"]
Text = str | StrPromise

FIRST = date(2026, 11, 1)


@dataclass(frozen=True)
class Definition:
    """One version of one measure. What changes a number is a new version with its own `since`, never an edit.

    exclusions: values of kpis.models.Excluded, counted beside the number. leaves_out: what is never measured at all.
    """

    id: str
    name: Text
    unit: Unit
    clock: Clock
    formula: Text
    start: Text
    end: Text
    attribution: Text
    exclusions: tuple[str, ...]
    leaves_out: Text
    window: Text
    interval: Text
    source: str
    version: int = 1
    since: date = FIRST


# What is promised, asked or said in a matter begun by us counts as anywhere; what the customer waited for does not.
ALWAYS = ("practice", "demo", "spam", "quiet", "joined")
EVERYWHERE = (*ALWAYS, "ours")

NOTHING = _("Nothing else.")
NO_WINDOW = _("None.")
SAME_MOMENT = _("The same moment.")

AT_END = _("The period in which it ended, with the team and channel of that moment.")
AT_START = _("The period in which it began, with the team and channel of that moment.")
AT_FIRST_REPLY = _("The period of the first reply of a person, with their team.")
AT_ANSWER = _("The period in which the customer answered, with the team, channel and agent asked about.")
AT_FIRST_CLOSING = _("The period in which the matter was first completed, with the team that completed it.")
AT_CLOSING = _("The period in which the matter was last completed, with the team that completed it.")
AS_CHOSEN = _("The period, teams and channels chosen on the page.")

BY_RANK = _("Percentiles by nearest rank; binomial interval at 95%. Fewer than 30: for reference only.")
WILSON = _("Wilson's interval at 95%. Fewer than 30: for reference only, without a rank.")
WALD = _("Adjusted Wald interval at 95%. Fewer than 30: for reference only, without a rank.")
STUDENT = _("Student's interval of the mean at 95%. Fewer than 30: for reference only.")
FULL_COUNT = _("None: everything is counted, nothing is sampled.")
NONE_KNOWN = _("None: it rests on the assumptions that are shown with it.")

NO_MACHINES = _("Bots, automatic replies, internal notes and messages sent by rules are no reply.")
REPLY = _("The first reply of a person that the customer can see.")
