"""The few words both languages share: a thing that is spoken of, and the keys of facts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sentences.expressions import expression

KEYS = (
    "name", "phone", "email", "address", "order_number", "date", "product", "issue",
    "serial", "error_code", "company", "quantity", "tried", "amount",
)  # fmt: skip


NO_SIGNS: Mapping[str, re.Pattern[str]] = {}


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun phrase that stands for a fact, such as "your order number"."""

    key: str
    start: int
    end: int


def compiled(patterns: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {key: expression(pattern, re.X) for key, pattern in patterns.items()}


def things_in(
    text: str, nouns: Mapping[str, re.Pattern[str]], signs: Mapping[str, re.Pattern[str]] = NO_SIGNS
) -> list[Thing]:
    """Every fact that is named, in order; where two overlap the longer name is meant: メールアドレス, not アドレス.

    Without its sign no name of a key can stand in the text, and a sign is sooner looked for than a name.
    """
    likely = {key: noun for key, noun in nouns.items() if key not in signs or signs[key].search(text)}
    found = [Thing(key, match.start(), match.end()) for key, noun in likely.items() for match in noun.finditer(text)]
    return sorted(_longest(found), key=lambda thing: thing.start)


def _longest(things: Iterable[Thing]) -> list[Thing]:
    kept: list[Thing] = []
    for thing in sorted(things, key=lambda thing: (thing.start - thing.end, thing.start)):
        if all(thing.end <= other.start or other.end <= thing.start for other in kept):
            kept.append(thing)
    return kept
