"""The outside of a mail: who it is from and to, what it answers, and to which message of ours that leads."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from conversations.models import Direction, Envelope, Message, Nature

# Our Message-IDs and reply addresses are kept whole; a stranger's longer one is known by its hash.
LONGEST_ID = 255


@dataclass(frozen=True)
class Address:
    name: str
    address: str

    def pair(self) -> list[str]:
        return [self.name[:200], self.address[:254]]


@dataclass(frozen=True)
class Head:
    """What a mail says of itself. `references`: ids it answers, newest first; `token`: of ours, from an address."""

    message_id: str
    content_hash: str
    sender: Address
    references: tuple[str, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    # The whole body as text, quotes included; `quoted` is the part that repeats earlier mails.
    plain: str = ""
    quoted: str = ""
    html: str = ""
    nature: str = Nature.PERSON
    token: str = ""
    # Something speaks against the sender being who they say: their own domain's checks failed.
    doubted: bool = False
    is_spam: bool = False

    @property
    def is_automatic(self) -> bool:
        """A mailing is not: addresses of a company are often groups, and a group marks each person's mail as one."""
        return self.nature in (Nature.AUTO_REPLY, Nature.RECEIPT, Nature.BOUNCE)


@dataclass(frozen=True)
class Answered:
    """The message a mail answers. `is_ours`: known from what only a reader of our mail can repeat."""

    message: Message
    is_ours: bool


def lock_content(head: Head) -> None:
    """The same mail may come out of two mailboxes at once: the second waits for the first."""
    with connection.cursor() as cursor:
        key = f"mail\x1f{head.message_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def same(head: Head) -> Message | None:
    """The message this mail already became: the same Message-ID *and* the same content."""
    found = Envelope.objects.filter(header_id=head.message_id, content_hash=head.content_hash)
    first = found.exclude(content_hash="").select_related("message").order_by("message").first()
    return first.message if first else None


def answered(head: Head) -> Answered | None:
    """By our token, else by our own Message-ID, else by any id we know; the subject is never asked."""
    if head.token:
        ours = sent_by_us().filter(token=head.token).first()
        if ours is not None:
            return Answered(ours.message, is_ours=True)
    if not head.references:
        return None
    place = {name: at for at, name in enumerate(head.references)}
    ours_first = sorted(sent_by_us().filter(header_id__in=place), key=lambda it: place[it.header_id])
    if ours_first:
        return Answered(ours_first[0].message, is_ours=True)
    theirs = Envelope.objects.filter(header_id__in=place).select_related("message__conversation")
    newest = min(theirs, key=lambda it: place[it.header_id], default=None)
    return Answered(newest.message, is_ours=False) if newest else None


def sent_by_us() -> Any:
    of_ours = Envelope.objects.filter(message__direction=Direction.OUT, token__isnull=False)
    return of_ours.select_related("message__conversation", "message__identity")
