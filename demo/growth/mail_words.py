"""What a mail has around its sentences (demo/world/talk/mail.yaml), and the signatures of the teams."""

from functools import cache
from typing import Any

from demo.story import files


@cache
def mail_words() -> dict[str, Any]:
    found: dict[str, Any] = files.load("talk/mail.yaml")
    return found


@cache
def pools(language: str) -> dict[str, tuple[str, ...]]:
    """Tuples that are the same objects every time, so that their cards are dealt through."""
    return {name: tuple(told) if isinstance(told, list) else (told,) for name, told in mail_words()[language].items()}
