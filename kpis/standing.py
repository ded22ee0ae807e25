"""How figures stand, each over days of its own: as many as are asked for, in four queries."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpis import aims, figures, live_aims, offered, statistics
from kpis.figures import run
from kpis.models import Backlog
from kpis.models.of_team import Narrowed
from kpis.reports import catalogue, marks_given
from kpis.slices import Slice, today
from kpis.statistics import SMALL

# A goal is held against so many days.
DAYS = 28


@dataclass(frozen=True)
class Standing:
    """value, low and high in the unit of the measure. is_whole: everything is counted, so nothing is in doubt."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    is_whole: bool = False

    @property
    def is_small(self) -> bool:
        return not self.is_whole and 0 < self.n < SMALL


NOTHING = Standing(None, None, None, 0)

# w: what is asked for; r: its rollups.
_ROWS = """
jsonb_to_recordset(%(wanted)s::jsonb) AS w(key int, measure text, team bigint, channel bigint, clock text,
    first date, last date, fractions float8[])
JOIN kpis_rollup r ON r.measure = w.measure AND r.day BETWEEN w.first AND w.last AND r.excluded = ''
    AND (w.team IS NULL OR r.team_id = w.team) AND (w.channel IS NULL OR r.channel_id = w.channel)
"""
_COUNTS = f"SELECT w.key, coalesce(sum(r.total), 0)::int, sum(r.n)::int FROM {_ROWS} GROUP BY 1"  # noqa: S608  words of ours alone
_PERCENTILES = f"""
SELECT u.key, percentile_disc(u.fractions) WITHIN GROUP (ORDER BY u.length) FROM (
    SELECT w.key, w.fractions, CASE WHEN w.clock = 'business' THEN coalesce(x.business, x.seconds) ELSE x.seconds END
        AS length
    FROM {_ROWS} CROSS JOIN LATERAL unnest(r.seconds, r.business_seconds) AS x(seconds, business)
    WHERE w.fractions IS NOT NULL) u
WHERE u.length IS NOT NULL GROUP BY u.key, u.fractions
"""  # noqa: S608  as above
_MARKS = f"""
SELECT w.key, x.value, count(*) FROM {_ROWS} CROSS JOIN LATERAL unnest(r.values) AS x(value)
WHERE x.value IS NOT NULL GROUP BY 1, 2
"""  # noqa: S608  as above
# Of the live lines: who left at once is counted by some formulas.
_WAITS = f"""
SELECT w.key, x.seconds, x.value, count(*) FROM {_ROWS.replace("r.excluded = ''", "r.excluded IN ('', 'short')")}
CROSS JOIN LATERAL unnest(r.seconds, r.values) AS x(seconds, value)
WHERE x.seconds IS NOT NULL AND x.value IS NOT NULL GROUP BY 1, 2, 3
"""  # noqa: S608  as above


def days_of(row: Narrowed, last: date, days: int = DAYS) -> tuple[date, date]:
    """The days that count by now: of some measures the newest could still turn."""
    asked = figures.matured(row.measure, Slice(last - timedelta(days=days - 1), last))
    return asked.first, asked.last


def standings(rows: Iterable[Narrowed], last: date | None = None, days: int = DAYS) -> list[Standing]:
    """In the order of the rows. A row without a team counts all teams: whoever is shown it may see them."""
    last = last or today()
    return of_days([(row, *days_of(row, last, days)) for row in rows])


def of_days(asked: list[tuple[Narrowed, date, date]]) -> list[Standing]:
    wanted = [told(number, *one) for number, one in enumerate(asked)]
    counts = {key: (hits, n) for key, hits, n in ask(_COUNTS, wanted)}
    for one in wanted:
        n = counts.get(one["key"], (0, 0))[1]
        if n and aims.is_times(one["measure"]):
            one["fractions"] = figures.fractions(n)
    times = dict(ask(_PERCENTILES, [one for one in wanted if "fractions" in one]))
    marks: dict[int, dict[int, int]] = {}
    for key, value, n in ask(_MARKS, [one for one in wanted if catalogue.KINDS[one["measure"]] == "marks"]):
        marks.setdefault(key, {})[value] = n
    waits = waits_of([one for one in wanted if one["measure"] == offered.MEASURE])
    opens = {last: lay_open(last) for last in {until for row, _first, until in asked if is_backlog(row)}}

    def one_of(number: int, row: Narrowed, until: date) -> Standing:
        if is_backlog(row):
            return open_at_the_end(row, opens[until])
        if row.measure in live_aims.LIVE:
            return of_waits(row, waits.get(number, Counter()))
        return standing(row, counts.get(number, (0, 0)), times.get(number), marks.get(number, {}))

    return [one_of(number, row, until) for number, (row, _first, until) in enumerate(asked)]


def is_backlog(row: Narrowed) -> bool:
    return row.measure == "backlog"


def told(number: int, row: Narrowed, first: date, last: date) -> dict[str, Any]:
    measure = live_aims.report(row.measure)
    about = {"key": number, "measure": measure, "team": row.team_id, "channel": row.channel_id, "clock": row.clock}
    return about | {"first": first.isoformat(), "last": last.isoformat()}


def ask(sql: str, wanted: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return run(sql, {"wanted": json.dumps(wanted)}) if wanted else []


def waits_of(wanted: list[dict[str, Any]]) -> dict[int, offered.Waits]:
    """{key: who was offered, as kpis.offered counts them}"""
    found: dict[int, offered.Waits] = {}
    for key, seconds, value, n in ask(_WAITS, wanted):
        found.setdefault(key, Counter())[seconds, value] = n
    return found


def of_waits(row: Narrowed, waits: offered.Waits) -> Standing:
    share = live_aims.share(row, offered.line(waits, live_aims.limits(row)))
    return Standing(share.value, share.low, share.high, share.n) if share.n else NOTHING


def standing(row: Narrowed, counts: tuple[int, int], times: list[int] | None, marks: dict[int, int]) -> Standing:
    kind, (hits, n) = catalogue.KINDS[row.measure], counts
    if kind == "volume":
        return Standing(float(n), None, None, n, is_whole=True)
    if not n:
        return NOTHING
    if kind == "times":
        found: Any = figures.times_of(times, n).p(row.percent or 90) if times else None
    else:
        found = marks_given.headline(row.measure, marks) if kind == "marks" else statistics.share(hits, n)
    return Standing(found.value, found.low, found.high, found.n) if found else NOTHING


type Open = list[tuple[int | None, int | None, int]]


def lay_open(day: date) -> Open | None:
    """(team, channel, how many) at the day's last full hour, or the last one known before it; None = nothing is known.

    Between midnight and the first scan of a day that is an hour of the day before."""
    if not Backlog.objects.filter(day__lte=day).exists():
        return None
    hour = figures.last_hours(day, day)[day]
    return [(one.team_id, one.channel_id, sum(one.counts)) for one in Backlog.objects.filter(day__lte=day, at=hour)]


def open_at_the_end(row: Narrowed, known: Open | None) -> Standing:
    """Counted whole."""
    if known is None:
        return NOTHING
    mine = (row.team_id, row.channel_id)
    n = sum(count for *whose, count in known if all(want in (None, has) for want, has in zip(mine, whose, strict=True)))
    return Standing(float(n), float(n), float(n), n, is_whole=True)
