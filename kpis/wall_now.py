"""What is the case this very moment, asked of the live tables: who waits, how long, what is overdue. Plain values only:
they are kept in the cache and said in the reader's language later.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from callbacks.models import Callback
from callbacks.models import State as CallbackState
from conversations.models import Channel, Conversation, Promise, PromiseState
from conversations.models.conversation import OPEN
from conversations.real_work import of_real_work
from kpis.measures.history import World, whole
from kpis.slices import Scope
from kpis.wall_limits import Limits

A_WHILE = timedelta(minutes=1)


@dataclass(frozen=True)
class Lane:
    """One kind of channel: how many wait there, and the wait that is furthest over its limit or nearest to it, in
    seconds of business time. From `soon` of a hundred parts of its limit on it is soon.

    since: when the first of them began to wait; is_shut: nobody is at work for any of them, or was since they came, so
    that no business time has gone by though they wait.
    """

    kind: str
    limit: int
    soon: int
    n: int = 0
    alone: int = 0
    longest: int | None = None
    since: str = ""
    is_shut: bool = False

    @property
    def state(self) -> str:
        if self.longest is None:
            return "none"
        return (
            "late"
            if self.longest > self.limit
            else "soon"
            if 100 * self.longest > self.soon * self.limit
            else "waiting"
        )


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
    return {row.pk: row for row in Channel.objects.filter(is_practice=False)}


def lanes(scope: Scope, known: dict[int, Channel], world: World, limits: Limits) -> list[Lane]:
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
            lane = found[known[channel].kind]
            rests = (not lane.n or lane.is_shut) and is_resting(world, team, since)
            waited, limit = whole(world.clock(team, since, world.now)), limits.seconds(known[channel], team)
            lane = replace(lane, n=lane.n + n, alone=lane.alone + alone)
            if lane.longest is None or waited / limit > lane.longest / lane.limit:
                lane = replace(lane, longest=waited, limit=limit, soon=limits.of(team).soon_percent)
            first = min(lane.since or since.isoformat(), since.isoformat())
            found[lane.kind] = replace(lane, since=first, is_shut=rests)
    return list(found.values())


def is_resting(world: World, team: int | None, since: datetime) -> bool:
    """Its team was not at work since then, nor within the last moments: who has just come may find it open."""
    return not world.clock(team, min(since, world.now - A_WHILE), world.now)


def is_shut(longest: int | None, since: datetime, now: datetime) -> bool:
    """Somebody has waited for a while, and not a second of it was business time."""
    return longest == 0 and now - since >= A_WHILE


def overdue(scope: Scope, now: datetime) -> dict[str, Any]:
    """How many, and since when the oldest."""
    promises = promises_overdue(scope, now).aggregate(n=Count("pk"), since=Min("due_at"))
    callbacks = callbacks_overdue(scope, now).aggregate(n=Count("pk"), since=Min("due_at"))
    oldest = min((one["since"] for one in (promises, callbacks) if one["since"]), default=None)
    return {
        "promises": promises["n"],
        "callbacks": callbacks["n"],
        "n": promises["n"] + callbacks["n"],
        "longest": whole(now - oldest) if oldest else None,
    }
