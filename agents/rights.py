"""What somebody may do has changed: every request asks anyway, open sockets are told to ask again."""

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import F
from django.utils.crypto import constant_time_compare

from agents.models import Agent
from omnidesk.live import RightsHint, publish


def changed(agent: Agent) -> None:
    """Call it in the transaction of every change of role, team, activity, password or sessions."""
    Agent.objects.filter(pk=agent.pk).update(rights_version=F("rights_version") + 1)
    agent.refresh_from_db(fields=["rights_version"])
    publish(RightsHint(agent=agent.pk))


def holder(session_key: str) -> Agent | None:
    """Whose session this still is: not signed out, not timed out, password unchanged, not deactivated.

    What Django's middleware asks per request, for a socket, which has none.
    """
    data = SessionStore(session_key).load() if session_key else {}
    agent = Agent.objects.filter(pk=data.get(SESSION_KEY), is_active=True).first() if data else None
    if agent is None:
        return None
    known = agent.get_session_auth_hash()
    return agent if constant_time_compare(data.get(HASH_SESSION_KEY, ""), known) else None
