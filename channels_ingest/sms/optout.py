"""STOP and START (customers.opt_out_words), heard on a channel and written down.

Providers know only the English ones, and keep what they know to themselves; so we keep a book of our own.
"""

from collections.abc import Iterator
from datetime import datetime

from channels_ingest.adapters.base import Reach
from conversations.models import Channel
from customers import consents
from customers.identifying import Sender, held
from customers.models import Identity
from customers.opt_out_words import LONGEST_WORD, said
from omnidesk.cleaning import clean_words

# What Twilio took a word for that the company had entered there itself (OptOutType of its Advanced Opt-Out).
TAKEN_FOR = {"STOP": False, "START": True}


def heard(text: str, sender: Sender, channel: Channel, at: datetime, taken_for: str = "") -> Iterator[Reach]:
    """“Yes” is mostly an answer to a question: it opens only what was closed."""
    opens = TAKEN_FOR.get(taken_for, said(text))
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
