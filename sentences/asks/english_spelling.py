"""Words of facts that were typed in haste: a letter left out, or two in the wrong order. "What's your oder number?"."""

from sentences.expressions import expression

WORDS = ("order", "number", "address", "phone", "e-mail", "email", "serial", "product", "purchase", "delivery")
# Two letters changed places; a letter left out of so short a word would be another word.
SHORT = ("name", "model")
# What a slip would also be, and is a word of its own.
REAL = frozenset({"mail", "e-mal", "hone", "pone", "phon", "umber"})
WORD = expression(r"[a-z]+(?:-[a-z]+)?")


def slips(word: str) -> set[str]:
    """Its first letter is seldom wrong."""
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    left_out = set() if word in SHORT else {word[:at] + word[at + 1 :] for at in range(1, len(word))}
    return (swapped | left_out) - {word} - REAL


MEANT = {slip: word for word in (*SHORT, *WORDS) for slip in slips(word)}


def spelled(clause: str) -> str:
    """The clause with the words that were meant; only keys are read from it, no places."""
    return WORD.sub(lambda found: MEANT.get(found[0], found[0]), clause)
