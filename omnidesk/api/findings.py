"""What does not fit in a body, in words for people; apart from the answers: whoever reads a body needs no API."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

MOST_ERRORS = 20

# What pydantic found, in words for people; anything else is only "does not fit".
WORDS: dict[str, str | Promise] = {
    "missing": _("This is missing."),
    "string_too_long": _("This is too long: up to %(max_length)s characters."),
    "too_long": _("These are too many: up to %(max_length)s."),
    "string_type": _("This must be a text."),
    "int_type": _("This must be a whole number."),
    "literal_error": _("This must be one of: %(expected)s."),
    "greater_than_equal": _("This must be at least %(ge)s."),
    "less_than_equal": _("This must be at most %(le)s."),
    "timezone_aware": _("This must be a time with its zone, such as 2026-11-22T14:02:00+09:00."),
    "datetime_from_date_parsing": _("This must be a time with its zone, such as 2026-11-22T14:02:00+09:00."),
    "dict_type": _("This must be an object."),
    "list_type": _("This must be a list."),
    "nobody": _("Name an account, an address, a number or a device."),
}


def findings(error: ValidationError) -> list[dict[str, str]]:
    """Where and what; never the value, which may be a secret."""
    return [finding(found) for found in error.errors(include_input=False, include_url=False)[:MOST_ERRORS]]


def finding(found: ErrorDetails) -> dict[str, str]:
    said, context = WORDS.get(found["type"], _("This value does not fit.")), found.get("ctx", {})
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in found["loc"])
    return {"pointer": pointer[:200], "code": found["type"], "detail": in_words(said, context)}


def in_words(said: str | Promise, context: Mapping[str, Any]) -> str:
    try:
        return str(said) % dict(context)
    except (KeyError, ValueError):
        return str(_("This value does not fit."))
