"""Choices beside a message of ours: buttons where its channel shows them, numbered lines where it does not.

A tap comes back as the customer's own message, in the words that the choice says.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from conversations.capabilities import capabilities_of
from conversations.models import Channel, Direction, Message, MessageChoices
from omnidesk.live import ThreadHint
from omnidesk.redaction import redact
from omnidesk.telling import publish

# What LINE takes, the narrowest of those who show choices at all.
MOST = 13
LONGEST_LABEL, LONGEST_SAYING, LONGEST_URL = 20, 300, 1000


@dataclass(frozen=True)
class Choice:
    """Tapped, the customer says these words, or is led to this address: one of the two."""

    label: str
    says: str = ""
    url: str = ""


def fault(choices: Sequence[Choice]) -> str:
    """What keeps them from being offered, for whoever wrote them; "" = nothing."""
    if len(choices) > MOST:
        return _("These are %(count)s choices; a message takes %(most)s.") % {"count": len(choices), "most": MOST}
    for place, one in enumerate(choices):
        if units(one.label) > LONGEST_LABEL:
            words = _("“%(label)s” has %(count)s characters; a choice takes %(most)s.")
            return words % {"label": one.label, "count": units(one.label), "most": LONGEST_LABEL}
        if any(one.label == other.label for other in choices[:place]):
            return _("“%(label)s” stands there twice.") % {"label": one.label}
        if not leads_somewhere(one):
            return _("“%(label)s” leads nowhere: a choice has either words or a web address.") % {"label": one.label}
    return ""


def leads_somewhere(one: Choice) -> bool:
    if not one.label.strip() or bool(one.says) == bool(one.url):
        return False
    if one.url:
        return one.url.startswith(("https://", "http://")) and units(one.url) <= LONGEST_URL
    return units(one.says) <= LONGEST_SAYING


def units(text: str) -> int:
    """As LINE and browsers count: a sign outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def offer(message: Message, choices: Sequence[Choice]) -> None:
    """Put them beside a message that is about to be sent. Raises ValueError."""
    if not choices:
        return
    if words := fault(choices):
        raise ValueError(words)
    listed = [{name: redact(value) for name, value in asdict(one).items() if value} for one in choices]
    MessageChoices.objects.create(message=message, offered=listed)


def offered(message: Message) -> list[Choice]:
    """Those of ours only: what customers say offers nothing, and nobody looks for it."""
    row = getattr(message, "choices", None) if message.direction == Direction.OUT else None
    return [Choice(**one) for one in row.offered] if row else []


def written_out(message: Message) -> str:
    """The words of a message as they leave: with its choices as lines where its channel cannot show them."""
    choices = offered(message)
    if not choices or (message.channel and are_shown(message.channel, choices)):
        return message.text
    with override(message.customer.language or (message.channel.language if message.channel else "")):
        return "\n\n".join(filter(None, [message.text.strip(), *lines(choices)]))


def are_shown(channel: Channel, choices: Sequence[Choice]) -> bool:
    can = capabilities_of(channel).choices
    return can is not None and len(choices) <= can.most and all(units(one.label) <= can.longest for one in choices)


def lines(choices: Sequence[Choice]) -> list[str]:
    """What can be answered, numbered; then the addresses."""
    sayings = [one.label for one in choices if one.says]
    numbered = [f"{number}. {label}" for number, label in enumerate(sayings, 1)]
    links = [f"{one.label}: {one.url}" for one in choices if one.url]
    asked = [_("Please answer with a number:"), *numbered] if numbered else []
    return ["\n".join(part) for part in (asked, links) if part]


def tapped(channel: Channel, message_id: int, place: int) -> str | None:
    """The words of a choice that was offered on this channel; None = there was no such choice."""
    row = MessageChoices.objects.filter(message=message_id, message__channel=channel).first()
    says = str(row.offered[place].get("says", "")) if row and 0 <= place < len(row.offered) else ""
    return says or None


def took(message: Message, ours: Message) -> None:
    """A customer, who is locked, answers this message of ours: by one of its choices? The first answer counts."""
    if ours.customer_id != message.customer_id or ours.direction != Direction.OUT:
        return
    row = MessageChoices.objects.filter(message=ours, taken=None).first()
    place = place_of(message.text, [Choice(**one) for one in row.offered]) if row else None
    if row is None or place is None:
        return
    MessageChoices.objects.filter(pk=row.pk).update(taken=place, answer=message.pk)
    Message.objects.filter(pk=ours.pk).update(revision=message.revision)
    publish(ThreadHint(message.customer_id, message.revision))


def place_of(text: str, choices: Sequence[Choice]) -> int | None:
    """Which of them these words are: those of the choice, its label, or its number among the lines."""
    said = plain(text)
    places = [place for place, one in enumerate(choices) if one.says]
    named = [place for place in places if said in (plain(choices[place].says), plain(choices[place].label))]
    numbered = [place for number, place in enumerate(places, 1) if said == str(number)]
    return next(iter(named + numbered), None)


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
