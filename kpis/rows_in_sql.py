"""A slice as a condition on rows (kpis_measured) in SQL: its days, teams and channels, and its label or segment."""

from typing import Any

from kpis import narrowing
from kpis.slices import Slice


def where(asked: Slice, alias: str = "m") -> tuple[str, dict[str, Any]]:
    """The condition, and its values. What narrows it names columns that only the rows have."""
    words, values = asked.where(alias)
    if not asked.is_narrow:
        return words, values
    more, about = narrowing.in_sql(asked, alias)
    return f"{words} AND {more}", values | about
