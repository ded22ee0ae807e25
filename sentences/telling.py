"""What a customer has told in a message: pure rules of the language, each with a name that explains it."""

from datetime import datetime

from sentences.told.shapes import ERROR_PATTERN, ORDER_PATTERNS, Knowledge, Product, Told

__all__ = ["ERROR_PATTERN", "ORDER_PATTERNS", "Knowledge", "Product", "Told", "told_in"]


def told_in(text: str, knowledge: Knowledge, *, at: datetime | None = None, language: str = "") -> tuple[Told, ...]:
    """The facts of `text`, in the order in which they stand."""
    return ()
