"""What stands beside a report: which goals are of its very slice, which notes have a part in its days."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from agents.access import can
from agents.models import Agent
from kpis import aims, live_aims
from kpis.goals import page as goals_page
from kpis.models import DayNote, Goal
from kpis.reports import catalogue
from kpis.reports.asking import Asked
from kpis.reports.beside import Beside, Remark
from kpis.slices import BUSINESS
from kpis.standing import standings

# More of them hide what they are written on.
MOST_NOTES = 40


def gathered(agent: Agent, asked: Asked) -> Beside:
    goals = list(goals_of(agent, live_aims.of_report(asked.measure)))
    mine = [goal for goal in goals if is_of(goal, asked)]
    may_write = can(agent, "figures.notes")
    return Beside(
        tuple(goals_page.of(mine, standings(mine))) if mine else (),
        len(goals) - len(mine),
        tuple(remarks(agent, asked)),
        tuple(new_goals(asked)) if can(agent, "figures.goals") else (),
        f"{reverse('day-note-new')}?{urlencode({'first': asked.slice.last.isoformat()})}" if may_write else "",
    )


def goals_of(agent: Agent, measures: Iterable[str]) -> Iterable[Goal]:
    rows = Goal.objects.visible_to(agent).filter(measure__in=measures, closed_at=None)
    found: Iterable[Goal] = rows.select_related("owner", "team", "channel").order_by("due_on", "pk")
    return found


def is_of(goal: Goal, asked: Asked) -> bool:
    """Of the very slice; somebody's only team is theirs without being chosen."""
    if asked.slice.is_narrow or not live_aims.is_of(goal, asked):
        return False
    scope = asked.slice.scope
    team = asked.slice.team or (scope.teams[0] if not scope.all_teams and len(scope.teams) == 1 else None)
    channels = (goal.channel_id,) if goal.channel_id else ()
    return goal.team_id == team and channels == asked.slice.channels and goal.clock == asked.slice.clock


def new_goals(asked: Asked) -> Iterator[tuple[str, str]]:
    """(which figure, where a goal for this very view is set)"""
    channel = asked.slice.channels[0] if len(asked.slice.channels) == 1 else None
    clock = BUSINESS if asked.slice.clock == BUSINESS else None
    told: dict[str, Any] = {"team": asked.slice.team, "channel": channel, "clock": clock}
    if asked.is_live:
        told |= {"formula": asked.formula, "limit": asked.limits.within, "short": asked.limits.short}
    known = {name: value for name, value in told.items() if value is not None}
    for measure in live_aims.of_report(asked.measure):
        if measure in aims.MEASURES:
            yield catalogue.name(measure), f"{reverse('goal-new')}?{urlencode({'measure': measure} | known)}"


def remarks(agent: Agent, asked: Asked) -> list[Remark]:
    """From the oldest on, as they stand on the axis."""
    part = asked.slice
    rows = DayNote.objects.visible_to(agent).filter(first__lte=part.last, last__gte=part.first)
    if part.team:
        rows = rows.filter(Q(team=part.team) | Q(team=None))
    if part.channels:
        rows = rows.filter(Q(channel__in=part.channels) | Q(channel=None))
    found = rows.select_related("team", "channel", "made_by").order_by("first", "pk")[:MOST_NOTES]
    mine = set(agent.team_keys())
    return [Remark(number, note, may_edit(agent, note, mine)) for number, note in enumerate(found, start=1)]


def may_edit(agent: Agent, note: DayNote, teams: set[int]) -> bool:
    """As DayNote.objects.open_to, of a note that is already there."""
    if can(agent, "figures.all"):
        return True
    return can(agent, "figures.notes") and (note.team_id in teams or note.made_by_id == agent.pk)
