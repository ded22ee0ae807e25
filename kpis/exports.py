"""Figures to take home: CSV that any program opens, and a workbook; each with what its numbers mean."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext

type Cell = str | int | float | None

# Excel reads UTF-8 only behind this.
BOM = "\ufeff"
# What a table program would take for a formula. A customer may be called what they like.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHEET = 31
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Table:
    """rows are read once: they may come from the database as they are written.

    units: of each column on paper, where not all are of the measure: share, points, yen, seconds, mark (two places),
    score (signed); else text and whole numbers.
    """

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    units: Sequence[str] = ()


def safe(cell: Cell) -> Cell:
    """Text that would be run is shown as text; numbers stay numbers."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class Line:
    """What csv writes to: hands the line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def lines(about: Sequence[tuple[str, Cell]], tables: Sequence[Table]) -> Iterator[str]:
    writer = csv.writer(Line())
    yield BOM
    yield from (writer.writerow([safe(cell) for cell in row]) for row in about)
    for table in tables:
        yield writer.writerow([])
        yield writer.writerow([safe(table.name)])
        yield writer.writerow([safe(word) for word in table.head])
        for row in table.rows:
            yield writer.writerow([safe(cell) for cell in row])


def as_csv(name: str, about: Sequence[tuple[str, Cell]], tables: Sequence[Table]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(lines(about, tables), content_type="text/csv; charset=utf-8")
    return named(answer, f"{name}.csv")


def as_xlsx(name: str, about: Sequence[tuple[str, Cell]], tables: Sequence[Table]) -> FileResponse:
    return FileResponse(workbook(about, tables), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def workbook(about: Sequence[tuple[str, Cell]], tables: Sequence[Table]) -> io.BytesIO:
    """A sheet that says what is counted, and one for each table. Nothing in it is a formula or a link."""
    import xlsxwriter  # type: ignore[import-untyped]  # the library has no types

    packed = io.BytesIO()
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(packed, {"constant_memory": True, "in_memory": False, **never}) as book:
        bold = book.add_format({"bold": True})
        sheet_of(book, gettext("Definition"), [], about, bold)
        for number, table in enumerate(tables, start=1):
            sheet_of(book, f"{number} {table.name}", table.head, table.rows, bold)
    packed.seek(0)
    return packed


def sheet_of(book: Any, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], bold: Any) -> None:
    allowed = "".join(" " if letter in "[]:*?/\\'" else letter for letter in name)
    sheet = book.add_worksheet(allowed[:SHEET])
    sheet.set_column(0, 0, 28)
    for column, word in enumerate(head):
        sheet.write_string(0, column, word, bold)
    for number, row in enumerate(rows, start=1 if head else 0):
        for column, cell in enumerate(row):
            write(sheet, number, column, cell)


def write(sheet: Any, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def named[Answer: HttpResponse | StreamingHttpResponse](answer: Answer, name: str) -> Answer:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
