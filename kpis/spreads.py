"""Percentiles and marks of each group, in as many queries as for one."""

from typing import Any

from kpis.figures import GROUPS, Group, Times, ask, by_group, times_in
from kpis.slices import Slice


def spreads(measure: str, asked: Slice, by: Group) -> dict[Any, Times]:
    """{channel or team: its times}."""
    return {key: times_in(one) for key, one in by_group(measure, asked, by).items()}


def marks(measure: str, asked: Slice, by: Group) -> dict[Any, dict[int, int]]:
    """{group: {value: how many}}: the marks of a survey by channel or team."""
    found: dict[Any, dict[int, int]] = {}
    columns = f"{GROUPS[by]}, u.value, count(*)"
    for key, value, n in ask(columns, measure, asked, "u.value IS NOT NULL", "GROUP BY 1, 2"):
        found.setdefault(key, {})[value] = n
    return found
