"""Who is there, and at what: from presence, the calls that are open, and the matters people have before them."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from agents.models import Agent
from agents.models.agent import Presence
from conversations.focus import IDLE
from conversations.models import Call, CallState, FocusInterval, Tally
from kpis.slices import Scope

# In the order in which they are counted and listed; who is offline is only counted.
STATES = ("available", "busy", "phone", "wrap", "away")
# Nobody reads more lines; the counts are of all.
LISTED = 60
# After-call work that nobody ended by then was forgotten, and is no work any more.
WRITES_UP = timedelta(minutes=30)
# A page tells every 15 s that its person is at it.
AT_IT = IDLE + timedelta(seconds=15)

type Doing = dict[int, tuple[str, datetime | None]]


def crew(scope: Scope, now: datetime) -> dict[str, Any]:
    """{counts, offline, people}: people with what they do, since when, and how many open matters they have."""
    everybody = members(scope)
    offline = everybody.filter(presence=Presence.OFFLINE).count()
    here = list(everybody.exclude(presence=Presence.OFFLINE).order_by("kana", "family_name", "pk"))
    doing = at_what([agent.pk for agent in here], now)
    states = {agent.pk: state_of(agent, doing) for agent in here}
    counts = Counter(state for state, _since in states.values())
    shown = sorted(here, key=lambda agent: STATES.index(states[agent.pk][0]))[:LISTED]
    load = open_matters([agent.pk for agent in shown])
    return {
        "counts": {state: counts[state] for state in STATES},
        "working": counts["busy"] + counts["phone"],
        "n": len(here),
        "offline": offline,
        "people": [line(agent, *states[agent.pk], load[agent.pk]) for agent in shown],
    }


def members(scope: Scope) -> QuerySet[Agent]:
    everybody = Agent.objects.filter(is_active=True)
    if scope.all_teams:
        return everybody
    return everybody.filter(pk__in=Agent.objects.filter(memberships__team__in=scope.teams).values("pk"))


def at_what(agents: list[int], now: datetime) -> Doing:
    """{agent: (phone, wrap or busy, since)}; a call is more than the matter that lies beside it."""
    doing: Doing = {}
    before = FocusInterval.objects.filter(agent__in=agents, ended_at__gt=now - AT_IT).order_by("ended_at")
    for agent, since in before.values_list("agent", "started_at"):
        doing[agent] = ("busy", since)
    calls = Call.objects.filter(agent__in=agents, wrap_up_ended_at=None, answered_at__isnull=False)
    calls = calls.filter(Q(ended_at=None) | Q(ended_at__gt=now - WRITES_UP)).exclude(
        Q(ended_at=None) & Q(state=CallState.ENDED)
    )
    # Those that go on come last, and stand.
    for agent, answered, ended in calls.order_by(F("ended_at").asc(nulls_last=True)).values_list(
        "agent", "answered_at", "ended_at"
    ):
        doing[agent] = ("wrap", ended) if ended is not None else ("phone", answered)
    return doing


def state_of(agent: Agent, doing: Doing) -> tuple[str, datetime | None]:
    """Who stepped away and left a page open is away; who stepped away and talks is on the telephone."""
    state, since = doing.get(agent.pk, ("", None))
    if state == "busy" and agent.presence == Presence.AWAY:
        state = ""
    return (state, since) if state else (agent.presence, agent.presence_since)


def open_matters(agents: list[int]) -> Counter[int]:
    rows = Tally.objects.filter(assignee__in=agents, bucket="open").values_list("assignee").annotate(n=Sum("step"))
    return Counter({agent: max(0, n) for agent, n in rows})


def line(agent: Agent, state: str, since: datetime | None, load: int) -> dict[str, Any]:
    """The parts of the name: how it is put together is the reader's language's."""
    return {
        "pk": agent.pk,
        "family_name": agent.family_name,
        "given_name": agent.given_name,
        "roman": agent.roman,
        "state": state,
        "since": since.isoformat() if since else "",
        "load": load,
        "capacity": agent.capacity,
    }
