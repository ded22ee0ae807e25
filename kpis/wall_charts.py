"""The small drawings of the wall, as numbers for an SVG: bars by half hour, bands of times, a line of days."""

from collections.abc import Iterable, Sequence
from typing import Any

WIDTH, HEIGHT = 560.0, 240.0
LEFT, TOP, BOTTOM, RIGHT = 48.0, 8.0, 216.0, 34.0
# From the bottom, so that neighbours differ in lightness too; other kinds above them.
BANDS = ("p50", "p75", "p90")
STACK = ("phone", "line", "chat", "email", "form", "sms", "app", "social")
LADDER = (1, 2, 2.5, 5)
# Round lengths of time, in seconds; beyond them, days.
LENGTHS = (15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
LINES = 4
# Words nearer to each other than this would lie upon each other.
APART = 20.0


def clock(slot: int) -> str:
    """9:30 of the nineteenth half hour."""
    return f"{slot // 2}:{30 * (slot % 2):02d}"


def steps(most: float) -> list[float]:
    """Round figures for the lines behind: 0, 25, 50, 75, 100."""
    rounds = (step * 10**power for power in range(9) for step in LADDER if step * 10**power % 1 == 0)
    step = next(step for step in rounds if step * LINES >= max(most, LINES))
    return [step * number for number in range(LINES + 1)]


def lengths(most: float) -> list[float]:
    """Round lengths of time: 0, 30 minutes, an hour…"""
    step = next((step for step in LENGTHS if step * LINES >= most), 86400 * -(-most // (86400 * LINES)))
    return [step * number for number in range(LINES + 1)]


def stacked(kind: str) -> tuple[int, str]:
    return (STACK.index(kind) if kind in STACK else len(STACK), kind)


def bars(volume: dict[str, Any]) -> dict[str, Any]:
    """{lines, bars, hours, kinds}: what came in, stacked by channel."""
    slots: list[tuple[int, dict[str, int]]] = [(slot, found) for slot, found in volume["slots"]]
    if not slots:
        return {}
    lines = steps(max(sum(found.values()) for _slot, found in slots))
    first, last = slots[0][0], max(slots[-1][0], slots[0][0] + 15)
    wide = (WIDTH - LEFT - RIGHT) / (last - first + 1)
    drawn = [part for slot, found in slots for part in bar(LEFT + (slot - first) * wide, wide, found, lines[-1])]
    return {
        "lines": [(height(value, lines[-1]), f"{value:g}") for value in lines],
        "bars": drawn,
        "hours": hours(first, last, wide),
        "kinds": sorted({kind for _slot, found in slots for kind in found}, key=stacked, reverse=True),
        "rows": [(clock(slot), found, sum(found.values())) for slot, found in slots],
    }


def bar(x: float, wide: float, found: dict[str, int], most: float) -> list[dict[str, Any]]:
    drawn, below = [], 0
    for kind in sorted(found, key=stacked):
        bottom, below = height(below, most), below + found[kind]
        top = height(below, most)
        size = max(1.0, round(bottom - top - 1, 1))
        drawn.append({"kind": kind, "x": round(x + wide * 0.1, 1), "y": top, "w": round(wide * 0.8, 1), "h": size})
    return drawn


def height(value: float, most: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / most, 1)


def hours(first: int, last: int, wide: float) -> list[tuple[float, str]]:
    """Every full hour, or every second one where they would meet."""
    every = 2 if last - first < 20 else 4
    shown = [slot for slot in range(first, last + 1) if slot % every == 0]
    return [(round(LEFT + (slot - first + 0.5) * wide, 1), clock(slot)) for slot in shown]


def bands(found: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """{lines, hours, runs, ends}: p50 to p90 of each half hour. Where nobody was answered nothing is drawn through."""
    if not found:
        return {}
    lines = lengths(max(row[4] for row in found))
    first, last = found[0][0], max(found[-1][0], found[0][0] + 15)
    wide = (WIDTH - LEFT - RIGHT) / (last - first + 1)
    runs = [drawn(run, first, wide, lines[-1]) for run in in_a_row(found)]
    return {
        "lines": [(height(value, lines[-1]), value) for value in lines],
        "hours": hours(first, last, wide),
        "runs": runs,
        "ends": apart([(name, height(value, lines[-1])) for name, value in zip(BANDS, found[-1][2:], strict=True)]),
        "x": round(LEFT + (found[-1][0] - first + 0.8) * wide, 1),
        "rows": [(clock(slot), n, *values) for slot, n, *values in found],
    }


def in_a_row(found: Sequence[Sequence[Any]]) -> list[list[Sequence[Any]]]:
    runs: list[list[Sequence[Any]]] = []
    for row in found:
        if runs and runs[-1][-1][0] == row[0] - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def drawn(run: list[Sequence[Any]], first: int, wide: float, most: float) -> dict[str, str]:
    """A half hour that stands alone is as wide as a bar."""
    middles = [LEFT + (row[0] - first + 0.5) * wide for row in run]
    at, rows = ([middles[0] - 0.3 * wide, middles[0] + 0.3 * wide], run * 2) if len(run) == 1 else (middles, run)
    lines = {
        name: [(round(x, 1), height(row[number], most)) for x, row in zip(at, rows, strict=True)]
        for number, name in enumerate(BANDS, 2)
    }
    area = [*lines["p90"], *reversed(lines["p50"])]
    return {"area": joined(area), **{name: joined(points) for name, points in lines.items()}}


def apart(ends: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Each word where its line ends, or a little above the one below."""
    placed: list[tuple[str, float]] = []
    for name, y in ends:
        placed.append((name, round(min(y, placed[-1][1] - APART), 1) if placed else y))
    return placed


def joined(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def spark(days: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """A line of the days' shares in a box of 92 by 30; none of fewer than three."""
    if len(days) < 3:
        return {}
    most = max(value for _day, value in days) or 1
    points = [
        (round(1 + 89 * number / (len(days) - 1), 1), round(27 - 24 * value / most, 1))
        for number, (_day, value) in enumerate(days)
    ]
    return {"points": joined(points), "x": points[-1][0], "y": points[-1][1]}
