"""Text as the rules read it: one width, one case, one kind of apostrophe, with the way back to what was typed.

Agents and customers mix `ＡＢＣ`, `ﾃﾞﾝﾜ` and `e-mail`. The rules are written once, for the folded form; what they
find is underlined in the original, so every folded character remembers where it came from.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sentences.expressions import expression

# NFKC leaves these as they are; the rules know one apostrophe, one quotation mark, and a space that is a space.
SAME = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "\u200b": " ", "\ufeff": " "})
# Letters that NFKC leaves alone and that are as long in lower case: nearly all of what people write.
PLAIN = expression(r"[\n\t !-_a-~、。「」『』・ー々ぁ-ゖァ-ヺ一-鿿]+")
LETTERS_AT_ONCE = 8  # an accent or a half-width voiced mark belongs to the letter before it; nobody types more of them


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is folded; `start_of[i]` is where its character i begins in the original, `start_of[len]` its end."""

    text: str
    start_of: tuple[int, ...]
    end_of: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind folded[start:end]."""
        if start >= end:
            return self.start_of[start], self.start_of[start]
        return self.start_of[start], self.end_of[end - 1]


# One message is read by several families of rules, one right after the other.
@lru_cache(maxsize=4)
def fold(text: str) -> Folded:
    """NFKC, lower case and plain quotation marks, with the way back."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _stretches(text):
        piece = text[start:end].lower() if end - start > 1 and PLAIN.fullmatch(text, start, end) else ""
        if piece:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            piece = unicodedata.normalize("NFKC", text[start:end]).lower().translate(SAME)
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
        pieces.append(piece)
    return Folded("".join(pieces), (*starts, len(text)), tuple(ends))


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Runs of plain letters, and between them each other letter with the marks that belong to it: `ﾃﾞ` is one."""
    place = 0
    while place < len(text):
        run = PLAIN.match(text, place)
        end = run.end() if run else place
        if run and end < len(text) and _joins(text[end]):
            end -= 1  # the last one has a mark to carry
        if end > place:
            yield place, end
            place = end
            continue
        end = place + 1
        while end < len(text) and end - place < LETTERS_AT_ONCE and _joins(text[end]):
            end += 1
        yield place, end
        place = end


def _joins(character: str) -> bool:
    return character in "ﾞﾟ" or unicodedata.combining(character) != 0
