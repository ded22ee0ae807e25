"""A message of ours that a number alone answers, such as a survey's scale: for who types where others tap.

What answers it lies beside it and is nobody's turn: it opens no matter and reopens none. So does a comment of which
that is sure; all other words are our turn as ever. Whoever asked is told by a row and a task by its name (they live
above this room), and says what there is to say.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversations.history import record
from conversations.inbound import Inbound
from conversations.mere_comments import is_mere_comment
from conversations.models import Conversation, Direction, Message, NumberQuestion
from conversations.threads import Place
from customers.models import Customer, Identity
from customers.opt_out_words import said as opens_or_stops
from omnidesk.waking import wake

ANSWERED = "kpis.number_answered"
# So long after the number the next words are about it; what is said later is said for itself.
COMMENTED_FOR = timedelta(hours=1)
LONGEST = 12
KANJI = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_ALONE = re.compile(
    r"(?:(?P<digits>0|[1-9]\d?)|(?P<long>[1-9]\d\d)(?=点)|(?P<kanji>十[一二三四五六七八九]?|[〇零一二三四五六七八九]))"
    r"\s*(?:点|番|points?)?\s*(?:です|でした)?[。.!]*"
)


@dataclass(frozen=True)
class Typed:
    """kind: "number", "stray" (beside the scale) or "comment". matter: where the question lies, locked; None = these
    words may ask for something, and go where all words go."""

    question: NumberQuestion
    kind: str
    number: int | None = None
    matter: Conversation | None = None


def ask(message: Message, lowest: int, highest: int, until: datetime) -> None:
    """A number from lowest to highest answers this message of ours until then."""
    row = {"lowest": lowest, "highest": highest, "until": until, "identity": message.identity}
    NumberQuestion.objects.create(message=message, **row)


def read(text: str) -> int | None:
    """The number, where a message is nothing else: 5, ５, ⑤, 五, 5点, 5 points."""
    if len(text.strip()) > LONGEST:
        return None
    # What makes a picture of a key out of a digit.
    plain = unicodedata.normalize("NFKC", text).translate({0xFE0F: None, 0x20E3: None}).strip().casefold()
    found = _ALONE.fullmatch(plain)
    if found is None:
        return None
    digits = found["digits"] or found["long"]
    return int(digits) if digits else spelt(found["kanji"])


def spelt(signs: str) -> int:
    return 10 + sum(KANJI[sign] for sign in signs[1:]) if signs[0] == "十" else KANJI[signs]


def found(inbound: Inbound, identity: Identity, place: Place, quoted: Message | None) -> Typed | None:
    """Their customer is locked. The database is asked only where words are a number alone or would open something."""
    if inbound.head is not None or inbound.attachment_ids or identity.customer.blocked_at:
        return None
    number = read(inbound.text)
    is_open = place.matter is not None and not place.reopen
    if number is None and is_open:
        return None
    rows = NumberQuestion.objects.filter(identity=identity, message__channel=inbound.channel)
    if quoted is not None:
        rows = rows.filter(message=quoted)
    rows = rows.select_related("message").order_by("-message")
    if number is not None:
        return numbered(rows.filter(until__gt=inbound.received_at).first(), identity.customer, number)
    since = inbound.received_at - COMMENTED_FOR
    return commented(rows.filter(comment=None, answered_at__gt=since).first(), identity.customer, inbound.text)


def numbered(asked: NumberQuestion | None, customer: Customer, number: int) -> Typed | None:
    if asked is None or is_behind(asked, customer):
        return None
    on_scale = asked.lowest <= number <= asked.highest
    matter = lies_in(asked, customer) if on_scale or asked.stray_id is None else None
    return Typed(asked, "number" if on_scale else "stray", number, matter) if matter else None


def commented(asked: NumberQuestion | None, customer: Customer, text: str) -> Typed | None:
    """The first words after the number are its comment; unless they are surely no more than that, they are a message
    like any other too."""
    if asked is None or opens_or_stops(text) is not None or is_behind(asked, customer):
        return None
    return Typed(asked, "comment", matter=lies_in(asked, customer) if is_mere_comment(text) else None)


def is_behind(asked: NumberQuestion, customer: Customer) -> bool:
    """A colleague wrote since: what comes now answers them."""
    newer = Message.objects.filter(customer=customer, direction=Direction.OUT, author__isnull=False)
    return newer.filter(pk__gt=asked.message_id, shown_at__gt=asked.message.shown_at).exists()


def lies_in(asked: NumberQuestion, customer: Customer) -> Conversation | None:
    """Its matter, locked after its customer: a split or a join may have moved it."""
    rows = Conversation.objects.select_for_update(of=("self",)).filter(customer=customer, joined_into=None)
    matter = rows.filter(pk=asked.message.conversation_id).first()
    if matter is not None:
        matter.customer = customer
    return matter


def took(typed: Typed, message: Message) -> None:
    """Once the message has its place: what it said is kept, and whoever asked is woken."""
    row = typed.question
    row.news = [*row.news, typed.kind]
    told = {"number": ["number", "answer_id", "answered_at"], "stray": ["stray_id"], "comment": ["comment_id"]}
    if typed.kind == "number":
        row.number, row.answer_id, row.answered_at = typed.number, message.pk, message.received_at
    elif typed.kind == "stray":
        row.stray_id = message.pk
    else:
        row.comment_id = message.pk
    NumberQuestion.objects.filter(pk=row.pk).update(
        news=row.news, tries=0, **{name: getattr(row, name) for name in told[typed.kind]}
    )
    record(message.conversation, f"survey_{typed.kind}", message=message, number=typed.number)
    wake(ANSWERED, row.pk)
