"""Who looks after a matter: a person, a team."""

from django.db import transaction

from agents.models import Agent, Team
from conversations import handing_over, promising, threads
from conversations.changing import change
from conversations.handing_over import AS_BUILT, Passing
from conversations.history import record
from conversations.models import Conversation, Entry, Status


class CannotTake(Exception):
    """The agent may not see the matter, so cannot look after it."""


@transaction.atomic
def assign(
    conversation: Conversation, to: Agent | None, agent: Agent | None, passing: Passing | None = AS_BUILT
) -> Entry | None:
    """Give the matter to somebody (or to nobody); None = they have it already. passing None: nothing is handed over,
    something is taken back."""
    matter = threads.lock(conversation)
    if matter.assignee_id == (to.pk if to else None):
        return None
    if to is not None and not may_take(matter, to):
        raise CannotTake(to.full_name)
    before = matter.assignee_id
    change(matter, assignee=to, **({"status": Status.IN_PROGRESS} if begins(matter, to, agent) else {}))
    entry = record(matter, "assigned", actor=agent, before=before, after=to.pk if to else None)
    if to is not None:
        promising.passed_on(matter, to)
    if passing is not None:
        handing_over.to_agent(matter, entry, before, to, agent, passing)
    return entry


def begins(matter: Conversation, to: Agent | None, agent: Agent | None) -> bool:
    """Who takes a waiting matter for themselves is working on it."""
    return to is not None and agent is not None and to.pk == agent.pk and matter.status == Status.WAITING


def may_take(matter: Conversation, to: Agent) -> bool:
    if not to.is_active:
        return False
    if to.role == "admin" or matter.team_id is None:
        return True
    # Not by a filter: for a list of people their memberships are loaded once.
    return any(membership.team_id == matter.team_id for membership in to.memberships.all())


@transaction.atomic
def move_to_team(
    conversation: Conversation, team: Team | None, agent: Agent | None, passing: Passing | None = AS_BUILT
) -> Entry | None:
    """Hand the matter to another team; whoever is not in it lets go of it."""
    matter = threads.lock(conversation)
    if matter.team_id == (team.pk if team else None):
        return None
    before, assignee = matter.team_id, matter.assignee
    change(matter, team=team)
    lost = assignee is not None and not may_take(matter, assignee)
    if lost:
        change(matter, assignee=None)
    let_go = assignee.pk if lost and assignee else None
    entry = record(matter, "team", actor=agent, before=before, after=matter.team_id, let_go=let_go)
    if passing is not None:
        handing_over.to_team(matter, entry, before, team, agent, passing)
    return entry
