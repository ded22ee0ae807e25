"""The goals an agent sees, each with where it stands; the closed ones with what came of them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.http import urlencode

from agents.access import can
from agents.models import Agent
from kpis import live_aims
from kpis.goals.standing import Held
from kpis.models import Goal
from kpis.paged import paged
from kpis.slices import today
from kpis.standing import NOTHING, Standing, standings

# On one page.
MOST = 100


def seen_by(agent: Agent) -> QuerySet[Goal]:
    rows: QuerySet[Goal] = Goal.objects.visible_to(agent)
    return rows.select_related("team", "channel", "owner", "closed_by")


def page(agent: Agent, measure: str, after: str, *, closed: bool) -> dict[str, Any]:
    rows = seen_by(agent).filter(measure__in=live_aims.of_report(measure)) if measure else seen_by(agent)
    asked = urlencode([(name, value) for name, value in (("measure", measure), ("closed", closed and "yes")) if value])
    shown = {"closed": closed, "measure": measure, "asked": asked, "may_edit": can(agent, "figures.goals")}
    if closed:
        found, more = paged(rows.exclude(closed_at=None).order_by("-closed_at", "-pk"), after, MOST)
        return shown | {"held": of(found, []), "more": more}
    found, more = paged(rows.filter(closed_at=None).order_by("due_on", "pk"), after, MOST)
    return shown | {"held": of(found, standings(found)), "more": more}


def of(goals: list[Goal], now: list[Standing]) -> list[Held]:
    """Of closed goals only what was written is told: their figures were of then."""
    day = today()
    return [Held(goal, now[number] if now else NOTHING, day) for number, goal in enumerate(goals)]
