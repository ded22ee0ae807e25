"""The JSON that a provider signs, read once: it is looked into to prove it, and taken apart afterwards."""

import json
from typing import Any

from django.http import HttpRequest

from omnidesk.cleaning import MOST_DIGITS


def of(request: HttpRequest) -> Any:
    """What the body says, the same object for all who ask; None = no JSON."""
    if "omnidesk.json" not in request.META:
        request.META["omnidesk.json"] = loaded(request.body)
    return request.META["omnidesk.json"]


def loaded(body: bytes) -> Any:
    """What no reader of ours takes (NaN, endless numbers) must not hold up the events beside it."""
    try:
        return DECODER.decode(body.decode(json.detect_encoding(body), "surrogatepass"))
    except (ValueError, RecursionError):
        return None


def number(digits: str) -> int | str:
    return int(digits) if len(digits) <= MOST_DIGITS else digits


# Made once: `json.loads` makes one for each text where it is told how numbers are read.
DECODER = json.JSONDecoder(parse_int=number, parse_constant=lambda _name: None)
