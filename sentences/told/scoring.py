"""How well the rules read: labelled messages against what was told, by language and key.

A message is labelled in place: `番号は[[order_number:Ａ-10266|#A-10266]]です`. The part after `|` is the normal form;
it may be left out where the rules of the key make it from the value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sentences.expressions import expression
from sentences.measuring import Measure, Score
from sentences.telling import Knowledge, Told, normal, told_in

# Their value is a stretch of the message: what overlaps with the labelled stretch is right.
STRETCHES = frozenset(
    {"issue", "tried", "available", "since", "deadline", "color", "payment", "quantity", "name", "company", "address"}
)
MARK = expression(r"\[\[(?P<key>[a-z_]+):(?P<value>[^\]|]*)(?:\|(?P<norm>[^\]]*))?\]\]")


@dataclass(frozen=True, slots=True)
class Label:
    key: str
    value: str
    norm: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """One fact: `right`, `invented` or `missed`, and what it was."""

    key: str
    outcome: str
    what: str


def marked(line: str) -> tuple[str, list[Label]]:
    """The plain text of a marked line, and its labels."""
    line = line.replace("\\n", "\n")
    plain, labels, last = "", [], 0
    for match in MARK.finditer(line):
        plain += line[last : match.start()]
        labels.append(Label(match["key"], match["value"], match["norm"] or "", len(plain), len(plain + match["value"])))
        plain += match["value"]
        last = match.end()
    return plain + line[last:], labels


def verdicts(text: str, labels: list[Label], knowledge: Knowledge, at: datetime) -> Iterator[Verdict]:
    """Each label once, and everything that was told besides."""
    told = list(told_in(text, knowledge, at=at))
    for label in labels:
        hit = next((one for one in told if one.key == label.key and _same(one, label, at)), None)
        if hit:
            told.remove(hit)
        yield Verdict(label.key, "right" if hit else "missed", label.value)
    for one in told:
        if not any(one.key == label.key and _overlap(one, label) for label in labels):
            yield Verdict(one.key, "invented", f"{one.value} → {one.norm} ({one.rule})")


def _same(one: Told, label: Label, at: datetime) -> bool:
    if label.key in STRETCHES:
        return _overlap(one, label)
    wanted = normal(label.key, label.norm or label.value, at=at)
    return wanted in (one.norm, normal(label.key, one.norm, at=at))


def _overlap(one: Told, label: Label) -> bool:
    return one.start < label.end and label.start < one.end


def count(measure: Measure, lang: str, found: Verdict) -> None:
    """One verdict more in the tables of its key, its language, and the whole."""
    of_key = measure.scores.setdefault((lang, found.key), Score())
    for score in (of_key, measure.by_language.setdefault(lang, Score()), measure.whole):
        score.lines += found.outcome != "invented"
        score.hits += found.outcome == "right"
        score.wrong += found.outcome == "invented"
        score.missed += found.outcome == "missed"
