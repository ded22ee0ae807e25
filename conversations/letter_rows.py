"""Mails among the rows of a thread: whether one has formatting is asked with the rows, without reading it."""

from django.db.models import F, Func, IntegerField
from django.db.models.lookups import GreaterThan

from conversations.models import Attachment, Envelope, Message

# The bytes of a long column are counted without fetching it.
FORMATTED = {
    "is_formatted": GreaterThan(Func(F("envelope__html"), function="octet_length", output_field=IntegerField()), 0)
}

ORNAMENT_PIXELS = 40_000


def has_readers(message: Message) -> bool:
    """Did it go to anybody but this customer and this mailbox?"""
    envelope: Envelope = message.envelope
    known = {
        message.channel.address.casefold() if message.channel else "",
        message.identity.value if message.identity else "",
    }
    listed = [*envelope.to, *envelope.cc, *envelope.bcc]
    return any(bare.casefold() not in known for _name, bare in listed)


def is_ornament(file: Attachment) -> bool:
    """A logo between the words of a formatted mail; a photo that lies there is a photo."""
    return bool(file.content_id) and (file.width or 0) * (file.height or 0) < ORNAMENT_PIXELS


def is_formatted(message: Message) -> bool:
    """Rows that were loaded for something else ask for themselves."""
    known = getattr(message, "is_formatted", None)
    if known is not None:
        return bool(known)
    envelope: Envelope | None = getattr(message, "envelope", None)
    return envelope is not None and bool(envelope.html)
