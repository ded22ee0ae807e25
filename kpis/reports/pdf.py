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

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from agents.models import Agent, Company
from kpis import said
from kpis.charts import printed
from kpis.charts.bands import WIDTH
from kpis.definitions import DEFINITIONS
from kpis.exports import Cell, Table
from kpis.reports import catalogue, filtered, page, taking
from kpis.reports.asking import Asked
from kpis.reports.shown import Meaning

KIND = "application/pdf"
TEMPLATE = Path(__file__).with_name("report.typ")
# Longer tables are for a spreadsheet; how many lines are missing is said.
MOST_ROWS = 400
# What a picture may take of a page, in mm.
WIDE, HIGH = 174, 150


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
    meaning: Meaning = found["meaning"]
    company = Company.current()
    before = [(gettext("Compared with"), page.days(asked.before.first, asked.before.last))] if asked.compares else []
    return {
        "language": get_language() or "ja",
        "company": company.name if company else "Omnidesk",
        "title": catalogue.name(asked.measure),
        "period": page.words_of(asked),
        "filters": [*before, *filtered.pairs(asked)],
        "figures": [figure(one) for one in found.get("figures") or []],
        "pictures": pictures(found),
        "tables": [table(one, asked) for one in [*taking.tables_of(asked, found), *hours(found)]],
        "meaning": [(what, str(which)) for what, which in terms(meaning)],
        "made": made_words(sheet.by),
        "words": {"definition": gettext("Definition"), "page": gettext("Page"), "none": gettext("No rows.")},
    }


def made_words(by: Agent) -> str:
    told = {"at": f"{timezone.localtime():%Y-%m-%d %H:%M %Z}", "name": by.full_name}
    return gettext("Made %(at)s for %(name)s, of what they may see") % told


def figure(one: Any) -> dict[str, str]:
    rest = (gettext("for reference") if one.is_small else "", one.evidence, one.change)
    return {"label": one.label, "value": f"{one.value}{one.unit}", "notes": " · ".join(part for part in rest if part)}


def pictures(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Every chart of the page, in its order, each as wide (in mm) as beside the others on the page."""
    drawn = [str(one) for one in found.values() if isinstance(one, str) and "<svg" in one]
    if found.get("sankey"):
        drawn.append(ribbons(found["sankey"]))
    return [{"svg": svg, "width": width(*printed.size(svg))} for one in drawn for svg in printed.svgs(one)]


def width(across: float, down: float) -> float:
    return min(WIDE * min(across / WIDTH, 1), HIGH * across / down)


def ribbons(sankey: Any) -> str:
    """A page makes them light by a style sheet."""
    drawn = render_to_string("kpis/reports/sankey.html", {"sankey": sankey})
    return drawn.replace('class="ribbon"', 'fill-opacity="0.45"')


def terms(meaning: Meaning) -> Iterable[tuple[str, object]]:
    """As the page's own definition."""
    one = meaning.definition
    left = " · ".join(f"{why} {said.count(n)}" for why, n in meaning.left_out)
    yield gettext("Formula"), one.formula
    yield gettext("Version"), f"{one.version} ({one.since:%Y/%m/%d})"
    yield pgettext("measure", "Begins"), one.start
    yield pgettext("measure", "Ends"), one.end
    yield "n", meaning.own_words or f"{said.count(meaning.n)} / {said.count(meaning.total)}"
    yield gettext("Period"), f"{meaning.period} · {one.attribution}"
    if meaning.clock:
        yield gettext("Clock"), meaning.clock
    yield pgettext("measure", "Left out"), left or gettext("None")
    yield gettext("Never measured"), one.leaves_out
    yield pgettext("measure", "Interval"), one.interval


def hours(found: dict[str, Any]) -> list[Table]:
    heat = found.get("heat")
    if not heat:
        return []
    rows = [(day, *(cell.words for cell in cells)) for day, cells in heat.rows]
    return [Table(gettext("Weekday and hour"), ["", *map(str, heat.hours)], rows)]


def table(one: Table, asked: Asked) -> dict[str, Any]:
    every = list(one.rows)
    lengths = [word.endswith(taking.seconds("")) for word in one.head]
    heads = [word.removesuffix(taking.seconds("")) for word in one.head]
    # Parts of a whole are shares even where the measure is a score; channels beside each other are of many units.
    has_shares = DEFINITIONS[asked.measure].unit == "share" or catalogue.KINDS[asked.measure] == "matrix"
    shares = [has_shares or word == gettext("Share") for word in one.head]
    rows = [[words(*cell, asked) for cell in zip(row, lengths, shares, strict=False)] for row in every[:MOST_ROWS]]
    rest = len(every) - len(rows)
    more = gettext("%(n)s more lines are in the XLSX and CSV files.") % {"n": said.count(rest)} if rest else ""
    return {"name": one.name, "head": heads, "rows": rows, "more": more}


def words(cell: Cell, is_length: bool, is_share: bool, asked: Asked) -> str:
    """As a page says it: a spreadsheet wants 0.5 and 131, a reader 50.0% and 2:11."""
    if cell is None or cell == "":
        return said.NONE
    if isinstance(cell, str):
        return cell
    if is_length:
        return said.duration(cell, asked.in_days)
    if isinstance(cell, int):
        return said.count(cell)
    if is_share and -1 <= cell <= 1:
        return said.percent(cell)
    unit = DEFINITIONS[asked.measure].unit
    return said.yen(cell) if unit == "yen" else said.score(cell, 1) if unit == "score" else said.decimal(cell)
