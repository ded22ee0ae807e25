"""Ticks that people would choose: whole minutes, hours and days for times, round numbers for the rest."""

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence

TICKS = 5
# What a letter of an axis takes, half as wide and whole, and what lies between two labels; in units of a chart's width.
HALF_LETTER, LETTER, BETWEEN = 6, 11, 12
SPANS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


def of_times(top: float) -> list[int]:
    """From nothing to at least top."""
    found = next((span for span in SPANS if span * TICKS >= top), None)
    if found is None:
        days = -(-int(top) // (86400 * TICKS))
        found = 86400 * days
    return list(range(0, found * (-(-int(top) // found) or 1) + 1, found))


def of_counts(top: float) -> list[int]:
    whole = max(1, int(top) + (top > int(top)))
    step = next(step for step in steps() if step * TICKS >= whole)
    return list(range(0, step * -(-whole // step) + 1, step))


def steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 …"""
    return (first * 10**zeros for zeros in range(18) for first in (1, 2, 5))


def of_shares(top: float) -> list[float]:
    """Up to 100%, or less where everything lies far below it."""
    for step in (0.01, 0.02, 0.05, 0.1):
        if top <= step * TICKS:
            return [round(step * number, 4) for number in range(TICKS + 1)]
    return [0, 0.25, 0.5, 0.75, 1]


def labels(ticks: Sequence[float], say: Callable[[float], str]) -> str:
    """An expression of Vega that says each tick in our words."""
    size = ticks[1] - ticks[0] if len(ticks) > 1 else 1
    words = {str(round(tick / size)): say(tick) for tick in ticks}
    return f"({json.dumps(words, ensure_ascii=False)})[round(datum.value / {size})] || ''"


def spaced(labels: Sequence[str], most: int, width: float) -> Sequence[str]:
    """The first of as many as can stand beside each other, and no more than most."""
    widest = max((across(label) for label in labels), default=1) + BETWEEN
    fit = max(1, min(most, int(width / widest)))
    return labels[:: -(-len(labels) // fit) or 1]


def across(label: str) -> int:
    return sum(LETTER if unicodedata.east_asian_width(one) in "FW" else HALF_LETTER for one in label)
