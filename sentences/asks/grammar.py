"""The few words both languages share: a thing that is spoken of, and the keys of facts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

KEYS = (
    "name", "phone", "email", "address", "order_number", "date", "product", "issue",
    "serial", "error_code", "company", "quantity", "tried", "amount",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun phrase that stands for a fact, such as "your order number"."""

    key: str
    start: int
    end: int


def compiled(patterns: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {key: re.compile(pattern, re.X) for key, pattern in patterns.items()}


def things_in(text: str, nouns: Mapping[str, re.Pattern[str]]) -> list[Thing]:
    """Every fact that is named, in order; where two overlap the longer name is meant: メールアドレス, not アドレス."""
    found = [Thing(key, match.start(), match.end()) for key, noun in nouns.items() for match in noun.finditer(text)]
    return sorted(_longest(found), key=lambda thing: thing.start)


def _longest(things: Iterable[Thing]) -> list[Thing]:
    kept: list[Thing] = []
    for thing in sorted(things, key=lambda thing: (thing.start - thing.end, thing.start)):
        if all(thing.end <= other.start or other.end <= thing.start for other in kept):
            kept.append(thing)
    return kept
