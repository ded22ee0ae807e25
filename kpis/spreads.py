"""Percentiles and marks of each group, in as many queries as for one."""

import json
from typing import Any

from kpis.figures import GROUPS, Group, Times, ask, fractions, length, picked, run, times_of
from kpis.slices import Slice

# f: which fractions are asked of each group; g: its rows.
_EACH = """
WITH f AS (SELECT * FROM jsonb_to_recordset(%(wanted)s::jsonb) AS f(key bigint, fractions float8[])), g AS (ROWS)
SELECT g.key, percentile_disc(f.fractions) WITHIN GROUP (ORDER BY g.seconds)
FROM g JOIN f ON f.key IS NOT DISTINCT FROM g.key GROUP BY g.key, f.fractions
"""


def spreads(measure: str, asked: Slice, by: Group) -> dict[Any, Times]:
    """{channel or team: its times}. Which ranks bound a percentile depends on n, so the groups are counted first."""
    known = f"{length(asked)} IS NOT NULL"
    # Whatever is counted is read from the lists, so that a row without a length is no row.
    counts = dict(ask(f"{GROUPS[by]}, count({length(asked)})", measure, asked, known, "GROUP BY 1"))
    if not counts:
        return {}
    rows, about = picked(f"{GROUPS[by]} AS key, {length(asked)} AS seconds", asked, known)
    wanted = json.dumps([{"key": key, "fractions": fractions(n)} for key, n in counts.items()])
    found = run(_EACH.replace("ROWS", rows), {**about, "measure": measure, "wanted": wanted})
    return {key: times_of(line, counts[key]) for key, line in found}


def marks(measure: str, asked: Slice, by: Group) -> dict[Any, dict[int, int]]:
    """{group: {value: how many}}: the marks of a survey by channel or team."""
    found: dict[Any, dict[int, int]] = {}
    columns = f"{GROUPS[by]}, u.value, count(*)"
    for key, value, n in ask(columns, measure, asked, "u.value IS NOT NULL", "GROUP BY 1, 2"):
        found.setdefault(key, {})[value] = n
    return found
