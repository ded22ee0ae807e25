"""One spelling for words that are written in several ways: 「宜しく」 and 「よろしく」, 「出来ます」 and 「できます」.

Only keys are read from the result, no places, so that it may be longer than what was typed.
"""

import re

from sentences.expressions import expression

USUAL = {
    "出来": "でき",
    "致": "いた",
    "宜し": "よろし",
    "為": "ため",
    "無": "な",
    "迄": "まで",
    "貰": "もら",
    "居": "お",
}
OTHERWISE = expression(
    r"(?<!家)出来(?=[まれなるたずそ])|致(?=[しす])|宜し|(?<![一-龠])為(?![一-龠])|(?<=[がはもの])無(?=[いく])|迄"
    r"|貰(?=[いうえっ])|(?<=[てで])居(?=[りら])"
    r"|(?<=[ぁ-ん])(?P<drawn>[ー~〜]+)(?=[すいね。!?\s]|$)"
)


def spelled(sentence: str) -> str:
    """The folded sentence in the usual spelling, without what a chat draws out: 「お願いしま〜す」."""
    return OTHERWISE.sub(_usual, sentence)


def _usual(found: re.Match[str]) -> str:
    return "" if found["drawn"] else USUAL[found[0]]
