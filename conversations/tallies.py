"""The counts over the queue, kept as signed steps (see models.Tally), never counted over the matters."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q, Sum

from agents.models import Agent
from conversations.models import Conversation, Tally
from omnidesk.inserting import insert


@dataclass(frozen=True)
class Scope:
    """Where a matter counts: '' = nowhere (closed)."""

    team_id: int | None
    assignee_id: int | None
    bucket: str


def scope(matter: Conversation) -> Scope:
    bucket = "" if not matter.is_open else "snoozed" if matter.snoozed_until else "open"
    return Scope(matter.team_id, matter.assignee_id, bucket)


def move(before: Scope | None, after: Scope | None) -> None:
    """One step down where it was, one step up where it is; in the deed's transaction."""
    if before == after:
        return
    steps = [(before, -1), (after, 1)]
    for at, step in steps:
        if at is not None and at.bucket:
            insert(Tally(team_id=at.team_id, assignee_id=at.assignee_id, bucket=at.bucket, step=step), later=True)


def counts(agent: Agent) -> dict[str, int]:
    """{'mine', 'unassigned', 'team', 'snoozed'}: what the strip over the queue shows this agent."""
    mine = Q(assignee=agent)
    ids = agent.team_keys()
    teams = Q() if agent.role == "admin" else Q(team__in=ids)
    # As in visible_to: what no team has yet is seen by whoever is in one.
    unassigned = teams | Q(team=None) if ids and teams else teams
    found = Tally.objects.aggregate(
        mine=Sum("step", filter=mine & Q(bucket="open")),
        unassigned=Sum("step", filter=unassigned & Q(assignee=None, bucket="open")),
        team=Sum("step", filter=teams & Q(team__isnull=False, bucket="open")),
        snoozed=Sum("step", filter=mine & Q(bucket="snoozed")),
    )
    return {name: max(0, value or 0) for name, value in found.items()}


@transaction.atomic
def fold() -> None:
    """Replace the steps of each scope by their sum. Steps of slower transactions are simply folded next time."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (DELETE FROM conversations_tally RETURNING team_id, assignee_id, bucket, step)
            INSERT INTO conversations_tally (team_id, assignee_id, bucket, step)
            SELECT team_id, assignee_id, bucket, sum(step) FROM gone
            GROUP BY team_id, assignee_id, bucket HAVING sum(step) <> 0
            """
        )


@transaction.atomic
def rebuild() -> None:
    """Count anew over the matters: after a bulk load, and where a test doubts."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE conversations_tally IN EXCLUSIVE MODE")
        cursor.execute("DELETE FROM conversations_tally")
        cursor.execute(
            """
            INSERT INTO conversations_tally (team_id, assignee_id, bucket, step)
            SELECT team_id, assignee_id, CASE WHEN snoozed_until IS NULL THEN 'open' ELSE 'snoozed' END, count(*)
            FROM conversations_conversation
            WHERE status IN ('waiting', 'in_progress', 'awaiting_customer', 'on_hold')
            GROUP BY 1, 2, 3
            """
        )
