"""The outside of a mail: who it is from and to, what it answers, and to which message of ours that leads."""

from dataclasses import dataclass

from django.db.models import Q

from conversations.models import Channel, Direction, Envelope, Message, Nature
from customers.identifying import KNOWN, LOCK_KEYS, Sender, keys_of, known_by
from customers.models import Identity
from omnidesk.rows import rows

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


# Two statements on one way: the second sees what those whom the first waited for have written.
_ARRIVED = f"""{LOCK_KEYS};
    SELECT known.*, arrived.* FROM (
        SELECT coalesce(
            (SELECT id FROM conversations_message WHERE channel_id = %s AND external_id = %s),
            (SELECT min(message_id) FROM conversations_envelope
                WHERE header_id = %s AND content_hash = %s AND content_hash <> '')
        ) AS same, nextval(pg_get_serial_sequence('conversations_message', 'id')) AS message_key
    ) arrived LEFT JOIN LATERAL ({KNOWN}) known ON true
"""  # noqa: S608  constants of ours


def content_key(head: Head) -> str:
    """The same mail may come out of two mailboxes at once: the second waits for the first."""
    return f"mail\x1f{head.message_id}"


def arrived(
    channel: Channel, external_id: str, head: Head | None, sender: Sender
) -> tuple[Message | None, int, Identity | None]:
    """The message that this already became, the key of a new one, and who writes if they are known; their keys are
    locked. A mail is the same with the same Message-ID *and* the same content."""
    same = [head.message_id, head.content_hash] if head else [None, None]
    keys = keys_of(sender, *([content_key(head)] if head else []))
    (row,) = rows(Identity, _ARRIVED, [keys, channel.pk, external_id, *same, *known_by(sender)])
    found, key = getattr(row, "same"), getattr(row, "message_key")  # noqa: B009  beside the columns of the row
    return (Message.objects.get(pk=found) if found else None), key, (row if row.pk is not None else None)


def answered(head: Head) -> Answered | None:
    """By our token, else by our own Message-ID, else by any id we know; the subject is never asked."""
    if not head.token and not head.references:
        return None
    place = {name: at for at, name in enumerate(head.references)}
    named = Q(header_id__in=place) | Q(token=head.token) if head.token else Q(header_id__in=place)
    known = Envelope.objects.filter(named).select_related("message__identity")
    found = list(known.only("header_id", "token", "message"))
    ours = [one for one in found if one.token is not None and one.message.direction == Direction.OUT]
    by_token = next((one for one in ours if head.token and one.token == head.token), None)
    first = by_token or min(ours or found, key=lambda it: place.get(it.header_id, len(place)), default=None)
    return Answered(first.message, is_ours=bool(ours)) if first else None
