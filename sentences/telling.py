"""What a customer has told in a message: pure rules of the language, each with a name that explains it."""

import re
from collections.abc import Iterator
from datetime import datetime

from sentences.expressions import expression
from sentences.told import contacts, days, firms, goods, numbers, people, places, times, tries, trouble
from sentences.told.reading import Reading, read
from sentences.told.secrets import hidden
from sentences.told.shapes import ERROR_PATTERN, ORDER_PATTERNS, Found, Knowledge, Product, Told
from sentences.told.when import days_in

__all__ = ["ERROR_PATTERN", "ORDER_PATTERNS", "Knowledge", "Product", "Told", "normal", "told_in"]

FAMILIES = (contacts, numbers, goods, places, people, times, trouble, tries)
FREE = frozenset({"issue", "tried"})  # whole clauses: a number may stand inside them
# 「カードではなく代引き」: what is taken back at once is not told.
TAKEN_BACK = expression(
    r"\s?(?:さん|番)?(?:では(?:な[いくか]|ありません)|じゃな[いくか]|じゃありません|ではございません)|\s(?:is"
    r"|was) (?:wrong|not (?:it|mine|my))\b"
)
NOT_BEFORE = expression(r"\bnot (?:the |my |a |on |by |with )?$")


def told_in(text: str, knowledge: Knowledge, *, at: datetime | None = None, language: str = "") -> tuple[Told, ...]:
    """The facts of `text` in their order. `at` is when it was said; without it no day is counted out."""
    reading = read(text)
    candidates = [one for one in _candidates(reading, knowledge, at) if _stands(one, reading, knowledge)]
    shut = bytearray(len(reading.text))
    for start, end in hidden(reading.text):
        shut[start:end] = b"\1" * (end - start)
    told = [_mapped(one, text, reading) for one in _best(candidates, shut)]
    return tuple(sorted(_once(told), key=lambda one: (one.start, one.end, one.key)))


def normal(key: str, value: str, *, at: datetime | None = None) -> str:
    """The normal form of a value that comes from elsewhere (a form, an order), for comparing with what was told."""
    reading = read(value)
    makers = {
        "email": contacts.email_norm,
        "address": places.address_norm,
        "name": people.name_norm,
        "company": firms.company_norm,
        "amount": goods.amount_norm,
    }
    if key in makers:
        return makers[key](reading.cased) or reading.cased.strip()
    if key == "phone":
        return contacts.phone_norm(reading.text) or reading.text.strip()
    if key == "order_number":
        return next(
            (told.norm for told in told_in(value, Knowledge()) if told.key == key), numbers.order_norm(reading.cased)
        )
    if key in ("serial", "error_code", "product", "slip_no"):
        return reading.cased.strip().upper()
    if key in ("date", "deadline") and at:
        return next(
            (day.norm for day in days_in(reading.text, at.date(), ahead=key == "deadline")), reading.text.strip()
        )
    return re.sub(r"\s+", " ", reading.text).strip()


def _candidates(reading: Reading, knowledge: Knowledge, at: datetime | None) -> Iterator[Found]:
    for family in FAMILIES:
        yield from family.found(reading, knowledge)
    yield from days.found(reading, knowledge, at.date() if at else None)


def _stands(one: Found, reading: Reading, knowledge: Knowledge) -> bool:
    """Not taken back, not secret, not struck out by an agent before."""
    if (one.key, one.norm) in knowledge.ignored:
        return False
    if one.key in FREE:
        return True
    before = reading.text[max(0, one.start - 12) : one.start]
    return not TAKEN_BACK.match(reading.text, one.end) and not NOT_BEFORE.search(before)


def _best(candidates: list[Found], shut: bytearray) -> Iterator[Found]:
    """Where two overlap the surer, longer one stays; clauses may hold other facts, but no clause and no secret."""
    taken = {key: shut.copy() for key in (*FREE, "")}
    for one in sorted(candidates, key=lambda one: (-one.confidence, one.start - one.end, one.start)):
        place = taken[one.key if one.key in FREE else ""]
        if one.start < one.end and not any(place[one.start : one.end]):
            place[one.start : one.end] = b"\1" * (one.end - one.start)
            yield one


def _mapped(one: Found, text: str, reading: Reading) -> Told:
    start, end = reading.folded.span(one.start, one.end)
    return Told(one.key, text[start:end], one.norm, start, end, one.confidence, one.rule)


def _once(told: list[Told]) -> Iterator[Told]:
    """A value that is said twice is told once, where it was said first."""
    seen: set[tuple[str, str]] = set()
    for one in sorted(told, key=lambda one: one.start):
        if (one.key, one.norm) not in seen:
            seen.add((one.key, one.norm))
            yield one
