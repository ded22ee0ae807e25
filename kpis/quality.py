"""Shares of quality by channel, and the figures of the four Cs: each of a slice, in a bounded number of queries."""

from typing import Any

from kpis import figures, offered, rows_in_sql, spreads, statistics
from kpis.figures import GROUPS, ask, length
from kpis.offered import Limits
from kpis.reports.marks_given import headline
from kpis.scorecard import Figure, Part, scorecard
from kpis.service_level import DEFAULT
from kpis.slices import Slice
from kpis.statistics import Share

_UNANSWERED = """
SELECT count(*) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM kpis_measured f WHERE f.conversation_id = m.conversation_id AND f.measure = 'frt_opened'
)), count(*)
FROM kpis_measured m WHERE m.measure = 'opened' AND m.excluded = '' AND WHERE_THESE
"""


def by_channel(asked: Slice, limit: int) -> dict[str, dict[Any, Share]]:
    """{which share: {channel: it}}. Four queries."""
    marks = spreads.marks("csat", asked, "channel")
    lines = offered.by(asked, Limits(), "channel")
    return {
        "csat": {channel: good(found) for channel, found in marks.items()},
        "frt_in_time": in_time("frt", asked, limit, "channel"),
        "service_level": {channel: line.level(DEFAULT) for channel, line in lines.items()},
        "fcr": dict(figures.shares("fcr", asked, "channel")),
    }


def good(marks: dict[int, int]) -> Share:
    found = headline("csat", marks)
    return found if isinstance(found, Share) else statistics.share(0, 0)


def in_time(measure: str, asked: Slice, limit: int, by: Any) -> dict[Any, Share]:
    """Within the limit, of all that have a length."""
    span = length(asked)
    columns = f"{GROUPS[by]}, count(*) FILTER (WHERE {span} <= %(limit)s), count(*)"
    rows = ask(columns, measure, asked, f"{span} IS NOT NULL", "GROUP BY 1 ORDER BY 1", limit=limit)
    return {key: statistics.share(hits, n) for key, hits, n in rows}


def all_in_time(measure: str, asked: Slice, limit: int) -> Share:
    """As in_time, of all channels together."""
    span = length(asked)
    columns = f"count(*) FILTER (WHERE {span} <= %(limit)s), count(*)"
    ((hits, n),) = ask(columns, measure, asked, f"{span} IS NOT NULL", limit=limit)
    return statistics.share(hits, n)


def unanswered(asked: Slice) -> Share:
    """Matters that came in within these days and that no person of ours has answered yet."""
    where, values = rows_in_sql.where(asked)
    ((hits, n),) = figures.run(_UNANSWERED.replace("WHERE_THESE", where), values)
    return statistics.share(hits, n)


def four(asked: Slice, limit: int) -> tuple[Part, Part, Part, Part]:
    ces = headline("ces", figures.distribution("ces", asked))
    found: dict[str, Figure] = {
        "asked_again": figures.share("asked_again", asked),
        "switch": figures.share("switch", asked),
        "ces": ces,
        "wait": figures.times("wait", asked).p(50),
        "frt_in_time": all_in_time("frt", asked, limit),
        "nrt_in_time": all_in_time("nrt_worst", asked, limit),
        "unanswered": unanswered(asked),
    }
    return scorecard(by_channel(asked, limit), found)
