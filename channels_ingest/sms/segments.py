"""How many SMS a text is. Networks charge by the part, and one character outside GSM makes all of them shorter.

The composer counts by the same rule (static/js/thread/segments.js); a test holds the two together.
"""

from dataclasses import dataclass

# GSM 03.38: one septet each; those of the extension table are led in by an escape and count two.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
# What one SMS holds alone, and what each holds beside the header that says which part it is.
GSM, UCS2 = (160, 153), (70, 67)
BEYOND_ONE_UNIT = 0xFFFF


@dataclass(frozen=True)
class Count:
    """units: what was used so far. single: up to how many units one SMS does."""

    segments: int
    units: int
    single: int


def count(text: str) -> Count:
    (single, part), sizes = measured(text)
    units = sum(sizes)
    if units <= single:
        return Count(int(bool(units)), units, single)
    return Count(parts(sizes, part), units, single)


def is_gsm(text: str) -> bool:
    return all(sign in BASIC or sign in EXTENDED for sign in text)


def measured(text: str) -> tuple[tuple[int, int], list[int]]:
    """The table that holds for this text, and what each character takes of it."""
    if is_gsm(text):
        return GSM, [2 if sign in EXTENDED else 1 for sign in text]
    return UCS2, [2 if ord(sign) > BEYOND_ONE_UNIT else 1 for sign in text]


def parts(sizes: list[int], room: int) -> int:
    """An escape and its sign, or the halves of one character, always travel together."""
    number, used = 1, 0
    for size in sizes:
        if used + size > room:
            number, used = number + 1, 0
        used += size
    return number
