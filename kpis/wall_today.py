"""What the wall reads from the rollups: today's and the last 28 days' figures, as plain values (see kpis.wall_now)."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from kpis import figures, first_scan, service_level, statistics
from kpis.figures import Times
from kpis.models import WallLimits
from kpis.service_level import Offered
from kpis.slices import Scope, Slice
from kpis.statistics import Share

WINDOW = timedelta(days=28)
# Marks from here on are content ones (kpis.definitions: csat).
CONTENT = 4


def today(scope: Scope, day: date, kinds: dict[int, str], limits: WallLimits) -> dict[str, Any]:
    if first_scan.is_under_way():
        return being_made(limits)
    asked, month = Slice(day, day, scope), Slice(day - WINDOW + timedelta(days=1), day, scope)
    return {
        "asked_again": again(month),
        "service_level": in_time(asked, limits),
        "frt": replied(figures.times("frt", asked)),
        "csat": content(month),
        "volume": volume(asked, kinds),
        "bands": bands(asked),
    }


def being_made(limits: WallLimits) -> dict[str, Any]:
    """No figure yet, in another form than that of a desk where nothing happened: the first of these is pushed."""
    nothing = told(statistics.share(0, 0)) | {"making": True}
    aimed = {"within": limits.within_seconds, "target": limits.target_percent, "misses": False}
    return {
        "asked_again": nothing | {"change": None, "is_clear": False, "days": []},
        "service_level": nothing | aimed,
        "frt": dict.fromkeys(("p50", "p90", "low", "high")) | {"n": 0, "is_small": False, "making": True},
        "csat": nothing | {"response": None},
        "volume": {"n": 0, "slots": [], "making": True},
        "bands": None,
    }


def told(figure: Share) -> dict[str, Any]:
    return asdict(figure) | {"value": figure.value, "is_small": figure.is_small}


def again(month: Slice) -> dict[str, Any]:
    """The rate with what it was before, and its days for the line beside it."""
    now, before = figures.share("asked_again", month), figures.share("asked_again", month.before())
    days = figures.shares("asked_again", month, "day")
    change = statistics.change(now, before)
    return told(now) | {
        "change": change.value,
        "is_clear": change.is_clear,
        "days": [[str(day), share.value] for day, share in days.items()],
    }


def in_time(asked: Slice, limits: WallLimits) -> dict[str, Any]:
    """With what was aimed at. Of few nobody says that they miss it."""
    found = level(asked, limits.within_seconds)
    misses = found.value is not None and not found.is_small and 100 * found.value < limits.target_percent
    return told(found) | {"within": limits.within_seconds, "target": limits.target_percent, "misses": misses}


def level(asked: Slice, seconds: int) -> Share:
    """By the default formula: who left at once is counted apart already (kpis.models.Excluded.SHORT)."""
    found = figures.distribution("offer", asked)
    soon = {value: figures.within("offer", asked, seconds, value) for value in found}
    counts = Offered(found.get(1, 0), found.get(0, 0), soon.get(1, 0), soon.get(0, 0))
    return service_level.service_level(counts)


def replied(found: Times) -> dict[str, Any]:
    p50, p90 = found.p(50), found.p(90)
    return {
        "n": found.n,
        "p50": p50.value,
        "p90": p90.value,
        "low": p90.low,
        "high": p90.high,
        "is_small": p50.is_small,
    }


def content(month: Slice) -> dict[str, Any]:
    marks = figures.distribution("csat", month)
    good, n = sum(count for mark, count in marks.items() if mark >= CONTENT), sum(marks.values())
    return told(statistics.share(good, n)) | {"response": figures.share("survey", month).value}


def volume(asked: Slice, kinds: dict[int, str]) -> dict[str, Any]:
    """{n, slots}: [half hour of the day, {kind: how many}]."""
    slots: dict[int, dict[str, int]] = {}
    for (slot, channel), n in figures.volume(asked, "half_hour").items():
        kind = kinds.get(channel or 0, "")
        of_slot = slots.setdefault(slot, {})
        of_slot[kind] = of_slot.get(kind, 0) + n
    return {"n": sum(sum(one.values()) for one in slots.values()), "slots": sorted(slots.items())}


def bands(asked: Slice) -> list[list[Any]]:
    """[half hour, n, p50, p75, p90] of today's first replies."""
    return [[part.key, part.n, *part.values] for part in figures.parts("frt", asked, "half_hour")]
