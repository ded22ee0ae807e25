"""What opens a socket: used once, within seconds, so that an address in a log is worth nothing."""

import secrets
from datetime import timedelta

from django.utils import timezone

from channels_ingest.chat import sessions
from channels_ingest.models import SocketTicket, VisitorSession
from conversations.models import Channel

LASTS = timedelta(seconds=30)


def issue(session: VisitorSession) -> str:
    ticket = secrets.token_urlsafe(24)
    SocketTicket.objects.create(session=session, token_hash=sessions.hashed(ticket), expires_at=timezone.now() + LASTS)
    return ticket


def redeem(channel: Channel, ticket: str) -> VisitorSession | None:
    """The session, for the first to come; one DELETE decides who that is."""
    if not 20 <= len(ticket) <= 64:
        return None
    valid = SocketTicket.objects.filter(
        token_hash=sessions.hashed(ticket), expires_at__gt=timezone.now(), session__channel=channel
    )
    found = valid.select_related("session__identity").first()
    if found is None or not SocketTicket.objects.filter(pk=found.pk).delete()[0]:
        return None
    found.session.channel = channel
    return found.session if sessions.lives(found.session) else None
