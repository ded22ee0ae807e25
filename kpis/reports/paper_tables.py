"""The tables of a report as paper takes them: every cell in words, each column as wide as what stands in it needs."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext

from kpis import said
from kpis.definitions import DEFINITIONS
from kpis.exports import Cell, Table
from kpis.reports import taking
from kpis.reports.asking import Asked

# Longer tables are for a spreadsheet; how many lines are missing is said.
MOST_ROWS = 400
# In half-width letters: a head may be broken into lines, and so may a text, but no number. Many columns leave it less.
HEAD, HEAD_OF_MANY, MANY = 14, 9, 10
LEAST, LONGEST = 6, 28
LEAST_OF_MANY, LONGEST_OF_MANY = 4, 20
# Between two columns; and what goes across a page in all: a wider table stands on its side.
SPARE, ACROSS = 2, 125
# What stands under its column's end, as numbers do.
NUMBER = re.compile(r"(95% )?[¥+−±<>≥≤]*[\d.,:%–〜+−/ \N{NO-BREAK SPACE}日時間dayshpt]*|—")


def table(one: Table, asked: Asked) -> dict[str, Any]:
    every = list(one.rows)
    heads = [word.removesuffix(taking.seconds("")) for word in one.head]
    units = units_of(one, asked)
    rows = [[words(cell, unit, asked) for cell, unit in zip(row, units, strict=False)] for row in every[:MOST_ROWS]]
    rest = len(every) - len(rows)
    more = gettext("%(n)s more lines are in the XLSX and CSV files.") % {"n": said.count(rest)} if rest else ""
    columns = [
        column(
            head,
            [row[place] for row in every[:MOST_ROWS]],
            [row[place] for row in rows],
            is_one_of_many=len(heads) > MANY,
        )
        for place, head in enumerate(heads)
    ]
    is_wide = sum(one["share"] - SPARE for one in columns) > ACROSS
    # Where all are tight, the names of the lines stay on one line: heads are broken instead.
    is_tight = sum(one["share"] for one in columns) > ACROSS and columns[0]["fits"]
    return {
        "name": one.name, "head": heads, "columns": columns, "rows": rows, "more": more, "is_wide": is_wide,
        "is_tight": is_tight,
    }  # fmt: skip


def column(head: str, raw: Sequence[Cell], cells: Sequence[str], *, is_one_of_many: bool) -> dict[str, Any]:
    """share: of the width of all. fits: nothing in it is longer than a column may be."""
    least, longest = (LEAST_OF_MANY, LONGEST_OF_MANY) if is_one_of_many else (LEAST, LONGEST)
    heading = min(width(head), HEAD_OF_MANY if is_one_of_many else HEAD)
    needed = max([least, heading, *map(width, cells)])
    return {"share": min(needed, longest) + SPARE, "fits": needed <= longest, "is_text": any(map(is_text, raw))}


def is_text(cell: Cell) -> bool:
    """Read from its start; numbers are read from their end."""
    return isinstance(cell, str) and not NUMBER.fullmatch(cell)


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "FW" else 1 for letter in text)


def units_of(one: Table, asked: Asked) -> list[str]:
    """Of each column: its own, or that of the measure."""
    if one.units:
        return [*one.units]
    unit: str = DEFINITIONS[asked.measure].unit
    # What is a length says so in its head.
    unit = "" if unit == "seconds" else unit
    # Parts of a whole are shares even where the measure is a score.
    return [
        "seconds" if word.endswith(taking.seconds("")) else "share" if word == gettext("Share") else unit
        for word in one.head
    ]


def words(cell: Cell, unit: str, asked: Asked) -> str:
    """As a page says it: a spreadsheet wants 0.5 and 131, a reader 50.0% and 2:11."""
    if cell is None or cell == "":
        return said.NONE
    if isinstance(cell, str):
        return cell
    if unit == "seconds":
        return said.duration(cell, asked.in_days)
    if isinstance(cell, int):
        return said.count(cell)
    if unit == "share" and -1 <= cell <= 1:
        return said.percent(cell)
    ways: dict[str, Callable[[float], str]] = {
        "yen": said.yen, "points": said.points, "mark": lambda number: said.decimal(number, 2),
        "score": lambda number: said.score(number, 1),
    }  # fmt: skip
    return ways.get(unit, said.decimal)(cell)
