"""A one-time code on its way in: taken at the door, before anything of the message is stored.

Every token that could be a code counts as a try and is masked, so that nobody learns from us which digits were right.
Numbers that the words before them name (an order, a parcel, an amount) are let be: they count as nothing.
"""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from conversations.history import record
from conversations.inbound import Inbound
from conversations.models import Message
from customers import proving
from customers.models import Challenge, Customer
from customers.proving import TRIES, Answer

# Any width, alone or in two groups; no part of a longer number, a price, an address or a name.
TOKEN = re.compile(
    r"(?<![\dA-Za-z#＃\-－‐−ー._/:@])\d{3}[ 　\-－]?\d{3}(?![\dA-Za-z\-－‐−_/:@]|[.,．，]\d|\s*(?:円|個|件|台|yen))"
)
NAMED = re.compile(
    r"注文|伝票|追跡|受付|郵便|〒|会員|お客[さ様]ま?番号|型番|品番|製造|シリアル|エラー|電話|口座|order|serial|error|parcel|"
    r"tracking|postal|zip|model|tel|ticket|invoice|¥|￥|\$",
    re.IGNORECASE,
)
BEFORE = 14


@dataclass(frozen=True)
class Taken:
    """The message as it may be stored, and what its digits were worth."""

    inbound: Inbound
    answers: tuple[Answer, ...] = ()
    masked: bool = False


def take(inbound: Inbound, customer: Customer) -> Taken:
    """The customer is locked. Nothing is asked of the database where nothing looks like a code."""
    if not any(TOKEN.search(words) for words in places(inbound)):
        return Taken(inbound)
    challenges = proving.waiting(customer)
    return judged(inbound, customer, challenges) if challenges else Taken(inbound)


def places(inbound: Inbound) -> tuple[str, ...]:
    head = inbound.head
    return (inbound.text, inbound.subject, *((head.quoted, head.plain, head.html) if head else ()))


def judged(inbound: Inbound, customer: Customer, challenges: list[Challenge]) -> Taken:
    tokens = [] if inbound.is_automatic else candidates(inbound.text)
    said = [digits(token[0]) for token in tokens[:TRIES]]
    # What a mail repeats of ours proves nothing here, but must not be kept either.
    ours = {proving.code_of(one) for one in challenges}
    answers: list[Answer] = []
    for one in dict.fromkeys(said):
        answers.append(proving.answered(challenges, one))
        if answers[-1].outcome != "wrong" or not answers[-1].left:
            break
    with override(customer.language or inbound.channel.language):
        mask = _("(confirmation code)")
    cleaned = without(inbound, tokens, ours, mask)
    return Taken(cleaned, tuple(answers), masked=cleaned != inbound)


def candidates(text: str) -> list[re.Match[str]]:
    return [
        token
        for token in TOKEN.finditer(text)
        if not NAMED.search(text[max(0, token.start() - BEFORE) : token.start()])
    ]


def digits(token: str) -> str:
    return "".join(str(int(sign)) for sign in token if sign.isdecimal())


def without(inbound: Inbound, tokens: list[re.Match[str]], ours: set[str], mask: str) -> Inbound:
    spans = {token.span() for token in tokens}

    def hidden(match: re.Match[str]) -> str:
        return mask if match.span() in spans or (inbound.head and digits(match[0]) in ours) else match[0]

    def repeated(match: re.Match[str]) -> str:
        return mask if digits(match[0]) in ours or match[0] in said else match[0]

    said = {token[0] for token in tokens}
    cleaned = replace(inbound, text=TOKEN.sub(hidden, inbound.text))
    if inbound.head is None:
        return cleaned
    subject, quoted, plain, html = (TOKEN.sub(repeated, words) for words in places(inbound)[1:])
    # As with whatever else may not be kept: the formatted copy goes altogether.
    html = inbound.head.html if (html, plain) == (inbound.head.html, inbound.head.plain) else ""
    return replace(cleaned, subject=subject, head=replace(inbound.head, quoted=quoted, plain=plain, html=html))


def note(taken: Taken, message: Message) -> None:
    """Into the thread, once the message has its place: what the digits were worth, and never the digits."""
    for answer in taken.answers:
        if answer.outcome == "wrong":
            record(message.conversation, "code_wrong", message=message, left=answer.left)
        else:
            kind = "code_proved" if answer.outcome == "right" else "code_held"
            record(message.conversation, kind, message=message, address=answer.identity.address)
