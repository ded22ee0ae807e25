"""What stands behind the figures of this moment: each row leads to its matter."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from callbacks.models import Callback
from conversations.models import Conversation, Promise
from kpis import loading, wall_limits, wall_now
from kpis.measures.history import whole
from kpis.slices import Scope
from kpis.wall_hours import Doors, doors
from kpis.wall_limits import Limits
from omnidesk import keyset

PAGE = 50
# Nobody works through more of what is overdue at one time.
MOST = 200
TITLES: dict[str, str | StrPromise] = {
    "waiting": _("Who waits now"),
    "longest": _("Who waits longest"),
    "overdue": _("What is overdue"),
}


@dataclass(frozen=True)
class Row:
    matter: Conversation
    since: datetime
    # In business time; None = it is told by its day.
    seconds: int | None
    limit: int | None
    about: str
    who: Agent | None
    kind: str
    anchor: str = ""
    # Who answers where the matter has no team.
    team: int | None = None
    # The team that answers is closed, and opens then.
    is_shut: bool = False
    opens: datetime | None = None

    @property
    def is_late(self) -> bool:
        """What has no limit is in the list because it is late."""
        return not self.is_shut and (self.limit is None or (self.seconds or 0) > self.limit)

    def beside(self, hours: Doors) -> "Row":
        team = self.matter.team_id or self.team
        return replace(self, is_shut=True, opens=hours.opening(team)) if hours.is_shut(team) else self


def page(tile: str, agent: Agent, scope: Scope, kind: str = "", after: str = "") -> dict[str, Any]:
    if tile == "overdue":
        return {"rows": overdue(agent, scope), "after": "", "n": None}
    return waiting(agent, scope, kind, after)


def waiting(agent: Agent, scope: Scope, kind: str, after: str) -> dict[str, Any]:
    """Whoever has waited longest comes first."""
    rows = wall_now.waiting(scope, Conversation.objects.visible_to(agent))
    rows = rows.filter(last_channel__kind=kind) if kind else rows
    n = rows.count()
    since, pk = keyset.read(after)
    if since is not None:
        rows = rows.filter(Q(waiting_since__gt=since) | Q(waiting_since=since, pk__gt=pk))
    related = ("customer", "assignee", "last_channel", "team")
    found = list(rows.select_related(*related).order_by("waiting_since", "pk")[: PAGE + 1])
    world, limits = loading.world(), wall_limits.known()
    shown = [waited(row, whole(world.clock(row.team_id, since_of(row), world.now)), limits) for row in found[:PAGE]]
    hours = doors(world.now)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {
        "rows": [row.beside(hours) for row in shown],
        "after": keyset.written(since_of(last), last.pk) if last else "",
        "n": n,
    }


def since_of(row: Conversation) -> datetime:
    return row.waiting_since or row.opened_at


def waited(row: Conversation, seconds: int, limits: Limits) -> Row:
    channel = row.last_channel
    limit = limits.seconds(channel, row.team_id)
    kind = channel.kind if channel else ""
    return Row(row, since_of(row), seconds, limit, row.title or row.preview, row.assignee, kind)


def overdue(agent: Agent, scope: Scope) -> list[Row]:
    now, related = timezone.now(), ("conversation__customer", "conversation__team", "owner")
    seen = Conversation.objects.visible_to(agent).values("pk")
    promises = wall_now.promises_overdue(scope, now).filter(conversation__in=seen)
    callbacks = wall_now.callbacks_overdue(scope, now).filter(conversation__in=seen)
    found = [promised(row) for row in promises.select_related(*related).order_by("due_at", "pk")[:MOST]]
    found += [wished(row) for row in callbacks.select_related(*related).order_by("due_at", "pk")[:MOST]]
    hours = doors(now)
    return [row.beside(hours) for row in sorted(found, key=lambda row: row.since)]


def promised(row: Promise) -> Row:
    anchor = f"#message-{row.message_id}" if row.message_id else ""
    return Row(row.conversation, row.due_at or row.created_at, None, None, row.text, row.owner, "", anchor)


def wished(row: Callback) -> Row:
    return Row(row.conversation, row.due_at, None, None, str(_("Callback")), row.owner, "phone", team=row.team_id)
