"""A colleague named in a note with @ stands out; any other @ stays what it is."""

import re

from django.db.models import Q
from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from agents.models import Agent

register = Library()

_TAG = re.compile(r"(<[^>]*>)")
# Not inside an address (a@b.example, example.com/@b).
_MENTION = re.compile(r"(?<![\w./@＠-])([@＠])(\w{1,40}(?: \w{1,40})?)")


@register.filter
def mentioned(html: SafeString) -> SafeString:
    """Of text that is escaped already, with its links. One query where somebody is spoken to, none elsewhere."""
    parts = _TAG.split(html)
    words = {found[2] for part in parts[::2] for found in _MENTION.finditer(part)}
    if not words:
        return html
    names = names_in(words)
    parts[::2] = [_MENTION.sub(lambda found: marked(found[1], found[2], names), part) for part in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308  # escaped before it came here


def names_in(words: set[str]) -> list[str]:
    """The longest first. Japanese puts no space after a name (@高橋ロット), so every beginning may be one."""
    begun = {word[:end] for word in words for end in range(1, len(word) + 1)}
    lasts = Q()
    for word in words:
        lasts |= Q(roman__iendswith=f" {word.split()[0]}") | Q(roman__iexact=word)
    people = Agent.objects.filter(Q(family_name__in=begun) | lasts).values_list("family_name", "given_name", "roman")
    found = {name for family, given, roman in people for name in spelled(family, given, roman)}
    return sorted(found, key=len, reverse=True)


def spelled(family: str, given: str, roman: str) -> set[str]:
    return {family, f"{family} {given}", f"{family}{given}", roman, roman.rpartition(" ")[2]} - {"", " "}


def marked(sign: str, word: str, names: list[str]) -> str:
    name = next((name for name in names if word.lower().startswith(name.lower())), "")
    # A Latin name ends with its word: @Satoshi is not @Sato.
    rest = word[len(name) :]
    if not name or (name.isascii() and rest[:1].isalnum() and rest[:1].isascii()):
        return sign + word
    return format_html('<span class="at">{}{}</span>{}', sign, word[: len(name)], rest)
