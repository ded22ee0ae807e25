"""STOP and START: one word alone opens or closes the line, in English as at every provider and in Japanese besides."""

import unicodedata

import jaconv

AROUND = " \n\t.,!?。、！？「」\"'"
LONGEST_WORD = 40


def folded(text: str) -> str:
    return jaconv.kata2hira(unicodedata.normalize("NFKC", text).strip(AROUND).casefold())


STOPS = frozenset(
    folded(word)
    for word in (
        *("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"),
        *("停止", "配信停止", "解除", "ストップ"),
    )
)
STARTS = frozenset(folded(word) for word in ("START", "YES", "UNSTOP", "再開"))


def said(text: str) -> bool | None:
    """True = they open the line, False = they close it, None = neither was said."""
    word = folded(text) if len(text) <= LONGEST_WORD else ""
    return False if word in STOPS else True if word in STARTS else None
