"""What the thread's templates need: words as they were said, links that show where they go, deeds in words."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.template import Library
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from conversations import entry_words
from conversations.capabilities import capabilities_of
from conversations.letter_rows import has_readers, is_formatted, is_ornament
from conversations.models import Channel, Conversation, ConversationLabel, Label

register = Library()

register.filter("told", entry_words.words)
register.filter("told_by", entry_words.told_by)
register.filter("entry_icon", entry_words.icon_of)
register.filter("entry_until", entry_words.until_of)
register.filter(is_formatted)
register.filter(has_readers)
register.filter(is_ornament)

# Ends before quotes, brackets and Japanese punctuation, which sentences put right after an address.
_LINK = re.compile(r"""https?://[^\s<>"'`「」『』【】（）、。，！？…]+""", re.IGNORECASE)
_TRAILING = ".,:;!?)]}'"


@register.filter
def linked(text: str) -> SafeString:
    """Plain text, escaped, with http(s) addresses made links."""
    pieces, end = [], 0
    for found in _LINK.finditer(text):
        address = found.group().rstrip(_TRAILING)
        pieces += [escape(text[end : found.start()]), link(address)]
        end = found.start() + len(address)
    pieces.append(escape(text[end:]))
    return mark_safe("".join(pieces))  # noqa: S308  # every piece is escaped above


def link(address: str) -> SafeString:
    host = disguised_host(address)
    if host is None:
        return SafeString(escape(address))
    shown = format_html('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>', address, address)
    return format_html("{} <small>({})</small>", shown, host) if host else shown


def disguised_host(address: str) -> str | None:
    """The real host where the address hides it (user@host, look-alike letters); '' = plain; None = no link."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        plain = host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    if not host:
        return None
    return plain if "@" in parts.netloc or plain != host.lower() else ""


@register.filter
def longest(channel: Channel) -> int:
    """How many characters one message on this channel may have."""
    return capabilities_of(channel).max_length


@register.filter
def writes_letters(channel: Channel) -> bool:
    """Has a message on this channel a subject, copies and a signature?"""
    return capabilities_of(channel).letters


@register.filter
def instant(moment: datetime) -> str:
    """Of fixed width in UTC, so that places are compared as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@register.filter
def labels(matter: Conversation) -> list[Label]:
    """Already loaded on a page; one query where a single bar is pushed."""
    if "label_uses" in getattr(matter, "_prefetched_objects_cache", {}):
        return [use.label for use in matter.label_uses.all()]
    return [use.label for use in ConversationLabel.objects.filter(conversation=matter).select_related("label")]
