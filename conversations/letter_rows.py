"""Mails among the rows of a thread: whether one has formatting is asked with the rows, without reading it."""

from django.db.models import F, Func, IntegerField
from django.db.models.lookups import GreaterThan

from conversations.models import Envelope, Message

# The bytes of a long column are counted without fetching it.
FORMATTED = {
    "is_formatted": GreaterThan(Func(F("envelope__html"), function="octet_length", output_field=IntegerField()), 0)
}


def is_formatted(message: Message) -> bool:
    """Rows that were loaded for something else ask for themselves."""
    known = getattr(message, "is_formatted", None)
    if known is not None:
        return bool(known)
    envelope: Envelope | None = getattr(message, "envelope", None)
    return envelope is not None and bool(envelope.html)
