"""What stands beside the figures of a report: the goals of this very slice, and what happened on its days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext

from kpis import aims, live_aims
from kpis.models import DayNote, Goal

if TYPE_CHECKING:
    from kpis.goals.standing import Held
    from kpis.reports.over_time import Place


@dataclass(frozen=True)
class Remark:
    """A note with its number on the axis."""

    number: int
    note: DayNote
    may_edit: bool


@dataclass(frozen=True)
class Beside:
    held: tuple["Held", ...] = ()
    # Of the same measure, of other teams, channels or clocks.
    others: int = 0
    remarks: tuple[Remark, ...] = ()
    # (which figure, where its goal is set)
    new_goals: tuple[tuple[str, str], ...] = ()
    new_note: str = ""

    @property
    def goals(self) -> list[Goal]:
        return [one.goal for one in self.held]

    @property
    def sentences(self) -> list[tuple["Held", str]]:
        """Each goal with where it stands, and in words."""
        return [(one, sentence(one.goal)) for one in self.held]

    @property
    def targets(self) -> list[dict[str, Any]]:
        """As charts draw them: {"value": 600, "says": "目標 p90 ≤ 10:00"}."""
        return [{"value": goal.target, "says": line_words(goal)} for goal in self.goals]

    def targets_of(self, measure: str) -> list[dict[str, Any]]:
        """Of a report of several figures, those of the one that is drawn."""
        return [{"value": goal.target, "says": line_words(goal)} for goal in self.goals if goal.measure == measure]

    def marks(self, places: Sequence["Place"]) -> list[dict[str, Any]]:
        """As charts draw them: each at the first place that it touches, and above those that stand there already."""
        found: list[dict[str, Any]] = []
        for remark in self.remarks:
            place = next((one for one in places if touches(remark.note, one.first, one.last)), None)
            if place:
                level = sum(one["label"] == place.label for one in found)
                found.append({"label": place.label, "number": str(remark.number), "level": level})
        return found


def touches(note: DayNote, first: date, last: date) -> bool:
    return note.first <= last and note.last >= first


def sentence(goal: Goal) -> str:
    """Above a report of several figures it says which one."""
    if goal.measure not in live_aims.LIVE:
        return line_words(goal)
    return pgettext("measure", "Goal %(target)s") % {"target": f"{aims.name(goal)} {aims.target_words(goal)}"}


def line_words(goal: Goal) -> str:
    percent = f"p{goal.percent} " if goal.percent else ""
    return pgettext("measure", "Goal %(target)s") % {"target": f"{percent}{aims.target_words(goal)}"}
