"""A visitor's session: one browser on one chat site, known by a bearer token that only the browser holds."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone

from channels_ingest.chat.pages import Page
from channels_ingest.models import VisitorSession
from conversations.models import Channel
from customers.models import Identity
from omnidesk.live import PanelHint, VisitorHint
from omnidesk.redaction import redact
from omnidesk.telling import publish

SCHEME = "Visitor"
# A browser that stays away for so long starts anew.
LASTS = timedelta(days=30)
# How exactly we know when a visitor was last there.
SEEN_EVERY = timedelta(seconds=20)
# The widget speaks at least every 25 seconds while it is open; two of its words may be lost.
THERE_FOR = timedelta(seconds=60)
SILENT_AFTER = timedelta(seconds=90)


def begin(
    channel: Channel, *, language: str, page: Page, user_agent: str, account: str = "", name: str = "", email: str = ""
) -> tuple[VisitorSession, str]:
    """The new session and its token, which is told once and kept as a hash."""
    token = secrets.token_urlsafe(32)
    session = VisitorSession.objects.create(
        channel=channel,
        token_hash=hashed(token),
        language=language,
        page_url=page.url,
        page_title=page.title,
        user_agent=user_agent[:300],
        account=account,
        name=redact(name),
        email=email,
    )
    return session, token


def bearer(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme == SCHEME else ""


def of(channel: Channel, token: str) -> VisitorSession | None:
    """The living session of this very site that the token belongs to."""
    if not 20 <= len(token) <= 100:
        return None
    alive = VisitorSession.objects.filter(ended_at=None, last_seen_at__gt=timezone.now() - LASTS)
    found = alive.select_related("identity").filter(channel=channel, token_hash=hashed(token)).first()
    if found:
        found.channel = channel
    return found


def lives(session: VisitorSession) -> bool:
    return session.ended_at is None and session.last_seen_at > timezone.now() - LASTS


def present(customers: Collection[int]) -> set[int]:
    """Who of these customers sits in an open chat."""
    recent = VisitorSession.objects.filter(ended_at=None, last_seen_at__gt=timezone.now() - THERE_FOR)
    return set(recent.filter(identity__customer__in=customers).values_list("identity__customer", flat=True))


def comes_back(identity: Identity) -> bool:
    """A browser that stayed away for longer, or left, starts anew and would never show what we wrote."""
    alive = VisitorSession.objects.filter(ended_at=None, last_seen_at__gt=timezone.now() - LASTS)
    return alive.filter(identity=identity).exists()


def end(session: VisitorSession) -> None:
    VisitorSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=timezone.now())
    # Its open sockets ask the database, and close.
    publish(VisitorHint(str(session.pk)))


def seen(session: VisitorSession, language: str = "") -> None:
    """The visitor is there now; in which language."""
    changed = {"language": language} if language and language != session.language else {}
    now = timezone.now()
    if changed or now - session.last_seen_at > SEEN_EVERY:
        VisitorSession.objects.filter(pk=session.pk).update(last_seen_at=now, **changed)
        session.last_seen_at = now


def is_on(session: VisitorSession, page: Page) -> None:
    """The page the visitor looks at, for the agents' panel."""
    if not page.url or (page.url, page.title) == (session.page_url, session.page_title):
        return
    session.page_url, session.page_title = page.url, page.title
    VisitorSession.objects.filter(pk=session.pk).update(page_url=page.url, page_title=page.title)
    tell_panel(session)


def connected(session: VisitorSession, change: int) -> None:
    """One socket more or less; the agents' panel shows who is there."""
    rows = VisitorSession.objects.filter(pk=session.pk)
    rows.update(connections=Greatest(F("connections") + change, 0), last_seen_at=timezone.now())
    tell_panel(session)


def forget_silent() -> None:
    """Sockets that nobody closed: their process was killed."""
    silent = VisitorSession.objects.filter(connections__gt=0, last_seen_at__lt=timezone.now() - SILENT_AFTER)
    silent.update(connections=0)


def tell_panel(session: VisitorSession) -> None:
    if session.identity:
        publish(PanelHint(session.identity.customer_id))


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
