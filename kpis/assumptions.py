"""Entering and removing what costs are reckoned with; who did it, and what it was before, is kept."""

from datetime import date
from typing import Any

from django.db import transaction

from agents.audit import audit
from agents.models import Agent
from kpis.models import CostAssumptions

FIELDS = ("hourly_rate", "paid_hours", "licences", "fees", "retention", "interest", "margin")


@transaction.atomic
def enter(since: date, told: dict[str, Any], by: Agent, ip: str | None) -> CostAssumptions:
    """Replaces those of the same day."""
    before = CostAssumptions.objects.select_for_update().filter(since=since).first()
    values = {name: told[name] for name in FIELDS}
    was = plain(before) if before else {}
    row, is_new = CostAssumptions.objects.update_or_create(since=since, defaults=values | {"changed_by": by})
    now = plain(row)
    changed = {name: [was.get(name), now[name]] for name in FIELDS if was.get(name) != now[name]}
    if changed:
        audit(by, "costs.entered" if is_new else "costs.changed", row, ip, since=str(since), changed=changed)
    return row


@transaction.atomic
def remove(row: CostAssumptions, by: Agent, ip: str | None) -> None:
    audit(by, "costs.removed", row, ip, since=str(row.since), was=plain(row))
    row.delete()


def plain(row: CostAssumptions) -> dict[str, Any]:
    """As the record keeps them."""
    values = {name: getattr(row, name) for name in FIELDS}
    return {name: value if isinstance(value, dict) or value is None else float(value) for name, value in values.items()}
