"""What a channel can do, asked by everybody who would otherwise compare its kind.

The answers are written in the adapters, which lie above this room; so they are found by name, once, when first asked
(settings.CAPABILITIES).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from conversations.models import Channel
from customers.models import Identity


@dataclass(frozen=True)
class ShownChoices:
    """So many buttons below one message, each with so long a label; some say words, some lead to an address."""

    most: int
    longest: int


@dataclass(frozen=True)
class Capabilities:
    # The kind of identity it reaches; scoped = only identities that came through this very channel.
    reaches: str
    scoped: bool = True
    max_length: int = 4000
    # Groups of conversations.file_types that it carries, and how many at once.
    media: frozenset[str] = frozenset()
    max_files: int = 0
    # What we learn of a message's way: any of "delivered", "read".
    receipts: frozenset[str] = frozenset()
    typing: bool = False
    # Has a subject, copies, quotes and a signature: what a letter has and a message has not.
    letters: bool = False
    # How long a message of ours lies still before it goes, so that it can be taken back.
    held: timedelta = timedelta(0)
    # How long after the customer's last word we may write; None = always. Afterwards templates only, where it has them.
    window: timedelta | None = None
    templates: bool = False
    # May we write first, to somebody who has not written to us?
    starts: bool = False
    edit: bool = False
    unsend: bool = False
    like: bool = False
    share: bool = False
    # Where people hold a line open: which of these customers are there now, and whether this one will come back to read
    # what we write. None = they need not be there.
    present: Callable[[Collection[int]], set[int]] | None = None
    comes_back: Callable[[Identity], bool] | None = None
    # Why this one cannot be written to although the kind is right (a landline); "" = it can.
    why_not: Callable[[Identity], str | Promise] | None = None
    # Hands over `code_letters.words_of`, so that a one-time code can go by it.
    codes: bool = False
    # Carries voices and no words: it is dialled (conversations.calls) and never written to. by_hand: on the agent's own
    # telephone, so that only they can say how it went; else we ring them first and then connect.
    dials: bool = False
    by_hand: bool = False
    # False = it takes messages only; what is answered goes another way.
    sends: bool = True
    # Is charged by the part: the composer counts them (static/js/thread/segments.js).
    segments: bool = False
    # Choices are buttons there (conversations.choosing). None = they are written out as numbered lines.
    choices: ShownChoices | None = None
    # Sending the same message again does no harm: a send that was interrupted is simply repeated.
    repeats: bool = False
    # What an admin chose for this very channel, where that is left to them.
    own: "Callable[[Channel], Capabilities] | None" = None


# A channel whose adapter was taken away: its history stays, nothing goes out.
NOTHING = Capabilities(reaches="")


def present(customers: Collection[int]) -> set[int]:
    """Who of these customers is there now, on any channel: one question for each kind that knows."""
    asked = [can.present for can in table().values() if can.present]
    return {customer for ask in asked for customer in ask(customers)}


def capabilities_of(channel: Channel) -> Capabilities:
    can = table().get(channel.kind, NOTHING)
    return can.own(channel) if can.own else can


@cache
def table() -> dict[str, Capabilities]:
    found: dict[str, Capabilities] = import_string(settings.CAPABILITIES)
    return found
