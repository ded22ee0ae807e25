"""Rows into a table by COPY: several times faster than INSERT, and columns set by the clock keep our times."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

type Ways = list[tuple[str, Callable[[Any], str]]]

# What COPY's text form gives a meaning of its own.
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_in(rows: Sequence[models.Model]) -> None:
    """All rows of one model. Rows without a number get theirs from the database."""
    if not rows:
        return
    meta = rows[0]._meta
    numbered = rows[0].pk is not None
    fields = [field for field in meta.concrete_fields if numbered or not field.primary_key]
    ways: Ways = [(field.attname, json_of if isinstance(field, models.JSONField) else text_of) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    lines = io.StringIO("".join(f"{line}\n" for line in written(rows, ways)))
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{meta.db_table}" ({columns}) FROM STDIN', lines)


def written(rows: Iterable[models.Model], ways: Ways) -> Iterable[str]:
    for row in rows:
        values = row.__dict__
        yield "\t".join([way(values[name]) for name, way in ways])


def json_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).translate(ESCAPED)


def text_of(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPED)
    if isinstance(value, datetime):
        return value.isoformat()
    return "{}" if value == [] else str(value)
