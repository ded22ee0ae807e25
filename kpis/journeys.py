"""Which channels a matter touched on its way, and whether it was resolved: the ways, each with how many went it.

A touch is a message or call of the customer; several in a row on one channel are one. The outcome is a matter that was
resolved and stayed so (resolution_full: one row a matter). Matters that came in within the days and have not reached it
are the ways that led nowhere, which Shapley weighs.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpis import figures, rows_in_sql
from kpis.contributions import MOST, RULES, Journey
from kpis.slices import Slice

OUTCOME = "resolution_full"
_WAYS = """
WITH ways AS (
    SELECT m.conversation_id, m.day, m.measure = %(outcome)s AS reached FROM kpis_measured m
    WHERE m.excluded = '' AND m.conversation_id IS NOT NULL AND WHERE_THESE
    AND (m.measure = %(outcome)s OR m.measure = 'opened' AND NOT EXISTS (
        SELECT 1 FROM kpis_measured d WHERE d.conversation_id = m.conversation_id AND d.measure = %(outcome)s))
), said AS (
    SELECT w.conversation_id, s.channel_id, s.seq,
        lag(s.channel_id) OVER (PARTITION BY w.conversation_id ORDER BY s.seq) AS before
    FROM ways w JOIN conversations_message s ON s.conversation_id = w.conversation_id
    WHERE s.direction = 'in' AND s.channel_id IS NOT NULL
), touched AS (
    SELECT conversation_id, array_agg(channel_id ORDER BY seq) AS touches
    FROM said WHERE before IS DISTINCT FROM channel_id GROUP BY 1
)
SELECT w.day, coalesce(t.touches, '{}'), w.reached, count(*)
FROM ways w LEFT JOIN touched t USING (conversation_id) GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Ways:
    """Of each day, the ways that ended (or, unresolved, began) on it."""

    days: dict[date, list[Journey]]

    @property
    def every(self) -> list[Journey]:
        """All days together, each way once."""
        times: dict[tuple[tuple[Any, ...], bool], int] = defaultdict(int)
        for journeys in self.days.values():
            for one in journeys:
                times[one.touches, one.reached] += one.times
        return [Journey(touches, reached, n) for (touches, reached), n in times.items()]


def ways(asked: Slice) -> Ways:
    """One query; the rows that come back are as many as there are different ways."""
    where, values = rows_in_sql.where(asked)
    days: dict[date, list[Journey]] = defaultdict(list)
    for day, touches, reached, n in figures.run(_WAYS.replace("WHERE_THESE", where), {**values, "outcome": OUTCOME}):
        days[day].append(Journey(fewer(touches), reached, n))
    return Ways(days)


def fewer(touches: Sequence[int]) -> tuple[int, ...]:
    """Of a matter that met more channels than can be weighed, the first ones."""
    known = set(list(dict.fromkeys(touches))[:MOST])
    return tuple(channel for channel in touches if channel in known)


def by_day(found: Ways, rule: str, asked: Slice) -> dict[Any, list[float]]:
    """{channel: its outcomes of each day}: de-duplicated, so that a day's sum is what was resolved on it."""
    split = RULES[rule](found.every)
    every = [asked.first + timedelta(days=number) for number in range(asked.days)]
    days: dict[Any, list[float]] = defaultdict(lambda: [0.0] * len(every))
    for place, day in enumerate(every):
        for one in found.days.get(day, []):
            if one.reached and one.touches:
                for channel, part in split(one.touches).items():
                    days[channel][place] += float(part * one.times)
    return dict(days)
