"""What is the case this very moment, asked of the live tables: who waits, how long, what is overdue. Plain values only:
they are kept in the cache and said in the reader's language later.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from callbacks.models import Callback
from callbacks.models import State as CallbackState
from conversations import going_live
from conversations.models import Channel, Conversation, Promise, PromiseState
from conversations.models.conversation import OPEN
from conversations.real_work import of_real_work
from kpis.measures.history import World, whole
from kpis.slices import Scope
from kpis.wall_hours import Doors
from kpis.wall_limits import Limits


@dataclass(frozen=True)
class Lane:
    """One kind of channel: how many wait there, and the wait that is furthest over its limit or nearest to it, in
    seconds of business time. From `soon` of a hundred parts of its limit on it is soon.

    shut: how many of them wait for a team that is closed; opens: when the first of these teams is there again. Where
    somebody waits for a team that is at work, that wait is the one told.
    """

    kind: str
    limit: int
    soon: int
    n: int = 0
    alone: int = 0
    longest: int | None = None
    since: str = ""
    shut: int = 0
    opens: str = ""

    @property
    def is_shut(self) -> bool:
        return 0 < self.n == self.shut

    @property
    def state(self) -> str:
        if self.longest is None:
            return "none"
        if self.is_shut:
            return "shut"
        if self.longest > self.limit:
            return "late"
        return "soon" if 100 * self.longest > self.soon * self.limit else "waiting"

    @property
    def weight(self) -> tuple[bool, float]:
        """The wait to be told is the heaviest: what somebody could answer now before what is closed."""
        return self.n > self.shut, -1.0 if self.longest is None else self.longest / self.limit

    def __add__(self, more: "Lane") -> "Lane":
        told = max(self, more, key=lambda lane: lane.weight)
        opens = min((lane.opens for lane in (self, more) if lane.opens), default="")
        sums = {name: getattr(self, name) + getattr(more, name) for name in ("n", "alone", "shut")}
        return replace(told, **sums, opens=opens)


def of_teams(scope: Scope, path: str = "") -> Q:
    """As kpis.slices.Slice.where, for rows that have a team: theirs, and what no team has yet."""
    if scope.all_teams:
        return Q()
    mine = Q(**{f"{path}team__in": scope.teams})
    mine = mine if scope.alone else mine | Q(**{f"{path}team": None})
    return mine if scope.teams else Q(pk__in=[])


def waiting(scope: Scope, among: QuerySet[Conversation] | None = None) -> QuerySet[Conversation]:
    """Matters in which a customer waits for us; one that was put off waits all the same."""
    among = Conversation.objects.all() if among is None else among
    return of_real_work(among.filter(of_teams(scope), waiting_since__isnull=False, status__in=OPEN))


def promises_overdue(scope: Scope, now: datetime) -> QuerySet[Promise]:
    late = Promise.objects.filter(of_teams(scope, "conversation__"), state=PromiseState.OPEN, due_at__lt=now)
    return late.filter(conversation__in=of_real_work(Conversation.objects.all()))


def callbacks_overdue(scope: Scope, now: datetime) -> QuerySet[Callback]:
    late = Callback.objects.filter(of_teams(scope, "conversation__"), due_at__lt=now)
    return late.filter(state__in=[CallbackState.WAITING, CallbackState.TAKEN]).of_real_work()


def channels() -> dict[int, Channel]:
    return {row.pk: row for row in Channel.objects.filter(is_practice=False).exclude(going_live.HAS_NOT)}


def lanes(scope: Scope, known: dict[int, Channel], world: World, limits: Limits, doors: Doors) -> list[Lane]:
    """Every kind of channel there is, those where nobody waits too. One query, whatever waits."""
    whole_scope = limits.of_scope(scope)
    found = {
        row.kind: Lane(row.kind, limits.seconds(row, whole_scope.team_id), whole_scope.soon_percent)
        for row in known.values()
    }
    counts = {"n": Count("pk"), "alone": Count("pk", filter=Q(assignee=None)), "since": Min("waiting_since")}
    groups = waiting(scope).order_by().values_list("last_channel", "team").annotate(**counts)
    for channel, team, n, alone, since in groups:
        if channel in known:
            kind, limit, soon = known[channel].kind, limits.seconds(known[channel], team), limits.of(team).soon_percent
            waited, opening = whole(world.clock(team, since, world.now)), doors.opening(team)
            shut = n if doors.is_shut(team) else 0
            opens = opening.isoformat() if shut and opening else ""
            found[kind] += Lane(kind, limit, soon, n, alone, waited, since.isoformat(), shut, opens)
    return list(found.values())


def overdue(scope: Scope, doors: Doors) -> dict[str, Any]:
    """How many, how many of them wait for a team that is closed and when the first of these opens, and for how long
    the oldest, in seconds."""
    promises = by_team(promises_overdue(scope, doors.now), F("conversation__team"))
    # As Callback.callers.
    callbacks = by_team(callbacks_overdue(scope, doors.now), Coalesce("conversation__team", "team"))
    every = [*promises, *callbacks]
    shut = [(team, n) for team, n, _since in every if doors.is_shut(team)]
    opens = doors.first(team for team, _n in shut) if shut else None
    oldest = min((since for _team, _n, since in every), default=None)
    return {
        "promises": sum(n for _team, n, _since in promises),
        "callbacks": sum(n for _team, n, _since in callbacks),
        "n": sum(n for _team, n, _since in every),
        "shut": sum(n for _team, n in shut),
        "opens": opens.isoformat() if opens else "",
        "longest": whole(doors.now - oldest) if oldest else None,
    }


def by_team(late: QuerySet[Any], team: F | Coalesce) -> list[tuple[int | None, int, datetime]]:
    """[(team, how many, since when the oldest)]."""
    counts = {"n": Count("pk"), "since": Min("due_at")}
    return list(late.order_by().values_list(team).annotate(**counts))
