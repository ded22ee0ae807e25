"""The one line that a queue row shows of a message."""

import re

from django.utils.text import Truncator

LENGTH = 120
# Whom a letter addresses says nothing of what it wants; only short lines of their own are taken for that.
_TO_WHOM = re.compile(r".{0,40}(?:様|さま|御中|殿|ご担当者様)[、,。]?|(?:dear|hi|hello)\b.{0,40}[,，:]", re.IGNORECASE)


def preview_of(text: str, attached: int = 0) -> str:
    """The beginning of the text on one line, after its salutation; of files alone, 📎 and their number (words would
    differ by viewer)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and _TO_WHOM.fullmatch(lines[0]):
        lines = lines[1:]
    line = " ".join(" ".join(lines).split())
    return Truncator(line).chars(LENGTH) if line else f"📎 {attached}" if attached else ""
