"""P12: each report over five years from its rollups, to the same question asked of the raw entries."""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from kpis import figures, packing
from kpis.loading import world
from kpis.models import Measured
from kpis.slices import Scope, Slice
from tests.bench.five_years import DAYS, load
from tests.bench.report import Line
from tests.bench.stage import Stage

FIRST = """
SELECT e.conversation_id, min(e.at) FILTER (WHERE e.kind = 'received') AS word,
    min(e.at) FILTER (WHERE e.kind = 'replied') AS answer
FROM conversations_entry e WHERE e.kind IN ('received', 'replied') GROUP BY 1
"""
HERE = "AT TIME ZONE 'Asia/Tokyo'"
# The same number, from the entries. Each answers as the rollups do: [(key, …)].
RAW: dict[str, str] = {
    "first answer by month": f"""
        SELECT date_trunc('month', answer {HERE})::date, count(*), percentile_disc(ARRAY[.5, .75, .9]) WITHIN GROUP
            (ORDER BY floor(extract(epoch FROM answer - word))::int) FROM ({FIRST}) AS f GROUP BY 1 ORDER BY 1""",
    "first answer by weekday and hour": f"""
        SELECT ARRAY[extract(isodow FROM answer {HERE})::int - 1, extract(hour FROM answer {HERE})::int], count(*),
            percentile_disc(ARRAY[.5, .75, .9]) WITHIN GROUP (ORDER BY floor(extract(epoch FROM answer - word))::int)
        FROM ({FIRST}) AS f GROUP BY 1 ORDER BY 1""",
    "next answer by month": f"""
        SELECT date_trunc('month', at {HERE})::date, count(*), percentile_disc(ARRAY[.5, .75, .9]) WITHIN GROUP
            (ORDER BY floor(extract(epoch FROM at - before))::int)
        FROM (SELECT kind, at, lag(at) OVER w AS before, lag(kind) OVER w AS was, row_number() OVER w AS place
            FROM conversations_entry WHERE kind IN ('received', 'replied')
            WINDOW w AS (PARTITION BY conversation_id ORDER BY at)) AS t
        WHERE kind = 'replied' AND was = 'received' AND place > 2 GROUP BY 1 ORDER BY 1""",
    "volume by month and channel": f"""
        SELECT date_trunc('month', at {HERE})::date, (data->>'channel')::bigint, count(*)
        FROM conversations_entry WHERE kind = 'opened' GROUP BY 1, 2 ORDER BY 1, 2""",
    "resolution by month": f"""
        SELECT date_trunc('month', done {HERE})::date, count(*), percentile_disc(ARRAY[.5, .75, .9]) WITHIN GROUP
            (ORDER BY floor(extract(epoch FROM done - opened))::int)
        FROM (SELECT conversation_id, min(at) FILTER (WHERE kind = 'opened') AS opened,
            max(at) FILTER (WHERE kind = 'status' AND data->>'after' = 'resolved') AS done
            FROM conversations_entry WHERE kind IN ('opened', 'status') GROUP BY 1) AS m GROUP BY 1 ORDER BY 1""",
}


def packed() -> dict[str, Callable[[Slice], Any]]:
    def parts(measure: str, by: figures.Group) -> Callable[[Slice], Any]:
        return lambda asked: [
            (list(one.key) if isinstance(one.key, tuple) else one.key, one.n, list(one.values))
            for one in figures.parts(measure, asked, by)
        ]

    return {
        "first answer by month": parts("frt_message", "month"),
        "first answer by weekday and hour": parts("frt_message", "weekday_hour"),
        "next answer by month": parts("nrt", "month"),
        "volume by month and channel": lambda asked: [(*key, n) for key, n in figures.volume(asked, "month").items()],
        "resolution by month": parts("resolution_full", "month"),
    }


def measure(stage: Stage, rounds: int, matters: int) -> Line:
    load(matters)
    today = timezone.localdate()
    asked = Slice(today - timedelta(days=DAYS + 2), today, Scope(all_teams=True))
    ratios, shown = [], {}
    for name, ask in packed().items():
        quick, slow = [], []
        for _ in range(max(3, rounds // 2)):
            taken, found = timed(lambda ask=ask: ask(asked))
            quick.append(taken)
            taken, raw = timed(lambda name=name: rows(RAW[name]))
            slow.append(taken)
            if [tuple(line) for line in raw] != [tuple(line) for line in found]:
                raise RuntimeError(f"{name}: rollups and entries say different things")
        ratio = statistics.median(quick) / statistics.median(slow)
        ratios.append(ratio)
        shown[f"{name} ms"] = f"{1000 * statistics.median(quick):.0f} to {1000 * statistics.median(slow):.0f}"
    shown["rebuild of the fullest day s"] = rebuild()
    shown["matters"] = f"{matters:,}"
    return Line("P12", "reports from rollups to raw entries", ratios, "≤ 0.05 each", max(ratios) <= 0.05, shown)


def timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    found = ask()
    return time.monotonic() - began, found


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def rebuild() -> float:
    """Every team's rollups and backlog of the day with the most rows, made anew."""
    (day, _n), *_others = rows("SELECT day, count(*) FROM kpis_measured GROUP BY 1 ORDER BY 2 DESC LIMIT 1")
    teams = set(Measured.objects.filter(day=day).order_by().values_list("team", flat=True).distinct())
    now = world()
    began = time.monotonic()
    for team in teams:
        packing.pack(day, team, now)
    return time.monotonic() - began
