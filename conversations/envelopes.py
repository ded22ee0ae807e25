"""The outside of a mail: who it is from and to, what it answers, and to which message of ours that leads."""

from dataclasses import dataclass

from conversations.models import Channel, Message, Nature
from customers.identifying import KNOWN, LOCK_KEYS, Sender, keys_of, known_by
from customers.models import Identity
from omnidesk.kept_plans import columns
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
    """The message a mail answers, its matter and with whom it was exchanged. `is_ours`: known from what only a reader
    of our mail can repeat."""

    message: int
    conversation: int
    identity: Identity | None
    is_ours: bool


# Two statements on one way: the second sees what those whom the first waited for have written.
_ARRIVED = f"""{LOCK_KEYS};
    SELECT {columns(Identity, "known")}, arrived.same, arrived.message_key FROM (
        SELECT
            coalesce((SELECT id FROM conversations_message WHERE channel_id = %s AND external_id = %s), {{}}) AS same,
            nextval(pg_get_serial_sequence('conversations_message', 'id')) AS message_key
    ) arrived LEFT JOIN LATERAL ({KNOWN}) known ON true
"""  # noqa: S608  constants of ours
_SAME_LETTER = """
    (SELECT min(message_id) FROM conversations_envelope
        WHERE header_id = %s AND content_hash = %s AND content_hash <> '')
"""
_ARRIVED_LETTER, _ARRIVED_WORDS = _ARRIVED.format(_SAME_LETTER), _ARRIVED.format("NULL")


def content_key(head: Head) -> str:
    """The same mail may come out of two mailboxes at once: the second waits for the first."""
    return f"mail\x1f{head.message_id}"


def arrived(
    channel: Channel, external_id: str, head: Head | None, sender: Sender
) -> tuple[Message | None, int, Identity | None]:
    """The message that this already became, the key of a new one, and who writes if they are known; their keys are
    locked. A mail is the same with the same Message-ID *and* the same content."""
    sql, same = (_ARRIVED_LETTER, [head.message_id, head.content_hash]) if head else (_ARRIVED_WORDS, [])
    keys = keys_of(sender, *([content_key(head)] if head else []))
    (row,) = rows(Identity, sql, [keys, channel.pk, external_id, *same, *known_by(sender)])
    found, key = getattr(row, "same"), getattr(row, "message_key")  # noqa: B009  beside the columns of the row
    return (Message.objects.get(pk=found) if found else None), key, (row if row.pk is not None else None)


_ALL_ARRIVED = f"""{LOCK_KEYS};
    SELECT {columns(Identity, "known")}, asked.place,
        nextval(pg_get_serial_sequence('conversations_message', 'id')) AS message_key, (
        SELECT id FROM conversations_message WHERE channel_id = asked.channel AND external_id = asked.name
    ) AS same
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        WITH ORDINALITY AS asked (channel, name, kind, scope, value, assured_by, place)
    LEFT JOIN LATERAL ({KNOWN.replace("%s", "asked.{}").format("kind", "scope", "value", "assured_by")}) known ON true
    ORDER BY asked.place
"""  # noqa: S608  constants of ours


@dataclass(frozen=True)
class Arrived:
    """key: of a new message; writer: who writes, if they are known."""

    is_here: bool
    key: int
    writer: Identity | None


def all_arrived(asked: list[tuple[Channel, str, Sender]]) -> list[Arrived]:
    """The same for several without a head, in their order; all their keys are locked, in one order."""
    keys = sorted({key for _channel, _name, sender in asked for key in keys_of(sender)})
    told = [(channel.pk, name, *known_by(sender)) for channel, name, sender in asked]
    found = [(vars(row), row) for row in rows(Identity, _ALL_ARRIVED, [keys, *map(list, zip(*told, strict=True))])]
    return [Arrived(told["same"] is not None, told["message_key"], row if row.pk else None) for told, row in found]


# Ours first; among these what the token names; then the newest that is answered.
_ANSWERED = f"""
    SELECT {columns(Identity, "identity")}, message.id AS message, message.conversation_id AS matter, is_ours
    FROM conversations_envelope envelope JOIN conversations_message message ON message.id = envelope.message_id
    LEFT JOIN customers_identity identity ON identity.id = message.identity_id,
    LATERAL (SELECT envelope.token IS NOT NULL AND message.direction = 'out' AS is_ours) known
    WHERE envelope.header_id = ANY(%(names)s) OR envelope.token = %(token)s
    ORDER BY is_ours DESC, is_ours AND envelope.token IS NOT DISTINCT FROM %(token)s DESC,
        array_position(%(names)s::text[], envelope.header_id::text)
    LIMIT 1
"""  # noqa: S608  constants of ours


def answered(head: Head) -> Answered | None:
    """By our token, else by our own Message-ID, else by any id we know; the subject is never asked."""
    if not head.token and not head.references:
        return None
    asked = {"names": list(head.references), "token": head.token or None}
    found = rows(Identity, _ANSWERED, asked)
    if not found:
        return None
    told = vars(found[0])
    return Answered(told["message"], told["matter"], found[0] if found[0].pk else None, told["is_ours"])
