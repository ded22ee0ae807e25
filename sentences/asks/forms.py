"""Little forms in a letter: 「下記をご返信ください」 and then 「・お名前：」. Each empty line asks."""

import re
from collections.abc import Iterator

from sentences.asks import english_nouns, japanese_nouns
from sentences.asks.grammar import things_in
from sentences.expressions import expression

LINE = expression(r"[^\n]+")
# A bullet, a label, and nothing (or a blank to fill in) behind the colon: 「お名前：佐藤」 tells, 「お名前：」 asks.
BULLET = r"(?:[・*●■◆◇○□※•‣▪>\-][\s]*|[①-⑳]\s*|\(?\d{1,2}[.)]\s*|【|\[)"
LABEL = expression(
    rf"^\s*(?P<bullet>{BULLET})?\s*(?P<label>[^:\n]{{1,40}}?)\s*(?P<colon>[:】\]])?\s*(?:[_＿.…\s]*"
    rf"|\([^)]*\))\s*$"
)
INTRO = expression(
    r"(?:下記|以下|次の|上記|左記).{0,40}(?:ください|下さい|願|いただけ|いただき|頂け|頂き|もらえ|伺|必要|お聞き"
    r"|教えて)|(?:ください|下さい|願います|お願いいたします"
    r"|お願いします)[。:]?\s*$"
    r"|\b(?:following|below|these\s(?:details|things|points)|this\sinformation|details|information|info|fill\sin"
    r"|complete|need|reply\swith|send|provide|reply|let\sus\sknow)\b[^.?]{0,60}[:.?]?\s*$"
)
GAP = 3  # lines between the words that ask and the list, at most
FILLERS = expression(
    r"^(?:your|the|ご|お|御|a|full|new|current|(?:brief\s|short\s)?(?:description|details"
    r"|spelling)\sof(?:\sthe|\syour)?)?\s*"
)


def blanks_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Every empty line of a form: key, start, end, in a folded text."""
    since = GAP + 1
    for line in LINE.finditer(text):
        blank = LABEL.match(line[0])
        key = _key_of(blank["label"]) if blank else None
        if (
            blank
            and key
            and (blank["bullet"] or blank["colon"])
            and (since <= GAP or (blank["bullet"] and blank["colon"]))
        ):
            since = 0
            yield key, line.start() + len(line[0]) - len(line[0].lstrip()), line.end()
        else:
            since = 0 if INTRO.search(line[0]) else since + 1


def _key_of(label: str) -> str | None:
    """The fact a label names, when it names nothing else besides."""
    for nouns in (japanese_nouns.NOUNS, english_nouns.NOUNS):
        for thing in things_in(label, nouns):
            rest = label[: thing.start] + label[thing.end :]
            if len(re.sub(r"\([^)]*\)", "", FILLERS.sub("", rest)).strip()) <= max(8, len(label) // 2):
                return thing.key
    return None
