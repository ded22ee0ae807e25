"""Mails among the rows of a thread: whether one has formatting is asked with the rows, without reading it."""

from django.db.models import F, Func, IntegerField
from django.db.models.lookups import GreaterThan

from conversations.models import Envelope, Message

# The bytes of a long column are counted without fetching it.
FORMATTED = {
    "is_formatted": GreaterThan(Func(F("envelope__html"), function="octet_length", output_field=IntegerField()), 0)
}


def has_readers(message: Message) -> bool:
    """Did it go to anybody but this customer and this mailbox?"""
    envelope: Envelope = message.envelope
    known = {
        message.channel.address.casefold() if message.channel else "",
        message.identity.value if message.identity else "",
    }
    listed = [*envelope.to, *envelope.cc, *envelope.bcc]
    return any(bare.casefold() not in known for _name, bare in listed)


def is_formatted(message: Message) -> bool:
    """Rows that were loaded for something else ask for themselves."""
    known = getattr(message, "is_formatted", None)
    if known is not None:
        return bool(known)
    envelope: Envelope | None = getattr(message, "envelope", None)
    return envelope is not None and bool(envelope.html)
