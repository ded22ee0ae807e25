"""What somebody may do has changed: every request asks anyway, open sockets are told to ask again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from agents import second_factor_duty
from agents.models import Agent
from omnidesk.live import RightsHint
from omnidesk.telling import publish

# An open socket is no activity: only requests move `seen`.
ABSOLUTE = timedelta(hours=12)
IDLE = timedelta(minutes=60)
SINCE, SEEN = "since", "seen"


def changed(agent: Agent) -> None:
    """Call it in the transaction of every change of role, team, activity, password or sessions."""
    Agent.objects.filter(pk=agent.pk).update(rights_version=F("rights_version") + 1)
    agent.refresh_from_db(fields=["rights_version"])
    publish(RightsHint(agent=agent.pk))


def holder(session_key: str) -> Agent | None:
    """Whose session this still is: not signed out or timed out, password unchanged, active, no second step owed.

    What the middleware asks per request, for a socket, which has none.
    """
    data = SessionStore(session_key).load() if session_key else {}
    agent = Agent.objects.filter(pk=data[SESSION_KEY], is_active=True).first() if SESSION_KEY in data else None
    if agent is None or is_over(data, timezone.now()) or second_factor_duty.owes(agent):
        return None
    return agent if constant_time_compare(data.get(HASH_SESSION_KEY, ""), agent.get_session_auth_hash()) else None


def is_over(session: SessionBase | Mapping[str, Any], now: datetime) -> bool:
    """Signed in too long ago, or idle for too long."""
    since, seen = session.get(SINCE), session.get(SEEN)
    if since is None or seen is None:
        return False
    return bool(now.timestamp() > since + ABSOLUTE.total_seconds() or now.timestamp() > seen + IDLE.total_seconds())
