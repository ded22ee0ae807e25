"""Touchpoints from a table (CSV): what a till, a shop's visitors' book or a catalogue's call desk can export.

Each line becomes the same event that an app would report, so that it is judged by the same form. All or nothing: a file
with one wrong line is put right first, or nobody would know which lines are in.
"""

import csv
import hashlib
import io
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from channels_ingest import touchpoint_body
from customers.touchpoints import Event
from omnidesk.api.findings import findings
from omnidesk.cleaning import clean, clean_words

LARGEST = 512 * 1024
MOST_ROWS = 2000
PLACE = "store"
# What people write above a column, in either language.
COLUMNS = {
    "id": "id", "番号": "id", "伝票番号": "id",
    "at": "at", "date": "at", "日時": "at", "日付": "at",
    "place": "place", "場所": "place",
    "kind": "kind", "種類": "kind", "種別": "kind",
    "account": "account", "会員番号": "account", "会員id": "account",
    "email": "email", "e-mail": "email", "メール": "email", "メールアドレス": "email",
    "phone": "phone", "電話": "phone", "電話番号": "phone",
    "title": "title", "内容": "title", "件名": "title",
    "url": "url", "outcome": "outcome", "error": "error",
}  # fmt: skip
PLACES = {"店舗": "store", "電話": "call", "通販": "shop", "アプリ": "app", "サイト": "web", "キャンペーン": "campaign"}
KINDS = {"来店": "visit", "電話": "call", "注文": "order", "購入": "order", "配送": "delivery"}
_TIME = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?", flags=re.ASCII)


class Refused(Exception):
    """The file as a whole, in words for whoever chose it."""


@dataclass(frozen=True)
class Row:
    line: int
    event: Event | None
    cells: dict[str, Any]
    errors: list[str]

    @property
    def who(self) -> str:
        named = (str(self.cells.get(name, "")) for name in ("account", "email", "phone"))
        return next(filter(None, named), "")


@dataclass(frozen=True)
class Table:
    rows: list[Row]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.errors]

    @property
    def events(self) -> list[Event]:
        return [row.event for row in self.rows if row.event]


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, else what Excel writes in Japan (CP932)."""
    if len(content) > LARGEST:
        raise Refused(_("This file is too large: up to 512 KB. Divide it."))
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return clean(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Refused(_("The characters of this file cannot be read. Save it as CSV in UTF-8."))


def read(text: str) -> Table:
    lines = csv.reader(io.StringIO(clean(text).lstrip("\ufeff\n")), strict=True)
    try:
        names = [named(cell) for cell in next(lines, [])]
        rows = [row(lines.line_num, names, cells) for cells in lines if any(cell.strip() for cell in cells)]
    except csv.Error:
        raise Refused(
            _("Line %(line)s is no CSV: a quotation mark is not closed.") % {"line": lines.line_num}
        ) from None
    if not {"at", "kind"} <= set(names):
        raise Refused(_("The first line must name the columns; at (日時) and kind (種類) are needed."))
    if len(set(names)) != len(names):
        raise Refused(_("Two columns have the same name."))
    if not 0 < len(rows) <= MOST_ROWS:
        raise Refused(_("The file must have 1 to %(most)s lines below the first.") % {"most": MOST_ROWS})
    return Table(rows)


def named(cell: str) -> str:
    """Ours, or the name of a column that is kept as it is."""
    name = clean_words(cell, 40)
    return COLUMNS.get(name.casefold(), name)


def row(line: int, names: list[str], cells: list[str]) -> Row:
    if len(cells) > len(names):
        return Row(line, None, {}, [_("It has more cells than the first line.")])
    told = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
    said = body_of(told)
    try:
        return Row(line, touchpoint_body.read(said), said, [])
    except ValidationError as error:
        return Row(line, None, said, [in_words(found) for found in findings(error)])


def body_of(told: dict[str, str]) -> dict[str, Any]:
    """As an app would report it. Without an id of its own a line is known by its words: the same file counts once."""
    known = {name: told[name] for name in told if name in COLUMNS.values()}
    known["place"] = PLACES.get(told.get("place", ""), told.get("place", PLACE))
    if "kind" in told:
        known["kind"] = KINDS.get(told["kind"], told["kind"])
    packed = json.dumps(told, sort_keys=True, ensure_ascii=False)
    known.setdefault("id", f"csv:{hashlib.sha256(packed.encode()).hexdigest()[:40]}")
    body: dict[str, Any] = known | {"data": {name: told[name] for name in told if name not in known}}
    return body | {"at": moment(told["at"])} if "at" in told else body


def moment(text: str) -> datetime | str:
    """As it is written in shops: 2026/1/5 9:05, in digits of either width, by the desk's own clock. What is no time
    stays as it is."""
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return text
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone.get_current_timezone())
    except ValueError:
        return text


def in_words(found: dict[str, str]) -> str:
    column = found["pointer"].removeprefix("/")
    return f"{column}: {found['detail']}" if column else found["detail"]
