"""Does this text say that a file comes with it? For the guard that stops a letter whose attachment was forgotten.

    >>> says_attached("お見積書を添付いたします。ご確認ください。")
    True

Rules of the two languages, as in `asking.py`; the tables lie in `attached/`. Silent for what the customer sent or is
asked to send, for what comes later or went before, for parcels, and for quoted words.
"""

from functools import lru_cache

from sentences.asking import JAPANESE
from sentences.attached import english, japanese
from sentences.expressions import expression
from sentences.folding import fold
from sentences.splitting import sentences_of, without_quotes

# From here on somebody else's letter is handed on: "---------- Forwarded message ----------".
BELOW = expression(r"(?m)^[ \t]*-{3,}[^\n-][^\n]{0,60}-{3,}[ \t]*$")
SIGNS = expression(r"添付|別添|送|attach|enclos|\bsen[dt]|\bhere(?:'s| is| are)\b")


def says_attached(text: str) -> bool:
    folded = fold(text).text
    if not SIGNS.search(folded):
        return False
    below = BELOW.search(folded)
    plain = without_quotes(folded[: below.start()] if below else folded)
    return any(_says_so(plain[start:end]) for start, end in sentences_of(plain))


# While a draft is typed its finished sentences are asked about again with every pause; in this process's memory only.
@lru_cache(maxsize=512)
def _says_so(sentence: str) -> bool:
    if not SIGNS.search(sentence):
        return False
    return japanese.says_so(sentence) if JAPANESE.search(sentence) else english.says_so(sentence)
