"""The tables of a report, and the rows of a mark, as they are taken home."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, pgettext

from agents.models import Agent
from kpis import dates, first_scan, said
from kpis.exports import Cell, Table
from kpis.reports import asking_narrow, catalogue, listing, live_taking, page, shown, sources, stress, worth_taking
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark
from kpis.reports.shown import Meaning
from kpis.statistics import Quantile


def about(asked: Asked, meaning: Meaning) -> list[tuple[str, Cell]]:
    """What every file says first: a number without it means nothing."""
    is_being_made = first_scan.is_under_way()
    found: list[tuple[str, Cell]] = [
        (gettext("Measure"), str(meaning.definition.name)),
        (gettext("Formula"), str(meaning.definition.formula)),
        (gettext("Version"), meaning.definition.version),
        *([("n", said.NONE)] if is_being_made else counts(meaning)),
        (gettext("Period"), meaning.period),
        *((gettext("Narrowed to"), name) for name in asking_narrow.names(asked.slice)),
        (pgettext("measure", "Interval"), str(meaning.definition.interval)),
        (gettext("Made at"), f"{dates.moment(timezone.now())} {timezone.localtime():%Z}"),
    ]
    if is_being_made:
        found.append(first_scan.note())
    if meaning.clock:
        found.append((gettext("Clock"), meaning.clock))
    return [*found, *(live_taking.about(asked) if asked.is_live else [])]


def counts(meaning: Meaning) -> list[tuple[str, Cell]]:
    left = [(pgettext("measure", "Left out: %(why)s") % {"why": why}, count) for why, count in meaning.left_out]
    return [("n", meaning.own_words or meaning.n), *left]


def tables(agent: Agent, asked: Asked) -> tuple[Meaning, list[Table]]:
    found = page.page(agent, asked)
    return found["meaning"], tables_of(asked, found)


def tables_of(asked: Asked, found: dict[str, Any]) -> list[Table]:
    """Those of a page that was worked out already; none while the first scan is under way."""
    if first_scan.is_under_way():
        return []
    make = {"times": of_times, "volume": of_volume, "backlog": of_backlog, "marks": of_marks, "matrix": of_matrix}
    make |= {"telephone": live_taking.tables, "stress": stress.tables, **worth_taking.TABLES}
    kind = catalogue.KINDS[asked.measure]
    return make.get(kind, of_shares)(found)


def seconds(name: str) -> str:
    return pgettext("measure", "%(name)s (seconds)") % {"name": name}


def ends(name: str) -> tuple[str, str]:
    """Between which it lies."""
    return pgettext("bound", "%(name)s low") % {"name": name}, pgettext("bound", "%(name)s high") % {"name": name}


def of_times(found: dict[str, Any]) -> list[Table]:
    head = [gettext("Period"), *map(seconds, ("p50", "p75", "p90")), seconds(gettext("p90 before"))]
    spans = [(one.label, one.p50, one.p75, one.p90, one.before) for one in found["spans"]]
    wide = [
        pgettext("breakdown", "Name"),
        "n",
        *(seconds(word) for percent in ("p50", "p90") for word in (percent, *ends(percent))),
    ]
    parts = [(one.name, one.times.n, *bounds(one.times.p(50)), *bounds(one.times.p(90))) for one in found["lines"]]
    return [Table(gettext("Over time"), head, spans), Table(gettext("Breakdown"), wide, parts)]


def bounds(one: Quantile) -> tuple[Cell, ...]:
    return one.value, one.low, one.high


def of_shares(found: dict[str, Any]) -> list[Table]:
    name = str(found["meaning"].definition.name)
    bounded = ("n", name, *ends("95%"))
    spots = [(one.label, one.n, one.value, one.low, one.high) for one in found["spots"]]
    parts = [(line_of(one, "name"), *share_of(line_of(one, "share"))) for one in found["lines"]]
    made = [
        Table(gettext("Over time"), [gettext("Period"), *bounded], spots),
        Table(gettext("Breakdown"), [pgettext("breakdown", "Name"), *bounded], parts),
    ]
    if found.get("steps_failed"):
        following = [word for _channel, word in found["next"]]
        failed = [(one["words"], one["n"], *(cell["n"] for cell in one["cells"])) for one in found["steps_failed"]]
        made.append(Table(gettext("Step that failed"), [gettext("Step that failed"), "n", *following], failed))
    return made


def line_of(line: Any, name: str) -> Any:
    return line[name] if isinstance(line, dict) else getattr(line, name)


def share_of(one: Any) -> tuple[Cell, ...]:
    return one.n, one.value, one.low, one.high


def of_marks(found: dict[str, Any]) -> list[Table]:
    given = [(mark, count, part.value) for mark, count, part in found["marks"]]
    return [Table(gettext("Mark"), [gettext("Mark"), "n", gettext("Share")], given), *of_shares(found)]


def of_volume(found: dict[str, Any]) -> list[Table]:
    rows = [(one["name"], one["n"], one["share"].value) for one in found["table"]]
    return [Table(gettext("Channel"), [gettext("Channel"), "n", gettext("Share")], rows), *over_time(found)]


def over_time(found: dict[str, Any]) -> list[Table]:
    rows = [(label, *(part.n if part else 0 for part in line), total) for label, line, total in found["grid"]["rows"]]
    return [Table(gettext("Over time"), [gettext("Period"), *found["grid"]["heads"], gettext("All")], rows)]


def of_backlog(found: dict[str, Any]) -> list[Table]:
    rows = [(dates.day(day.key), *counts, total) for day, counts, total in found["table"]]
    return [Table(gettext("Over time"), [gettext("Day"), *found["ages"], gettext("All")], rows)]


def of_matrix(found: dict[str, Any]) -> list[Table]:
    words = [seconds(f"{word} p50") if unit == "seconds" else word for unit, word in found["columns"]]
    head = [gettext("Channel"), "n", *words]
    rows = [(one["name"], one["n"], *(cell["raw"] for cell in one["cells"])) for one in found["lines"]]
    units = ("", "", *(unit for unit, _word in found["columns"]))
    return [Table(gettext("Channels beside each other"), head, rows, units)]


def about_rows(agent: Agent, asked: Asked, mark: Mark) -> tuple[int, list[tuple[str, Cell]]]:
    """How many rows follow, and what the file says first: n is the mark's, and what is missing of it is said."""
    if first_scan.is_under_way():
        return 0, about(asked, shown.meaning(asked, None))
    n, hidden = sources.of(asked.measure).counts(agent, asked, mark)
    cut = max(n - hidden - listing.MOST, 0)
    meaning = shown.meaning(asked, n)
    # What was left out was left out of the whole.
    found = about(asked, replace(meaning, left_out=()) if mark.is_narrow else meaning)
    missing = [(gettext("Restricted, not listed"), hidden), (gettext("Beyond the longest list, not listed"), cut)]
    return n - hidden - cut, [*found, *((word, count) for word, count in missing if count)]


def rows(agent: Agent, asked: Asked, mark: Mark) -> list[Table]:
    """Of those that the reader may open, as on the page: one table, or none while the first scan is under way."""
    if first_scan.is_under_way():
        return []
    head = [
        gettext("When"),
        gettext("Customer"),
        gettext("About"),
        gettext("Value"),
        gettext("Agent"),
        gettext("Address"),
    ]
    return [Table(gettext("Rows"), head, written(agent, asked, mark))]


def written(agent: Agent, asked: Asked, mark: Mark) -> Iterator[Sequence[Cell]]:
    for one in sources.of(asked.measure).every(agent, asked, mark):
        yield f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}", one.who, one.about, one.value, one.agent, one.href
