"""Lists that go on: one page of rows, and where the next begins."""

from typing import Any

from django.db.models import QuerySet


def paged(rows: QuerySet[Any], after: str, most: int) -> tuple[list[Any], int | None]:
    """after: how many were shown before, as the address says it; what is no number is the beginning. None = no more."""
    start = int(after) if after.isascii() and after.isdecimal() and len(after) < 6 else 0
    found = list(rows[start : start + most + 1])
    return found[:most], start + most if len(found) > most else None
