"""Who is signed in during the bench."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from agents.models import Agent, Membership, Team


def cookie_of(agent: Agent) -> str:
    """A session as the sign-in makes it."""
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def crew(team: Team, many: int) -> list[Agent]:
    made = Agent.objects.bulk_create(
        Agent(email=f"bench{team.pk}-{n}@example.com", family_name=f"計測{n}", language="ja") for n in range(many)
    )
    Membership.objects.bulk_create(Membership(agent=agent, team=team) for agent in made)
    return made
