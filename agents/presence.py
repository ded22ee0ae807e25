"""Presence: is somebody there for customers? Every change is kept with its time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agents import rights
from agents.models import Agent, PresenceChange
from agents.models.agent import Presence
from omnidesk.live import PresenceHint
from omnidesk.telling import publish


@transaction.atomic
def set_presence(agent: Agent, presence: str) -> PresenceChange | None:
    """None = already so. The row is locked, so that two tabs record one change."""
    row = Agent.objects.select_for_update().get(pk=agent.pk)
    if row.presence == presence:
        return None
    row.presence, row.presence_since = presence, timezone.now()
    row.save(update_fields=["presence", "presence_since"])
    agent.presence, agent.presence_since = row.presence, row.presence_since
    publish(PresenceHint(agent=agent.pk, presence=presence))
    return PresenceChange.objects.create(agent=row, presence=presence)


def let_go_of_the_gone(now: datetime) -> int:
    """Who closed the browser without signing out is not there for customers any more once the session is over."""
    gone = Agent.objects.filter(last_seen_at__lt=now - rights.IDLE - timedelta(minutes=5), is_demo=False)
    return len([set_presence(agent, Presence.OFFLINE) for agent in gone.exclude(presence=Presence.OFFLINE)])
