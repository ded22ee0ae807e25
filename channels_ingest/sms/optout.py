"""STOP and START: one word alone opens or closes the line, in English as at every provider and in Japanese besides.

Providers know only the English ones, and keep what they know to themselves; so we keep a book of our own.
"""

import unicodedata
from collections.abc import Iterator
from datetime import datetime

import jaconv

from channels_ingest.adapters.base import Reach
from conversations.inbox import Sender
from conversations.models import Channel
from customers import consents
from customers.identifying import held
from customers.models import Identity
from omnidesk.cleaning import clean_words

AROUND = " \n\t.,!?。、！？「」\"'"
LONGEST_WORD = 40


def folded(text: str) -> str:
    return jaconv.kata2hira(unicodedata.normalize("NFKC", text).strip(AROUND).casefold())


STOPS = frozenset(
    folded(word)
    for word in ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "停止", "配信停止", "解除", "ストップ")
)
STARTS = frozenset(folded(word) for word in ("START", "YES", "UNSTOP", "再開"))


def said(text: str) -> bool | None:
    """True = they open the line, False = they close it, None = neither was said."""
    word = folded(text) if len(text) <= LONGEST_WORD else ""
    return False if word in STOPS else True if word in STARTS else None


def heard(text: str, sender: Sender, channel: Channel, at: datetime) -> Iterator[Reach]:
    """“Yes” is mostly an answer to a question: it opens only what was closed."""
    opens = said(text)
    if opens is False or (opens and is_stopped(sender.kind, sender.scope, sender.value)):
        yield Reach(channel, sender, opens, at, evidence=clean_words(text, LONGEST_WORD))


def told_by_provider(sender: Sender, channel: Channel, at: datetime, evidence: str) -> Iterator[Reach]:
    """The provider keeps back what we send, because they once said STOP to it."""
    if not is_stopped(sender.kind, sender.scope, sender.value):
        yield Reach(channel, sender, is_open=False, at=at, evidence=evidence)


def is_stopped_for(identity: Identity) -> bool:
    """As the composer asks it: a stop at any of the customer's rows of this number."""
    same = Identity.objects.filter(customer=identity.customer_id, kind=identity.kind, value=identity.value)
    return bool(consents.stopped(same))


def is_stopped(kind: str, scope: str, value: str) -> bool:
    identity = held(kind, scope, value)
    return identity is not None and bool(consents.stopped([identity]))
