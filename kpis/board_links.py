"""Links for screens in the room: one opens the wallboard of one scope, without a session, until somebody revokes it.

The link is good only while whoever made it may see that scope themselves: who leaves the team or the company takes
their screens along. It keeps the teams that it was made for: who joins one more has the same screens as before.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from agents.access import can
from agents.audit import audit
from agents.models import Agent, Team
from agents.tokens import hashed, new_token
from kpis.models import BoardLink
from kpis.slices import Scope
from kpis.wall_scopes import scopes, within

# When a screen was last there is written down no more often.
NOTED = timedelta(minutes=5)
MOST = 100


class Refused(ValueError):
    """Not a scope of theirs, or too many links."""


@transaction.atomic
def make(name: str, scope: str, by: Agent, ip: str | None) -> tuple[BoardLink, str]:
    """The link and its token, which is told this once. Raises Refused."""
    if scope not in scopes(by) or BoardLink.objects.filter(revoked_at=None).count() >= MOST:
        raise Refused
    token, kept = new_token()
    row = BoardLink.objects.create(name=name, scope=scope, token_hash=kept, language=by.language, made_by=by)
    audit(by, "wall.link_made", row, ip, name=name, scope=scope)
    return row, token


@transaction.atomic
def revoke(row: BoardLink, by: Agent, ip: str | None) -> bool:
    """False = somebody was faster."""
    rows = BoardLink.objects.filter(pk=row.pk, revoked_at=None)
    if not rows.update(revoked_at=timezone.now(), revoked_by=by):
        return False
    audit(by, "wall.link_revoked", row, ip, name=row.name, scope=row.scope)
    return True


def found(token: str) -> tuple[BoardLink, Scope] | None:
    """Unknown, revoked, and of somebody who may not see it any more, are one and the same to whoever asks."""
    row = BoardLink.objects.select_related("made_by").filter(token_hash=hashed(token), revoked_at=None).first()
    if row is None or not row.made_by.is_active:
        return None
    scope = within(scopes(row.made_by), row.scope)
    return (row, scope) if scope else None


def note(row: BoardLink, now: datetime) -> None:
    """A screen was there."""
    stale = Q(seen_at=None) | Q(seen_at__lt=now - NOTED)
    BoardLink.objects.filter(stale, pk=row.pk).update(seen_at=now)


def seen_by(agent: Agent) -> QuerySet[BoardLink]:
    """One's own, and those of scopes that one may see oneself; who sees all teams sees all screens."""
    rows = BoardLink.objects.all()
    if can(agent, "figures.all"):
        return rows
    mine, kept = scopes(agent), rows.order_by().values_list("scope", flat=True).distinct()
    return rows.filter(Q(made_by=agent) | Q(scope__in=[key for key in kept if within(mine, key)]))


def listed(agent: Agent) -> list[BoardLink]:
    """Those that are good still, the newest first."""
    rows = seen_by(agent).filter(revoked_at=None).select_related("made_by")
    return list(rows.order_by("-made_at", "-pk"))


def named(rows: list[BoardLink], whole: str) -> list[tuple[BoardLink, str]]:
    """Each with the teams whose figures it shows; `whole` = all of them."""
    teams: dict[int, str] = dict(Team.objects.values_list("pk", "name"))
    return [(row, whole if row.scope == "all" else " · ".join(teams_of(row.scope, teams))) for row in rows]


def teams_of(scope: str, teams: dict[int, str]) -> list[str]:
    parts = scope.removeprefix("team-").split(",")
    return [teams[int(part)] for part in parts if part.isdecimal() and int(part) in teams]
