"""Does the customer say that we were told before? Each such sentence is counted as "asked again".

    >>> says_told_before("注文番号なら最初のメールに書いています。")
    (Complaint(key='order_number', start=0, end=21),)

The rules and what each is for lie in `repeats/`; `manage.py measure_already_told` says how well they do.
"""

from dataclasses import dataclass

from sentences.asking import JAPANESE
from sentences.folding import fold
from sentences.repeats import english, japanese
from sentences.splitting import sentences_of, without_quotes

ANY = "any"
ECHO = 30  # "My name? I already told you.": a short question repeats what was asked


@dataclass(frozen=True, slots=True)
class Complaint:
    """`text[start:end]` says that `key` (`any`: it is not said what) was told before."""

    key: str
    start: int
    end: int


def says_told_before(text: str) -> tuple[Complaint, ...]:
    """Every sentence that says so; where one names the fact, a nameless complaint beside it means the same."""
    folded = fold(text)
    plain = without_quotes(folded.text)
    found = []
    echoed: set[str] = set()
    for start, end in sentences_of(plain):
        sentence = plain[start:end]
        rules = japanese if JAPANESE.search(sentence) else english
        keys = rules.complaint_in(sentence)
        if echoed and (keys == {ANY} or (not keys and rules.TELLS.search(sentence))):
            keys = echoed
        found += [Complaint(key, *folded.span(start, end)) for key in sorted(keys)]
        echoed = rules.keys_in(sentence) if len(sentence) <= ECHO and sentence.endswith(("?", "か。", "か")) else set()
    named = [complaint for complaint in found if complaint.key != ANY]
    return tuple(named or found)
