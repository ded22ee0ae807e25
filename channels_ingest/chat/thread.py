"""What a visitor may see: what was said in their own session, and ours from the moment it was sent. Never a note."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from channels_ingest.chat import links
from channels_ingest.models import VisitorSession
from conversations import private_links
from conversations.models import Attachment, Delivery, Direction, FocusInterval, Message

PAGE = 50
OURS_SHOWN = (Delivery.SENT, Delivery.DELIVERED, Delivery.READ)


@dataclass(frozen=True)
class Part:
    """Some of the thread. `revision` is the mark to ask from next time; more = this was not all."""

    messages: list[Message]
    revision: int
    more: bool


def visible(session: VisitorSession) -> QuerySet[Message]:
    """The one rule. The identity is this browser's on this site, so nobody else's words can be among them."""
    if session.identity_id is None:
        return Message.objects.none()
    theirs = Q(direction=Direction.IN) | Q(direction=Direction.OUT, delivery__in=OURS_SHOWN)
    return Message.objects.filter(theirs, identity=session.identity_id, channel=session.channel_id)


def latest(session: VisitorSession, before: int | None = None) -> Part:
    """The newest page, or the one before a message."""
    messages = visible(session)
    revision = messages.aggregate(last=Max("revision"))["last"] or 0
    if before is not None:
        oldest = messages.filter(pk=before).values_list("shown_at", "pk").first()
        if oldest is None:
            return Part([], revision, more=False)
        messages = messages.filter(Q(shown_at__lt=oldest[0]) | Q(shown_at=oldest[0], pk__lt=oldest[1]))
    found = list(loaded(messages).order_by("-shown_at", "-pk")[: PAGE + 1])
    return Part(found[:PAGE][::-1], revision, more=len(found) > PAGE)


def since(session: VisitorSession, revision: int) -> Part:
    """Everything new or changed after the mark, oldest change first."""
    found = list(loaded(visible(session).filter(revision__gt=revision)).order_by("revision", "pk")[: PAGE + 1])
    if len(found) > PAGE:
        # All of one revision became visible together, so a page never ends in the middle of one.
        cut = found[PAGE].revision
        whole = [message for message in found if message.revision < cut]
        found = whole or list(loaded(visible(session).filter(revision=cut)))
        return Part(found, found[-1].revision, more=True)
    return Part(found, found[-1].revision if found else revision, more=False)


def loaded(messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.select_related("author", "choices").prefetch_related("attachments")


def newest_revision(session: VisitorSession) -> int:
    return visible(session).aggregate(last=Max("revision"))["last"] or 0


def matter_of(session: VisitorSession) -> int | None:
    """The matter the visitor's last word went to."""
    return visible(session).order_by("-pk").values_list("conversation_id", flat=True).first()


def read_until(session: VisitorSession) -> datetime | None:
    """Until when our people have had the visitor's words before them."""
    matters = visible(session).values("conversation")
    looked = FocusInterval.objects.filter(conversation__in=matters)
    last: datetime | None = looked.aggregate(last=Max("ended_at"))["last"]
    return last


def shown(part: Part, session: VisitorSession) -> dict[str, Any]:
    read = read_until(session) if any(message.direction == Direction.IN for message in part.messages) else None
    messages = [as_json(message, session, read) for message in part.messages]
    return {"revision": part.revision, "messages": messages, "more": part.more}


def as_json(message: Message, session: VisitorSession, read: datetime | None) -> dict[str, Any]:
    mine, unsent = message.direction == Direction.IN, message.unsent_at is not None
    return {
        "id": message.pk,
        "key": (message.external_id or "").rpartition(":")[2] if mine else None,
        "revision": message.revision,
        "mine": mine,
        "author": author(message),
        "automatic": message.is_automatic,
        "text": "" if unsent else private_links.text(message),
        "shown_at": message.shown_at.isoformat(),
        "state": state(message, read),
        "choices": None if unsent else choices_json(message),
        "files": [] if unsent else [file_json(file, session) for file in message.attachments.all()],
        "unsent": unsent,
    }


def choices_json(message: Message) -> dict[str, Any] | None:
    """What the visitor may tap, and the place of what they took."""
    offered = private_links.offered(message)
    return {"offered": [asdict(one) for one in offered], "taken": message.choices.taken} if offered else None


def author(message: Message) -> dict[str, str] | None:
    """The name colleagues use, and nothing else of the person."""
    return {"name": message.author.short_name, "initial": message.author.initial} if message.author else None


def state(message: Message, read: datetime | None) -> str:
    if message.direction != Direction.IN:
        return message.delivery
    return "read" if read is not None and read >= message.received_at else "sent"


def file_json(file: Attachment, session: VisitorSession) -> dict[str, Any]:
    token = links.signed(session, file)
    site = session.channel.public_id
    url = reverse("chat-file", args=[site, file.public_id])
    preview = reverse("chat-file-preview", args=[site, file.public_id])
    return {
        "id": str(file.public_id),
        "name": file.name,
        "size": file.size,
        "content_type": file.content_type,
        "url": f"{settings.FILES_URL}{url}?t={token}",
        "preview_url": f"{preview}?t={token}" if file.preview and not file.is_shut else None,
        "width": file.width,
        "height": file.height,
    }
