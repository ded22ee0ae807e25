"""The report of the live lines as it is taken home: the formula and its limits go along with every number."""

from typing import Any

from django.utils.translation import gettext, pgettext

from kpis.definitions import DEFINITIONS
from kpis.exports import Cell, Table
from kpis.reports import live_parts
from kpis.reports.asking import Asked
from kpis.reports.live_parts import STACKED
from kpis.reports.live_rows import Row


def about(asked: Asked) -> list[tuple[str, Cell]]:
    formula = f"{live_parts.name(asked.formula)}: {live_parts.WORDS[asked.formula]}"
    return [
        (gettext("Formula of the service level"), formula),
        (gettext("Answered within (seconds)"), asked.limits.within),
        (gettext("Left at once: under (seconds)"), asked.limits.short),
    ]


def tables(found: dict[str, Any]) -> list[Table]:
    level = str(DEFINITIONS["service_level"].name)
    bounds = (pgettext("bound", "%(name)s low") % {"name": "95%"}, pgettext("bound", "%(name)s high") % {"name": "95%"})
    formulas = [
        (one.name, str(one.words), one.share.hits, one.share.n, one.share.value, one.share.low, one.share.high)
        for one in found["formulas"]
    ]
    head = [gettext("Formula"), gettext("About"), gettext("Served"), "n", level, *bounds]
    return [
        Table(level, head, formulas),
        Table(gettext("Over time"), [gettext("Period"), *heads()], [cells(row) for row in found["over"]]),
        Table(gettext("Breakdown"), [pgettext("breakdown", "Name"), *heads()], [cells(row) for row in found["lines"]]),
    ]


def heads() -> list[str]:
    bounds = ("95% −", "95% +")
    shares = [word for name in ("service_level", "abandonment", "answer_rate") for word in (said_of(name), *bounds)]
    seconds = pgettext("measure", "%(name)s (seconds)")
    waits = [seconds % {"name": word} for word in (said_of("asa"), "p50", "p90")]
    return ["n", *(str(part.name) for part in STACKED), *shares, *waits]


def said_of(measure: str) -> str:
    return str(DEFINITIONS[measure].name)


def cells(row: Row) -> list[Cell]:
    shares = (row.share, row.found.abandonment, row.found.answer_rate)
    p50, p90 = row.found.quantiles()
    bounded = [cell for one in shares for cell in (one.value, one.low, one.high)]
    return [row.name, row.n, *(n for n, _href in row.parts), *bounded, row.found.speed.value, p50.value, p90.value]
