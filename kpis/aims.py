"""What a goal or a limit can be set on: which measures, in which unit each is typed, kept and said."""

from typing import Any, Protocol

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from kpis import live_aims, said
from kpis.definitions import DEFINITIONS
from kpis.models import Goal
from kpis.models.of_team import Narrowed
from kpis.reports import catalogue, shown
from kpis.slices import BUSINESS, CALENDAR

PERCENTS = (50, 90)
# How lengths are typed; they are kept in seconds.
LENGTHS = (
    ("s", _("seconds")),
    ("min", _("minutes")),
    ("h", pgettext_lazy("length", "hours")),
    ("day", pgettext_lazy("length", "days")),
)
SECONDS = {"s": 1, "min": 60, "h": 3600, "day": 86400}
KINDS = ("times", "shares", "self_service", "marks", "backlog")
# Every measure that has a direction: the live lines have three in one report. Volume and costs have none of their own.
MEASURES = (*(measure for measure, kind in catalogue.KINDS.items() if kind in KINDS), *live_aims.LIVE)
# A limit has a direction of its own: too many are told of too.
LIMITED = (*MEASURES, *catalogue.COUNTS)


class Aimed(live_aims.Aimed, Protocol):
    """What names a figure: a goal, a rule, an alert."""

    percent: int | None
    clock: str


def is_times(measure: str) -> bool:
    return catalogue.KINDS.get(measure) == "times"


def unit_of(measure: str) -> str:
    """How its value is said: seconds, share, score or count."""
    if is_times(measure):
        return "seconds"
    if catalogue.KINDS.get(measure) in ("backlog", "volume"):
        return "count"
    return "score" if measure == "nps" else "share"


def more_is_better(measure: str) -> bool:
    return not is_times(measure) and measure in shown.BETTER_UP


def has_clock(measure: str) -> bool:
    return is_times(measure) and DEFINITIONS[measure].clock == "both"


def name(row: Aimed) -> str:
    """初回応答時間 p90 (営業時間), サービスレベル (標準の式 · 応答: 0:20以内 · 短時間放棄: 0:05未満)."""
    words = str(DEFINITIONS[row.measure].name)
    if row.measure in live_aims.LIVE:
        return pgettext("measure", "%(name)s (%(limits)s)") % {"name": words, "limits": live_aims.words(row)}
    if row.percent:
        words = f"{words} p{row.percent}"
    return pgettext("measure", "%(name)s (business time)") % {"name": words} if row.clock == BUSINESS else words


def say(row: Aimed, value: float | None) -> str:
    return said.figure(value, unit_of(row.measure), days=row.clock == CALENDAR)


def say_between(row: Aimed, low: float | None, high: float | None) -> str:
    return said.interval(low, high, unit_of(row.measure), row.clock == CALENDAR)


def say_gap(row: Aimed, gap: float | None) -> str:
    """+0:21, −1.3pt: how far from the goal."""
    unit = unit_of(row.measure)
    if unit == "seconds":
        return said.more_time(gap, row.clock == CALENDAR)
    return said.points(gap) if unit == "share" else said.more(gap)


def sign(row: Aimed) -> str:
    return "≥" if more_is_better(row.measure) else "≤"


def target_words(goal: Goal) -> str:
    """≤ 10:00."""
    return f"{sign(goal)} {say(goal, goal.target)}"


def report_of(row: Narrowed, **days: Any) -> str:
    """The report of the very figure."""
    about = {"team": row.team_id, "channel": row.channel_id, "clock": row.clock if row.clock == BUSINESS else None}
    told = {name: value for name, value in (days | about | live_aims.told(row)).items() if value is not None}
    return f"{reverse('report', args=[live_aims.report(row.measure)])}?{urlencode(told)}"
