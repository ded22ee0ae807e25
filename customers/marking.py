"""Where in a name was it found? The part that the search text fits, for the reader's eye."""

import jaconv

from customers.search import LATIN, fold, romaji_key

LONGEST = 40


def parts(shown: str, text: str) -> tuple[str, str, str]:
    """(before, found, after); found is empty where nothing fits as it is written."""
    for term in fold(text).split():
        found = span(shown[:LONGEST], term)
        if found:
            start, end = found
            return shown[:start], shown[start:end], shown[end:]
    return shown, "", ""


def span(shown: str, term: str) -> tuple[int, int] | None:
    """The shortest first stretch that reads like the term, in any script."""
    starts = range(len(shown))
    plain = next(((at, end) for at in starts for end in ends(shown, at) if fold(shown[at:end]) == term), None)
    if plain or not LATIN.fullmatch(term):
        return plain
    key = romaji_key(term)
    return next(((at, end) for at in starts for end in ends(shown, at) if sounds(shown[at:end]) == key), None)


def ends(shown: str, at: int) -> range:
    return range(at + 1, len(shown) + 1)


def sounds(stretch: str) -> str:
    kana = fold(stretch)
    return romaji_key(str(jaconv.kana2alphabet(kana))) if kana.strip() == kana else ""
