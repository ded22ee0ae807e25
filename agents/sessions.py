"""Sign-in sessions: the activity in them, the list of one's own, and ending them with their sockets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from agents import rights
from agents.models import Agent
from agents.rights import SEEN, SINCE

# Activity is written down at most so often: a row per request would be a write per page.
NOTE_EVERY = timedelta(seconds=60)

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class OpenSession:
    pk: int
    device: str
    ip: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_this: bool


def begin(session: SessionBase, agent: Agent) -> None:
    """At sign-in; both limits count from here."""
    now = timezone.now()
    session[SINCE] = session[SEEN] = int(now.timestamp())
    Agent.objects.filter(pk=agent.pk).update(last_seen_at=now)


def note_activity(session: SessionBase, agent: Agent, now: datetime) -> None:
    """At most once a minute."""
    if now.timestamp() - session.get(SEEN, 0) < NOTE_EVERY.total_seconds():
        return
    session.setdefault(SINCE, int(now.timestamp()))
    session[SEEN] = int(now.timestamp())
    Agent.objects.filter(pk=agent.pk).update(last_seen_at=now)
    UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)


def own(agent: Agent, current_key: str | None) -> list[OpenSession]:
    """Newest activity first; those whose session is gone are left out."""
    rows = list(UserSession.objects.filter(user=agent).order_by("-last_seen_at")[:50])
    alive = set(
        Session.objects.filter(pk__in=[row.session_key for row in rows], expire_date__gt=timezone.now()).values_list(
            "pk", flat=True
        )
    )
    return [
        OpenSession(
            row.pk, device(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == current_key
        )
        for row in rows
        if row.session_key in alive
    ]


@transaction.atomic
def end(agent: Agent, *, only: int | None = None, keep_key: str | None = None) -> int:
    """End one, all, or all but the one kept. Sockets ask again and find their session gone."""
    rows = UserSession.objects.filter(user=agent)
    rows = rows.filter(pk=only) if only is not None else rows.exclude(session_key=keep_key or "")
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    rows.delete()
    rights.changed(agent)
    return len(keys)


def device(user_agent: str) -> str:
    """Chrome · Windows. A hint for its owner, nothing more."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " · ".join(filter(None, (browser, system))) or user_agent[:60] or "–"
