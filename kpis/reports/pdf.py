"""A report on paper: A4, as PDF, with all that its numbers need. Typst sets it; its template is report.typ beside this.

What is said travels as data and never as markup, so nothing in it can act. The font comes as a package, so that the
same page is made on every machine.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from agents.models import Agent, Company
from kpis import dates, first_scan, said
from kpis.exports import Table
from kpis.reports import catalogue, filtered, live_taking, overview_taking, page, paper_charts, paper_tables, taking
from kpis.reports.asking import Asked
from kpis.reports.beside import Beside
from kpis.reports.shown import Meaning

KIND = "application/pdf"
TEMPLATE = Path(__file__).with_name("report.typ")


@dataclass(frozen=True)
class Sheet:
    """found: the page of this view (kpis.reports.page.page); by: who reads it, and in whose language it is."""

    asked: Asked
    found: dict[str, Any]
    by: Agent


def made(sheet: Sheet) -> bytes:
    """Loaded where it is used: most processes print nothing."""
    import typst

    told = json.dumps(contents(sheet), ensure_ascii=False)
    fonts = str(resources.files("pylopdf_fonts_jp"))
    compile_it: Any = typst.compile  # its overloads tell no types that hold
    return bytes(compile_it(TEMPLATE, sys_inputs={"report": told}, font_paths=[fonts], ignore_system_fonts=True))


def contents(sheet: Sheet) -> dict[str, Any]:
    asked, found = sheet.asked, sheet.found
    meaning: Meaning | None = found.get("meaning")
    beside: Beside = found.get("beside", Beside())
    company, is_made = Company.current(), not first_scan.is_under_way()
    return {
        "language": get_language() or "ja",
        "company": company.name if company else "Omnidesk",
        "title": catalogue.full_name(asked.measure),
        "period": page.words_of(asked),
        "filters": [*compared(asked, meaning, is_made=is_made), *filtered.pairs(asked), *limits(asked)],
        "figures": [figure(one) for one in found.get("figures") or []] if meaning and is_made else [],
        "goals": goals(beside) if is_made else [],
        "pictures": paper_charts.pictures(asked, found) if is_made else [],
        "notes": notes(beside) if found.get("chart") and is_made else [],
        "tables": [paper_tables.table(one, asked) for one in tables(asked, found)] if is_made else [],
        "meaning": [(what, str(which)) for what, which in (terms(meaning, is_made=is_made) if meaning else ())],
        "made": made_words(sheet.by),
        "words": {
            "definition": gettext("Definition"),
            "page": gettext("Page"),
            "none": gettext("No rows."),
            "notes": gettext("Notes on days"),
        },
    }


def compared(asked: Asked, meaning: Meaning | None, *, is_made: bool) -> list[tuple[str, str]]:
    """In the first minutes what is missing says nothing, and is held against nothing."""
    if not is_made:
        return [first_scan.note()]
    return before(asked) if meaning else []


def before(asked: Asked) -> list[tuple[str, str]]:
    if not asked.tells_before:
        return []
    told = {"day": dates.day(asked.recorded_from)} if asked.recorded_from else {}
    missing = gettext("— (no records before %(day)s)") % told if asked.lacks_before else ""
    return [(gettext("Compared with"), missing or dates.days(asked.before.first, asked.before.last))]


def limits(asked: Asked) -> list[tuple[str, str]]:
    """The formula speaks of so many seconds: which these are is no filter that somebody chose."""
    return [(name, str(value)) for name, value in live_taking.about(asked)] if asked.is_live else []


def made_words(by: Agent) -> str:
    told = {"at": f"{dates.moment(timezone.now())} {timezone.localtime():%Z}", "name": by.full_name}
    return gettext("Made %(at)s for %(name)s, of what they may see") % told


def figure(one: Any) -> dict[str, Any]:
    proof = " · ".join(part for part in (gettext("for reference") if one.is_small else "", one.evidence) if part)
    notes = [part for part in (proof, one.change) if part]
    return {"label": one.label, "value": f"{one.value}{one.unit}", "notes": notes}


def goals(beside: Beside) -> list[str]:
    """As a page says them under its headline."""
    owner, by = gettext("Owner %(name)s"), gettext("by %(day)s")
    return [
        " · ".join((
            words, held.now_words, held.words, owner % {"name": held.goal.owner.short_name},
            by % {"day": dates.day(held.goal.due_on)},
        ))
        for held, words in beside.sentences
    ]  # fmt: skip


def notes(beside: Beside) -> list[list[str]]:
    """(number on the axis, days, words)"""
    return [[str(one.number), dates.days(one.note.first, one.note.last), one.note.text] for one in beside.remarks]


def terms(meaning: Meaning, *, is_made: bool) -> Iterable[tuple[str, object]]:
    """As the page's own definition; what is not made yet is a dash."""
    one = meaning.definition
    left = " · ".join(f"{why} {said.count(n)}" for why, n in meaning.left_out)
    yield gettext("Formula"), one.formula
    yield gettext("Version"), f"{one.version} ({dates.day(one.since)})"
    yield pgettext("measure", "Begins"), one.start
    yield pgettext("measure", "Ends"), one.end
    n = meaning.own_words or f"{said.count(meaning.n)} / {said.count(meaning.total)}"
    yield "n", n if is_made else said.NONE
    yield gettext("Period"), f"{meaning.period} · {one.attribution}"
    if meaning.clock:
        yield gettext("Clock"), meaning.clock
    yield pgettext("measure", "Left out"), (left or gettext("None")) if is_made else said.NONE
    yield gettext("Never measured"), one.leaves_out
    yield pgettext("measure", "Interval"), one.interval


def tables(asked: Asked, found: dict[str, Any]) -> list[Table]:
    if asked.measure == catalogue.OVERVIEW:
        return overview_taking.tables(found)
    return [*taking.tables_of(asked, found), *hours(found)]


def hours(found: dict[str, Any]) -> list[Table]:
    heat = found.get("heat")
    if not heat:
        return []
    rows = [(day, *(cell.words for cell in cells)) for day, cells in heat.rows]
    return [Table(gettext("Weekday and hour"), ["", *map(str, heat.hours)], rows)]
