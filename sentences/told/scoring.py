"""How well the rules read: labelled messages against what was told, by key."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sentences.telling import Knowledge, Told, normal, told_in

# Keys whose value is a stretch of free text: an overlap with the labelled stretch counts.
BY_PLACE = frozenset(
    {"issue", "tried", "available", "since", "deadline", "color", "payment", "quantity", "name", "company", "address"}
)
MARK = re.compile(r"\[\[(?P<key>[a-z_]+):(?P<value>[^\]|]*)(?:\|(?P<norm>[^\]]*))?\]\]")


@dataclass(frozen=True)
class Label:
    key: str
    value: str
    norm: str
    start: int
    end: int


@dataclass
class Score:
    """Right, invented and missed, and the lines that show which."""

    right: int = 0
    invented: int = 0
    missed: int = 0
    lines: list[str] = field(default_factory=list)


def marked(line: str) -> tuple[str, list[Label]]:
    """`番号は[[order_number:A-10266]]です`: the plain text and its labels."""
    plain, labels, last = "", [], 0
    line = line.replace("\\n", "\n")
    for match in MARK.finditer(line):
        plain += line[last : match.start()]
        start = len(plain)
        plain += match["value"]
        labels.append(Label(match["key"], match["value"], match["norm"] or "", start, len(plain)))
        last = match.end()
    return plain + line[last:], labels


def score(
    text: str, labels: list[Label], knowledge: Knowledge, at: datetime, keys: Iterable[str] = ()
) -> Iterator[tuple[str, str, str]]:
    """(key, right|invented|missed, what) for one message; with `keys` only those."""
    told = list(told_in(text, knowledge, at=at))
    for label in labels:
        hit = next((one for one in told if one.key == label.key and _same(one, label, at)), None)
        if hit:
            told.remove(hit)
        yield label.key, "right" if hit else "missed", label.value
    for one in told:
        if (not keys or one.key in keys) and not _second(one, labels, at):
            yield one.key, "invented", f"{one.value} → {one.norm} ({one.rule})"


def _same(one: Told, label: Label, at: datetime) -> bool:
    wanted = label.norm or normal(label.key, label.value, at=at)
    if label.key in BY_PLACE:
        return one.start < label.end and label.start < one.end
    return wanted in (one.norm, normal(label.key, one.norm, at=at))


def _second(one: Told, labels: list[Label], at: datetime) -> bool:
    """A label that was found already, in another part of the same stretch, is no invention."""
    return any(one.key == label.key and one.start < label.end and label.start < one.end for label in labels)
