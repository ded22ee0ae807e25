"""Reading what a customer writes, so that nobody asks for it again. A rule that breaks costs no message."""

import unicodedata
from collections.abc import Iterable
from itertools import chain

import structlog
from django.utils import timezone

from conversations import knowledge, letters
from conversations.models import Direction, Message, Status
from customers import fact_words
from customers.models import Fact
from customers.models.fact import FactSource
from customers.noting import expiry, note_first
from omnidesk.live import PanelHint
from omnidesk.telling import publish
from sentences.telling import Told, told_in

log = structlog.get_logger(__name__)

# Nobody tells more in one message; what a machine pours in is not read to its end.
LONGEST = 20_000
MOST = 60
# What a subject names for sure; the rest of it is a heading, not a sentence.
IN_SUBJECTS = ("order_number", "error_code", "slip_no", "serial")


def listen(message: Message) -> list[Fact]:
    """Write down what this message tells. Its customer is locked and it is new; nothing waits for an answer."""
    found = facts_of(message)
    if found:
        # Which keys they get nobody knows yet: whoever draws their marks asks (fact_marks).
        note_first(message.pk, found, is_news=message.of_new_customer)
        publish(PanelHint(message.customer_id))
    else:
        message.told = []
    return found


def facts_of(message: Message) -> list[Fact]:
    """Read, without a word to the database: so a rule that breaks can break nothing else."""
    if message.direction != Direction.IN or message.is_automatic or message.unsent_at:
        return []
    if message.conversation.status == Status.SPAM:
        return []
    try:
        return [as_fact(message, told) for told in once(heard(message))][:MOST]
    except Exception:
        # Rules are many and messages are strange: the message itself must come in whatever happens here.
        log.exception("listening_failed", message=message.pk)
        return []


def heard(message: Message) -> Iterable[Told]:
    """Quoted mail and signatures are kept apart from the text: what others wrote is not read as theirs."""
    known = knowledge.learned()
    at = timezone.localtime(message.shown_at)
    language = message.customer.language
    text = message.text[:LONGEST]
    spoken = chain(told_in(text, known.rules, at=at, language=language), numbers(text, known))
    subject = "" if letters.bare(message.subject) != message.subject.strip() else message.subject
    named = chain(told_in(subject, known.rules, at=at, language=language), numbers(subject, known)) if subject else ()
    for told in spoken:
        yield righted(told, known)
    for told in named:
        if told.key in IN_SUBJECTS:
            yield Told(told.key, told.value, told.norm, -1, -1, told.confidence, f"subject.{told.rule}"[:60])


def numbers(text: str, known: knowledge.Learned) -> Iterable[Told]:
    """Numbers of other kinds that the company has taught: slips, series, cases."""
    for key, pattern in known.numbers:
        for found in pattern.finditer(text):
            norm = unicodedata.normalize("NFKC", found.group()).upper()
            if (key, norm) not in known.rules.ignored:
                yield Told(key, found.group(), norm, found.start(), found.end(), 0.95, f"pattern.{key}"[:60])


def righted(told: Told, known: knowledge.Learned) -> Told:
    right = known.right_keys.get((told.key, told.norm))
    return Told(right, told.value, told.norm, told.start, told.end, told.confidence, told.rule) if right else told


def once(found: Iterable[Told]) -> list[Told]:
    """The same thing said twice in one message is one fact, where it was said first; a whole name says both parts."""
    kept: dict[tuple[str, str], Told] = {}
    for told in found:
        kept.setdefault((told.key, told.norm or told.value), told)
    names = [norm for key, norm in kept if key == "name"]
    parts = {name for name in names if any(whole.startswith(name) and whole != name for whole in names)}
    return [told for (key, norm), told in kept.items() if key != "name" or norm not in parts]


def as_fact(message: Message, told: Told) -> Fact:
    """Whose it was before any merge: that of the identity it came through."""
    identity = message.identity
    return Fact(
        customer_id=message.customer_id,
        home_id=identity.home_id if identity else message.customer_id,
        identity=identity,
        matter=None if fact_words.is_of_person(told.key) else message.conversation_id,
        message=message.pk,
        start=told.start if told.start >= 0 else None,
        end=told.end if told.start >= 0 else None,
        key=told.key,
        value=told.value,
        norm=told.norm or told.value,
        source=FactSource.MESSAGE,
        channel_kind=message.channel.kind if message.channel else "",
        said_at=message.shown_at,
        confidence=told.confidence,
        rule=told.rule[:60],
        expires_at=expiry(told.key, message.shown_at),
    )
