"""Goals and limits on the live lines: by which formula and within which seconds, kept with each and said with it."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.translation import gettext, pgettext

from kpis import said
from kpis.offered import MEASURE, Limits, Line
from kpis.reports import live_parts
from kpis.reports.asking import Asked, whole
from kpis.reports.asking_live import of_live
from kpis.reports.marks import Mark
from kpis.service_level import DEFAULT, SHORT, WITHIN
from kpis.statistics import Share

LEVEL = "service_level"
# What stands side by side in the one report of the live lines.
LIVE = (LEVEL, "abandonment", "answer_rate")


class Aimed(Protocol):
    """A goal, a rule, an alert. within and short in seconds; formula and within are of the service level alone."""

    measure: str
    formula: str
    within: int | None
    short: int | None


def fields(measure: str) -> tuple[str, ...]:
    """What is asked about a figure of the live lines, and of no other."""
    if measure == LEVEL:
        return ("formula", "within", "short")
    return ("short",) if measure in LIVE else ()


def of_address(measure: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """As the report's address says it, for a goal or a rule that begins there."""
    asked = of_live(query)
    within = whole(query.get("limit")) or WITHIN
    told = {"formula": asked["formula"], "within": within, "short": min(asked["short"], within)}
    return {name: told[name] for name in fields(measure)}


def limits(row: Aimed) -> Limits:
    short = SHORT if row.short is None else row.short
    return Limits(max(row.within or WITHIN, short), short)


def formula(row: Aimed) -> str:
    """Abandonment and answer rate count whom the standard formula counts."""
    return row.formula or DEFAULT


def share(row: Aimed, line: Line) -> Share:
    """Its figure, of what was offered by its limits."""
    if row.measure == LEVEL:
        return line.level(formula(row))
    return line.abandonment if row.measure == "abandonment" else line.answer_rate


def words(row: Aimed) -> str:
    """標準の式 · 応答: 0:20以内 · 短時間放棄: 0:05未満."""
    within, short = (said.duration(seconds) for seconds in (limits(row).within, limits(row).short))
    at_once = pgettext("live line", "Left at once: under %(words)s") % {"words": short}
    parts = [at_once if limits(row).short else pgettext("live line", "Left at once: nobody")]
    if row.measure == LEVEL:
        named = gettext("Standard formula") if formula(row) == DEFAULT else live_parts.name(formula(row))
        parts = [named, pgettext("live line", "Answered within %(words)s") % {"words": within}, *parts]
    return " · ".join(parts)


def told(row: Aimed) -> dict[str, Any]:
    """For the address of the report."""
    if row.measure not in LIVE:
        return {}
    short = {"short": limits(row).short}
    return short if row.measure != LEVEL else {"formula": formula(row), "limit": limits(row).within} | short


def mark(row: Aimed) -> Mark:
    """The rows that it counts: as many as its n."""
    return live_parts.counted_by(limits(row), formula(row))


def is_of(row: Aimed, asked: Asked) -> bool:
    """Whether it is of what this page shows; a seconds limit that a figure does not know is none of its."""
    if row.measure not in LIVE:
        return True
    if row.measure != LEVEL:
        return limits(row).short == asked.limits.short
    return formula(row) == asked.formula and limits(row) == asked.limits


def report(measure: str) -> str:
    """Where it is shown."""
    return MEASURE if measure in LIVE else measure


def of_report(measure: str) -> tuple[str, ...]:
    """What can be aimed at in a report."""
    return LIVE if measure == MEASURE else (measure,)
