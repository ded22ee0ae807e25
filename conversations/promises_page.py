"""The page of one's promises: what is late, due today, later, without a time, and what waits to be confirmed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from conversations import promising
from conversations.models import Promise, PromiseState
from conversations.snoozing_times import zone_of

# Nobody has more of them at a time; what is beyond is of no use on one page.
MOST = 200


@dataclass
class Group:
    key: str
    title: "str | StrPromise"
    rows: list[Promise] = field(default_factory=list)


def page(agent: Agent, *, everybody: bool) -> dict[str, Any]:
    """`everybody`: of all matters that this lead may see."""
    rows = promising.visible_to(agent)
    rows = rows if everybody else rows.filter(owner=agent)
    standing = rows.filter(state__in=[PromiseState.FOUND, PromiseState.OPEN])
    standing = standing.select_related("conversation__customer", "owner").order_by(F("due_at").asc(nulls_last=True))
    found = grouped(list(standing[:MOST]), agent)
    return {"groups": found, "everybody": everybody, "rows": rows, "any": any(group.rows for group in found)}


def grouped(rows: list[Promise], agent: Agent) -> list[Group]:
    names = (
        ("late", _("Overdue")),
        ("today", _("Today")),
        ("found", _("To be confirmed")),
        ("later", _("Later")),
        ("open", _("Without a time")),
    )
    groups = {key: Group(key, title) for key, title in names}
    now = timezone.now()
    midnight = (now.astimezone(zone_of(agent)) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    for promise in rows:
        groups[place(promise, now, midnight)].rows.append(promise)
    return [group for group in groups.values() if group.rows]


def place(promise: Promise, now: datetime, midnight: datetime) -> str:
    if promise.state == PromiseState.FOUND:
        return "found"
    if promise.due_at is None:
        return "open"
    if promise.due_at < now:
        return "late"
    return "today" if promise.due_at < midnight else "later"
