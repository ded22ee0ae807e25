"""What does this text ask the reader to tell? For the guard that keeps a desk from asking twice.

    >>> asks_in("ありがとうございます。注文番号を教えていただけますか。")
    (Ask(key='order_number', start=11, end=25),)

Rules of the two languages, no list of sentences and no model: a name of the fact, a way of asking, and nothing between
them that leads elsewhere. The tables lie in `asks/`; `manage.py measure_guard` says how well they do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sentences.asks import english, japanese
from sentences.asks.forms import blanks_in
from sentences.asks.japanese_spelling import spelled
from sentences.asks.resuming import carried_over, joined
from sentences.expressions import expression
from sentences.folding import fold
from sentences.splitting import sentences_of, without_quotes

JAPANESE = expression(r"[ぁ-んァ-ヶ一-龠]")


@dataclass(frozen=True, slots=True)
class Ask:
    """`text[start:end]` of the original asks for the fact `key`; taking the stretch away takes the question away."""

    key: str
    start: int
    end: int


def asks_in(text: str) -> tuple[Ask, ...]:
    """Everything the text asks for, in its order; one sentence that asks for two facts gives two."""
    folded = fold(text)
    plain = without_quotes(folded.text)
    found = {Ask(key, *folded.span(start, end)) for key, start, end in (*_spoken(plain), *blanks_in(plain))}
    return tuple(sorted(found, key=lambda ask: (ask.start, ask.end, ask.key)))


def _spoken(text: str) -> Iterator[tuple[str, int, int]]:
    before = ""
    for start, end in sentences_of(text):
        for key, cut, until in _asked(text[start:end], before):
            yield key, start + cut, start + until
        before = text[start:end]


# While a draft is typed its finished sentences are asked about again with every pause; in this process's memory only.
@lru_cache(maxsize=1024)
def _asked(sentence: str, before: str) -> tuple[tuple[str, int, int], ...]:
    if JAPANESE.search(sentence):
        usual = spelled(sentence)
        keys = japanese.keys_asked(usual) or japanese.keys_asked(joined(spelled(before), usual))
        return tuple((key, 0, len(sentence)) for key in keys)
    asked: list[tuple[str, int, int]] = []
    for cut, until in english.clauses(sentence):
        clause = sentence[cut:until]
        asked += [(key, cut, until) for key in english.clause_asks(clause) or carried_over(before, clause)]
        before = clause
    return tuple(asked)
