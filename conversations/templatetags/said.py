"""What the thread's templates need: words as they were said, links that show where they go, deeds in words."""

from datetime import UTC, datetime

from django.template import Library
from django.utils.safestring import SafeString

from conversations import call_words, choosing, entry_words, fact_marks, private_links
from conversations.capabilities import capabilities_of
from conversations.letter_rows import has_readers, is_formatted, is_ornament
from conversations.links import linked
from conversations.models import Channel, Conversation, ConversationLabel, Label, Message, WrapUp

register = Library()

register.filter("told", entry_words.words)
register.filter("told_by", entry_words.told_by)
register.filter("entry_icon", entry_words.icon_of)
register.filter("entry_until", entry_words.until_of)
register.filter(is_formatted)
register.filter(has_readers)
register.filter(is_ornament)
register.filter("choices", choosing.offered)
register.filter("without_private", private_links.hidden)


@register.filter("linked")
def linked_words(text: str) -> SafeString:
    """Plain text, escaped, with http(s) addresses made links, but those that only the customer may open."""
    return linked(private_links.hidden(text))


@register.filter
def spoken(message: Message) -> SafeString:
    """The words of a message, with what was told in them underlined."""
    shown = private_links.hidden(message.text)
    # Whose words were shortened keeps no marks: they would stand elsewhere.
    return linked(shown, fact_marks.ranges(message) if shown == message.text else ())


@register.filter
def longest(channel: Channel) -> int:
    """How many characters one message on this channel may have."""
    return capabilities_of(channel).max_length


@register.filter
def is_call(message: Message) -> bool:
    """Asked of the channel first, so that no other message looks for a call that it has not."""
    return message.channel is not None and capabilities_of(message.channel).dials and hasattr(message, "call")


@register.filter
def called(message: Message) -> str:
    """What the call is called, in the reader's language."""
    return call_words.title(message.direction, message.call.state, message.call.outcome)


@register.filter
def call_icon(message: Message) -> str:
    return call_words.icon(message.direction, message.call.outcome)


@register.filter
def lasted(seconds: int) -> str:
    """As a telephone shows it: 4:05, or 1:02:03."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@register.filter
def sends_segments(channel: Channel) -> bool:
    """Is a message on this channel charged by the part?"""
    return capabilities_of(channel).segments


@register.filter
def room_for_choices(channel: Channel) -> str:
    """How many buttons it shows below a message, and how long each may be; "" = it shows none."""
    can = capabilities_of(channel).choices
    return f"{can.most} {can.longest}" if can else ""


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


@register.simple_tag
def wrap_ups() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in WrapUp.choices]
