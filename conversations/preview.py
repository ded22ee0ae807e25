"""The one line that a queue row shows of a message."""

from django.utils.text import Truncator

LENGTH = 120


def preview_of(text: str, attached: int = 0) -> str:
    """The beginning of the text on one line; of files alone, 📎 and their number (words would differ by viewer)."""
    line = " ".join(text.split())
    return Truncator(line).chars(LENGTH) if line else f"📎 {attached}" if attached else ""
