"""Writing, changing and taking away notes on days; every deed is audited, without the words."""

from typing import Any

from django.db import transaction

from agents.audit import audit
from agents.models import Agent
from kpis.models import DayNote


@transaction.atomic
def save(note: DayNote, by: Agent, ip: str | None, changed: list[str]) -> None:
    """`note` as its form left it."""
    is_new = note.pk is None
    if is_new:
        note.made_by = by
    note.save()
    audit(by, "day_note.made" if is_new else "day_note.changed", note, ip, **told(note), fields=sorted(changed))


@transaction.atomic
def remove(note: DayNote, by: Agent, ip: str | None) -> None:
    audit(by, "day_note.removed", note, ip, **told(note))
    note.delete()


def told(note: DayNote) -> dict[str, Any]:
    return {"date": f"{note.first:%Y/%m/%d}", "team": note.team_id, "channel": note.channel_id}
