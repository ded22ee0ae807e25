"""What the company has taught the rules that read messages: its products, its numbers, and what it corrected."""

import re
import time
from dataclasses import dataclass
from uuid import uuid4

from django.core.cache import cache

from customers.models import Correction, Pattern, Product
from sentences import telling

VERSION = "knowledge:version"
# How long another process may read by what it knew before a change.
SECONDS = 5
# One word against a value that another customer may rightly name is not enough: not read again for the same customer
# (customers.noting), and for nobody after three.
ENOUGH = 3
RULED = ("order_number", "error_code")


@dataclass(frozen=True)
class Learned:
    """For the rules; beside it numbers of other kinds, and what was read under a wrong name."""

    rules: telling.Knowledge
    numbers: tuple[tuple[str, re.Pattern[str]], ...]
    right_keys: dict[tuple[str, str], str]


@dataclass
class _Held:
    learned: Learned | None = None
    version: str | None = None
    looked_at: float = 0.0


_held = _Held()


def learned() -> Learned:
    """As this process knows it; asked again when somebody changed it."""
    now = time.monotonic()
    if _held.learned is None or now - _held.looked_at > SECONDS:
        version = cache.get(VERSION)
        if _held.learned is None or version != _held.version:
            _held.learned, _held.version = load(), version
        _held.looked_at = now
    return _held.learned


def changed() -> None:
    """Products, patterns or corrections are others now: every process reads them anew."""
    cache.set(VERSION, uuid4().hex, timeout=None)
    forget()


def forget() -> None:
    _held.learned = None


def load() -> Learned:
    patterns = list(Pattern.objects.filter(is_active=True).values_list("key", "expression"))
    corrections = list(Correction.objects.values_list("key", "norm", "right_key", "times"))
    return Learned(
        rules=rules(patterns, corrections),
        numbers=tuple((key, re.compile(found, re.IGNORECASE)) for key, found in patterns if key not in RULED),
        right_keys={(key, norm): right for key, norm, right, _times in corrections if right},
    )


def rules(patterns: list[tuple[str, str]], corrections: list[tuple[str, str, str, int]]) -> telling.Knowledge:
    orders = tuple(found for key, found in patterns if key == "order_number")
    errors = [found for key, found in patterns if key == "error_code"]
    wares = Product.objects.values_list("code", "name", "names")
    return telling.Knowledge(
        order_patterns=orders or telling.ORDER_PATTERNS,
        error_pattern="|".join(errors) or telling.ERROR_PATTERN,
        products=tuple(telling.Product(code, (name, *names)) for code, name, names in wares),
        ignored=frozenset((key, norm) for key, norm, right, times in corrections if not right and times >= ENOUGH),
    )
