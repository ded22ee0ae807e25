"""Strangers' bytes made into what the database and the pages can hold; every reader has a limit."""

import json
import re
import unicodedata
from typing import Any

# PostgreSQL holds no NUL; a lone surrogate cannot be written as UTF-8 at all.
_UNWRITABLE = re.compile("[\ud800-\udfff]")
# Controls, blanks, signs that only shape others. What is unassigned or private may be an emoji of later years.
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
_BLANK_RUN = re.compile(r"\n{4,}")
DEEPEST = 20
MOST_DIGITS = 18


class Unreadable(ValueError):
    """Not what was agreed on; says nothing of the content, so that it may be logged."""


def clean(text: str) -> str:
    """The text without NUL, with lone surrogates replaced and one kind of line end."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub("\ufffd", text)


def clean_words(text: str, longest: int) -> str:
    """One line for a name or title: no control signs, no runs of blanks."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in clean(text)).split())[:longest]


def clean_message(text: str) -> str:
    """ "" where there are only blanks and signs that nobody sees: it would be an empty bubble."""
    text = clean(text).strip()
    is_seen = any(unicodedata.category(sign) not in _UNSEEN for sign in text)
    return _BLANK_RUN.sub("\n\n\n", text) if is_seen else ""


def cleaned(value: Any) -> Any:
    """Every text of it `clean`, and every name, however deep; read_json has seen to the depth."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    return {clean(name): cleaned(one) for name, one in value.items()} if isinstance(value, dict) else value


def read_json(body: bytes | str) -> dict[str, Any]:
    """One JSON object of bounded depth and numbers; raises Unreadable."""
    try:
        found = json.loads(body, parse_constant=refuse, parse_int=bounded)
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    if not isinstance(found, dict) or too_deep(found):
        raise Unreadable("not an object of the agreed depth")
    return found


def refuse(constant: str) -> None:
    raise ValueError(constant)


def bounded(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("number too long")
    return int(digits)


def too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def word(data: dict[str, Any], name: str, longest: int) -> str:
    """A text field; missing counts as empty, anything but text raises Unreadable."""
    value = data.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise Unreadable(name)
    return clean(value)
