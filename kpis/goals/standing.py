"""How a goal stands: met or not met only where the whole interval says so."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from kpis import aims, said
from kpis.models import Goal
from kpis.standing import DAYS, Standing

# {state: (tone of its chip, icon, words)}
STATES: dict[str, tuple[str, str, Any]] = {
    "met": ("ok", "check", pgettext_lazy("goal", "Met")),
    "missed": ("bad", "x", pgettext_lazy("goal", "Not met")),
    "near": ("", "circle-dot", pgettext_lazy("goal", "Met, not yet certain")),
    "far": ("warn", "circle-dot", pgettext_lazy("goal", "Not met, not certain")),
    "few": ("", "circle", _("for reference")),
    "nothing": ("", "circle", pgettext_lazy("goal", "Nothing counted")),
}


@dataclass(frozen=True)
class Held:
    """A goal with where it stands today."""

    goal: Goal
    now: Standing
    today: date

    @property
    def name(self) -> str:
        return aims.name(self.goal)

    @property
    def target(self) -> str:
        return aims.target_words(self.goal)

    @property
    def value(self) -> str:
        return aims.say(self.goal, self.now.value)

    @property
    def now_words(self) -> str:
        """The days go with it: a report beside it may be of others."""
        return pgettext("goal", "Last %(days)s days: %(value)s") % {"days": DAYS, "value": self.value}

    @property
    def doubt(self) -> str:
        """Nothing where everything is counted."""
        if self.now.value is None or self.now.is_whole:
            return ""
        return f"95% {aims.say_between(self.goal, self.now.low, self.now.high)}"

    @property
    def n(self) -> str:
        return said.count(self.now.n)

    @property
    def gap(self) -> str:
        return aims.say_gap(self.goal, None if self.now.value is None else self.now.value - self.goal.target)

    @property
    def state(self) -> str:
        return state(self.goal, self.now)

    @property
    def tone(self) -> str:
        return STATES[self.state][0]

    @property
    def icon(self) -> str:
        return STATES[self.state][1]

    @property
    def words(self) -> str:
        return str(STATES[self.state][2])

    @property
    def days_left(self) -> int:
        return (self.goal.due_on - self.today).days

    @property
    def days_over(self) -> int:
        return -self.days_left

    @property
    def report(self) -> str:
        return aims.report_of(self.goal, period="28")


def state(goal: Goal, now: Standing) -> str:
    if now.value is None:
        return "nothing"
    if now.is_small:
        return "few"
    up = aims.more_is_better(goal.measure)
    worst, best = (now.low, now.high) if up else (now.high, now.low)
    if worst is not None and reaches(worst, goal.target, up=up):
        return "met"
    if best is not None and not reaches(best, goal.target, up=up):
        return "missed"
    return "near" if reaches(now.value, goal.target, up=up) else "far"


def reaches(value: float, target: float, *, up: bool) -> bool:
    return value >= target if up else value <= target
