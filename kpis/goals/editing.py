"""Setting, changing and closing goals; every deed is audited."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from kpis import aims
from kpis.models import Goal


@transaction.atomic
def save(goal: Goal, by: Agent, ip: str | None, changed: list[str]) -> None:
    """`goal` as its form left it."""
    is_new = goal.pk is None
    if is_new:
        goal.made_by = by
    goal.save()
    audit(by, "goal.made" if is_new else "goal.changed", goal, ip, **told(goal), fields=sorted(changed))


@transaction.atomic
def close(goal: Goal, outcome: str, by: Agent, ip: str | None) -> bool:
    """Once, with the words of what came of it. False = somebody was faster."""
    closed = {"closed_at": timezone.now(), "closed_by": by, "outcome": outcome}
    if not Goal.objects.filter(pk=goal.pk, closed_at=None).update(**closed):
        return False
    audit(by, "goal.closed", goal, ip, **told(goal))
    return True


def told(goal: Goal) -> dict[str, Any]:
    return {"name": f"{aims.name(goal)} {aims.target_words(goal)}", "measure": goal.measure, "target": goal.target}
