"""Rows into a table by COPY: several times faster than INSERT, and columns set by the clock keep our times."""

import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

# What COPY's text form gives a meaning of its own.
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_in(rows: Sequence[models.Model]) -> None:
    """All rows of one model. Rows without a number get theirs from the database."""
    if not rows:
        return
    meta = rows[0]._meta
    numbered = rows[0].pk is not None
    fields = [field for field in meta.concrete_fields if numbered or not field.primary_key]
    names = [field.attname for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    lines = io.StringIO("".join(f"{line}\n" for line in written(rows, names)))
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{meta.db_table}" ({columns}) FROM STDIN', lines)


def written(rows: Iterable[models.Model], names: list[str]) -> Iterable[str]:
    for row in rows:
        values = row.__dict__
        yield "\t".join([text_of(values[name]) for name in names])


def text_of(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPED)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).translate(ESCAPED)
    return "{}" if value == [] else str(value)
