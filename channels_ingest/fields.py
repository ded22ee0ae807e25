"""What a provider's request says, as names and words: out of a form, or out of a flat JSON object."""

import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qsl

import phonenumbers

from channels_ingest.models import RawDelivery
from omnidesk.cleaning import Unreadable, clean, clean_message

MOST_FIELDS = 200
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST_TEXT = 10_000
SHORTEST_NUMBER = 8


def pairs(body: bytes) -> list[tuple[str, str]]:
    """A form as it was written; raises ValueError."""
    return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)


def told(body: bytes) -> dict[str, str]:
    """{} = nothing that can be read. Of two fields with one name the last counts."""
    try:
        return flat(json.loads(body)) if body.lstrip().startswith(b"{") else dict(pairs(body))
    except (ValueError, RecursionError):
        return {}


def flat(found: dict[str, Any]) -> dict[str, str]:
    """Plain values as a form would write them; anything deeper is nothing a provider of SMS sends."""
    plain = (str, int, float, type(None))
    return {name: written(value) for name, value in found.items() if isinstance(value, plain)}


def written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def of(raw: RawDelivery) -> dict[str, str]:
    found = {name: clean(value) for name, value in told(raw.content).items()}
    if not found:
        raise Unreadable("no fields")
    return found


def words(text: str) -> str:
    return clean_message(text)[:LONGEST_TEXT]


def name(said: str) -> str:
    """A provider's id for something; "" = it looks like none."""
    return said if NAME.fullmatch(said) else ""


def e164(said: str) -> str:
    """ "" = no number of a phone: a short code, or a name."""
    digits = said.strip().removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and len(digits) >= SHORTEST_NUMBER):
        return ""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def pk_of(said: str) -> int | None:
    """The message of ours that a receipt names; None = it names none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"
