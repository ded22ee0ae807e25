"""A message as the rules read it: folded, with hyphens that are hyphens, and with the way back to what was typed."""

import re
from dataclasses import dataclass

from sentences.expressions import expression
from sentences.folding import Folded, fold

# All of these are typed for a hyphen between digits and letters: `０９０ー１２３４ー５６７８`, `Ａ−１０２６６`.
DASH = expression(r"(?<=[0-9a-z])[‐‑–—―−ーｰ－─](?=[0-9a-z])", re.IGNORECASE)
LATIN = expression(r"[a-z]{2}")
CAPITAL = expression(r"[^\W\d_ぁ-ヿ一-鿿a-z]")
WAVE = str.maketrans({"〜": "~", "\r": "\n", "\t": " "})
SENTENCE_END = expression(r"[。!?\n]|\.(?=\s|$)")
CLAUSE_END = expression(
    r"[。!?\n、]|[\U0001f300-\U0001faff☀-➿]|\.(?=\s|$)|,(?=\s)|;|(?<=[すたいんだ])(?:が|けど|けれど|ので"
    r"|から)(?=[^\w]|[ぁ-ん一-鿿])"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is lower case; `cased` is the same, letter for letter, with capitals: names need them.

    japanese, english: whether rules of the language can find anything; in most messages one of the two cannot.
    """

    text: str
    cased: str
    folded: Folded
    japanese: bool
    english: bool


def read(original: str) -> Reading:
    """`Ａー１０２６６` is read as `a-10266`, and every letter knows where it came from."""
    folded = fold(original)
    text = DASH.sub("-", folded.text.translate(WAVE))
    letters = list(text)
    for place in capitals(original, folded):
        letters[place] = letters[place].upper() if len(letters[place].upper()) == 1 else letters[place]
    return Reading(text, "".join(letters), folded, may_be_japanese(text), may_be_english(text))


def may_be_japanese(text: str) -> bool:
    return not text.isascii()


def may_be_english(text: str) -> bool:
    """Folded text with a word of Latin letters."""
    return LATIN.search(text) is not None


def capitals(original: str, folded: Folded) -> list[int]:
    """Where the folded text has a small letter for a capital one; most messages of Japan have next to none."""
    if original.islower() or not CAPITAL.search(original):
        return []
    return [place for place, start in enumerate(folded.start_of[:-1]) if original[start].isupper()]


def pieces(text: str, end_of: re.Pattern[str]) -> list[tuple[int, int]]:
    """The stretches between the marks of `end_of`, trimmed of blanks; empty ones are left out."""
    cuts = [0]
    for mark in end_of.finditer(text):
        cuts.extend((mark.start(), mark.end()))
    cuts.append(len(text))
    found = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=True):
        trimmed = text[start:end]
        start += len(trimmed) - len(trimmed.lstrip())
        end = start + len(trimmed.strip())
        if start < end:
            found.append((start, end))
    return found
