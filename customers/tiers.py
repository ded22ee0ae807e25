"""The ranks that companies give their customers. The field is free; the usual words are shown in one's language."""

from django.utils.translation import pgettext_lazy

WORDS = {
    "guest": pgettext_lazy("tier", "Guest"),
    "regular": pgettext_lazy("tier", "Regular"),
    "silver": pgettext_lazy("tier", "Silver"),
    "gold": pgettext_lazy("tier", "Gold"),
    "business": pgettext_lazy("tier", "Business"),
}
PLAIN = ("", "guest", "regular")


def word(tier: str) -> str:
    return str(WORDS.get(tier, tier))


def key(typed: str) -> str:
    """What is kept for a word that somebody typed in their language."""
    same = typed.strip().casefold()
    return next((tier for tier, word in WORDS.items() if same in (tier, str(word).casefold())), typed)


def stands_out(tier: str) -> bool:
    """Worth a mark in a list."""
    return tier not in PLAIN
