"""Recording retrospectives and ticking off what was decided; every deed is audited."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from kpis.models import Decision, Retrospective


def seen_by(agent: Agent) -> QuerySet[Retrospective]:
    rows: QuerySet[Retrospective] = Retrospective.objects.visible_to(agent)
    return rows


@transaction.atomic
def save(row: Retrospective, decisions: Any, by: Agent, ip: str | None, changed: list[str]) -> None:
    """`row` as its form left it, with the lines of what was decided."""
    is_new = row.pk is None
    if is_new:
        row.made_by = by
    row.save()
    decisions.instance = row
    decisions.save()
    told = {"date": f"{row.held_on:%Y/%m/%d}", "decisions": row.decisions.count(), "fields": sorted(changed)}
    audit(by, "retrospective.made" if is_new else "retrospective.changed", row, ip, **told)


@transaction.atomic
def tick(row: Decision, by: Agent, ip: str | None, *, done: bool) -> bool:
    """False = it was so already."""
    rows = Decision.objects.filter(pk=row.pk, done_at__isnull=done)
    if not rows.update(done_at=timezone.now() if done else None, done_by=by if done else None):
        return False
    audit(by, "decision.done" if done else "decision.opened", row, ip, date=f"{row.due_on:%Y/%m/%d}")
    return True
