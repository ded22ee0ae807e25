"""Text as the rules read it: one width, one case, one kind of apostrophe, with the way back to what was typed.

Agents and customers mix `ＡＢＣ`, `ﾃﾞﾝﾜ` and `e-mail`. The rules are written once, for the folded form; what they
find is underlined in the original, so every folded character remembers where it came from.
"""

import unicodedata
from dataclasses import dataclass

# NFKC leaves these as they are; the rules know one apostrophe, one quotation mark, and a space that is a space.
SAME = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "\u200b": " ", "\ufeff": " "})
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


def fold(text: str) -> Folded:
    """NFKC, lower case and plain quotation marks, with the way back."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _letters(text):
        piece = unicodedata.normalize("NFKC", text[start:end]).lower().translate(SAME)
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
    return Folded("".join(pieces), (*starts, len(text)), tuple(ends))


def _letters(text: str) -> list[tuple[int, int]]:
    """Each letter with the marks that belong to it: `ﾃﾞ` is one, and becomes デ."""
    letters: list[tuple[int, int]] = []
    for place, character in enumerate(text):
        joins = unicodedata.combining(character) or character in "ﾞﾟ"
        if joins and letters and place - letters[-1][0] < LETTERS_AT_ONCE:
            letters[-1] = (letters[-1][0], place + 1)
        else:
            letters.append((place, place + 1))
    return letters
