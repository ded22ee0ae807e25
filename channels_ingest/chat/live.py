"""What a visitor's socket asks of the database: who may come in, what is new, what arrived."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from channels_ingest.chat import hours, sessions, thread, tickets
from channels_ingest.chat.door import KIND
from channels_ingest.echo_running import is_shut
from channels_ingest.models import VisitorSession
from conversations import delivery
from conversations.models import Channel, Delivery, Direction, Message


@dataclass(frozen=True)
class News:
    """Where a socket stands: what it has told the window so far, and what is to be told now."""

    revision: int
    matter: int | None
    read: datetime | None
    there: hours.There
    paused: bool
    frames: tuple[dict[str, Any], ...] = ()
    more: bool = False
    ended: bool = False


def admitted(scope: dict[str, Any]) -> VisitorSession | None:
    """The session whose unused ticket opens this site's socket."""
    asked = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=10).get("ticket", [""])
    channel = Channel.objects.filter(kind=KIND, public_id=scope["url_route"]["kwargs"]["site"]).first()
    return tickets.redeem(channel, asked[0]) if channel else None


def begin(session: VisitorSession) -> News:
    refresh(session)
    sessions.connected(session, +1)
    channel = session.channel
    frames = ({"event": "closed", "code": "paused"},) if is_shut(channel) else ()
    return News(
        revision=thread.newest_revision(session),
        matter=thread.matter_of(session),
        read=thread.read_until(session),
        there=hours.there(channel),
        paused=is_shut(channel),
        frames=frames,
    )


def look(session: VisitorSession, before: News) -> News:
    refresh(session)
    part = thread.since(session, before.revision)
    read = thread.read_until(session)
    there, paused = hours.there(session.channel), is_shut(session.channel)
    frames: list[dict[str, Any]] = []
    messages = part.messages + newly_read(session, before.read, read, part)
    if messages:
        told = thread.Part(messages, part.revision, part.more)
        frames.append({"event": "changed", **thread.shown(told, session)})
    if there != before.there:
        frames.append({"event": "hours", **there})
    if paused and not before.paused:
        frames.append({"event": "closed", "code": "paused"})
    alive = sessions.lives(session)
    if not alive:
        frames = [{"event": "closed", "code": "ended"}]
    matter = thread.matter_of(session)
    return News(part.revision, matter, read, there, paused, tuple(frames), more=part.more, ended=not alive)


def refresh(session: VisitorSession) -> None:
    """The row may have got its identity, or its end, since the socket opened; the site may have been paused."""
    session.refresh_from_db(from_queryset=VisitorSession.objects.select_related("identity", "channel__team__calendar"))


def newly_read(
    session: VisitorSession, before: datetime | None, now: datetime | None, part: thread.Part
) -> list[Message]:
    """The visitor's words that an agent has had before them since the last look."""
    if now is None or now == before:
        return []
    theirs = thread.visible(session).filter(direction=Direction.IN, received_at__lte=now)
    fresh = theirs.filter(received_at__gt=before) if before else theirs
    known = {message.pk for message in part.messages}
    return list(thread.loaded(fresh.exclude(pk__in=known)).order_by("-pk")[: thread.PAGE])


def received(session: VisitorSession, message_id: object, *, read: bool) -> None:
    """The window shows a message of ours (got), or the visitor has it before them (seen)."""
    if type(message_id) is not int or not 0 < message_id < 2**62:
        return
    refresh(session)
    below = [Delivery.SENT] if not read else [Delivery.SENT, Delivery.DELIVERED]
    # Asked first, so that a window that repeats itself takes no lock.
    if thread.visible(session).filter(pk=message_id, direction=Direction.OUT, delivery__in=below).exists():
        (delivery.mark_read if read else delivery.mark_delivered)(message_id)
