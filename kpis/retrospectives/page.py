"""The retrospectives an agent sees, newest first, each with links to what was looked at over its very days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from agents.access import can
from agents.models import Agent
from kpis.models import Decision, Retrospective
from kpis.paged import paged
from kpis.reports import catalogue
from kpis.retrospectives.editing import seen_by
from kpis.retrospectives.forms import OVERVIEW
from kpis.slices import today

PAGE = 20


@dataclass(frozen=True)
class Kept:
    row: Retrospective
    today: date

    @property
    def reports(self) -> list[tuple[str, str]]:
        """(name, address); a measure that has no report any more is named by its id."""
        about = {"from": self.row.first.isoformat(), "to": self.row.last.isoformat(), "team": self.row.team_id}
        asked = urlencode({name: value for name, value in about.items() if value is not None})
        known = [measure for measure in self.row.measures if measure == OVERVIEW or measure in catalogue.KINDS]
        return [(name_of(one), f"{address_of(one)}?{asked}") for one in known]

    @property
    def decisions(self) -> list[tuple[Decision, bool]]:
        """With whether it is late."""
        return [(one, one.done_at is None and one.due_on < self.today) for one in self.row.decisions.all()]


def name_of(measure: str) -> str:
    return gettext("Overview") if measure == OVERVIEW else catalogue.name(measure)


def address_of(measure: str) -> str:
    return reverse("reports") if measure == OVERVIEW else reverse("report", args=[measure])


def page(agent: Agent, after: str) -> dict[str, Any]:
    rows = seen_by(agent).select_related("team", "made_by").prefetch_related("decisions__owner", "decisions__done_by")
    found, more = paged(rows.order_by("-held_on", "-pk"), after, PAGE)
    day = today()
    return {
        "kept": [Kept(row, day) for row in found],
        "more": more,
        "may_edit": can(agent, "figures.reviews"),
    }
