"""P12: each report over five years from its rollups, to the same question asked of the raw entries."""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from kpis import figures, months, packing
from kpis.loading import world
from kpis.models import Measured
from kpis.slices import Scope, Slice
from tests.bench import report_lag
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


def measure(stage: Stage, rounds: int, matters: int) -> list[Line]:
    load(matters, stage.postgres)
    return [ratios(rounds, matters), rebuild(), lag(2, skip=0), lag(20, skip=120)]


def ratios(rounds: int, matters: int) -> Line:
    today = timezone.localdate()
    asked = Slice(today - timedelta(days=DAYS + 2), today, Scope(all_teams=True))
    found, shown = [], {}
    for name, ask in packed().items():
        quick, slow = in_turn(name, partial(ask, asked), max(3, rounds // 2))
        found.append(quick / slow)
        shown[f"{name} ms"] = f"{1000 * quick:.0f} to {1000 * slow:.0f} ({quick / slow:.3f})"
    shown["matters"] = f"{matters:,}"
    return Line("P12", "reports from rollups to raw entries", found, "≤ 0.05 each", max(found) <= 0.05, shown)


def in_turn(name: str, ask: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """The middle times of both sides, in seconds; they must say the same."""
    quick, slow = [], []
    for _ in range(rounds):
        taken, found = timed(ask)
        quick.append(taken)
        taken, raw = timed(lambda: rows(RAW[name]))
        slow.append(taken)
        if [tuple(line) for line in raw] != [tuple(line) for line in found]:
            raise RuntimeError(f"{name}: rollups and entries say different things")
    return statistics.median(quick), statistics.median(slow)


def lag(a_second: int, skip: int) -> Line:
    lags = report_lag.lags(a_second, seconds=60, skip=skip)
    found = sorted(lags.each)
    what = f"from a commit until it is counted, {a_second} messages a second for a minute, to the 60 s it may take"
    shown = {"p50 s": statistics.median(found), "longest s": found[-1], "messages": len(found)}
    shown |= {f"{side}, s of CPU for 1,000": 1000 * spent / len(found) for side, spent in lags.cost.items()}
    return Line("P12", what, [one / 60 for one in found], "≤ 1 each", found[-1] <= 60, shown)


def rebuild() -> Line:
    """Every team's rollups and backlog of the day with the most rows; beside it its month."""
    (fullest, _n), *_others = rows("SELECT day, count(*) FROM kpis_measured GROUP BY 1 ORDER BY 2 DESC LIMIT 1")
    teams = set(Measured.objects.filter(day=fullest).order_by().values_list("team", flat=True).distinct())
    now = world()
    day, _none = timed(lambda: [packing.pack(fullest, team, now) for team in teams])
    month, _none = timed(lambda: months.pack(fullest.replace(day=1)))
    what = "rebuild of the fullest day, to the 10 s it may take"
    return Line("P12", what, [day / 10], "≤ 1", day <= 10, {"day s": day, "month s": month})


def timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    found = ask()
    return time.monotonic() - began, found


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
