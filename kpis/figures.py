"""The figures of a slice, read from rollups: percentiles, shares and counts, as a whole, by day, by hour, by channel.

Both clocks, every percentile and the heat map are exact: a rollup holds each row's numbers (kpis.models.Rollup).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from kpis import lengths, narrowing, statistics
from kpis.models import AGES, Backlog, Cursor
from kpis.slices import BUSINESS, Slice, today, zone
from kpis.statistics import Quantile, Share

PERCENTS = (50, 75, 90)
# What counts only when so many days have passed without the customer coming back.
MATURES = {"fcr": 7, "reopen": 7}

type Group = Literal["day", "week", "month", "channel", "team", "weekday_hour", "half_hour", "quarter_hour", "hour"]

# How rows are grouped; a group that needs the minute is read from the lists. A minute is one of the week that begins
# with the weekday of its rollup (kpis.months).
GROUPS: dict[str, str] = {
    "day": "r.day",
    "week": "date_trunc('week', r.day)::date",
    "month": "date_trunc('month', r.day)::date",
    "channel": "r.channel_id",
    "team": "r.team_id",
    "weekday_hour": "ARRAY[r.weekday + u.minute / 1440, mod(u.minute, 1440) / 60]",
    "half_hour": "mod(u.minute, 1440) / 30",
    "quarter_hour": "mod(u.minute, 1440) / 15",
    "hour": "mod(u.minute, 1440) / 60",
}

SUMS = "coalesce(sum(r.total), 0)::int, coalesce(sum(r.n), 0)::int"
_LISTS = {"seconds": "r.seconds", "business_seconds": "r.business_seconds", "value": "r.values", "minute": "r.minutes"}


@dataclass(frozen=True)
class Times:
    """A measure of lengths, in seconds: how many, and its percentiles."""

    n: int
    quantiles: tuple[Quantile, ...]

    def p(self, percent: int) -> Quantile:
        return next(one for one in self.quantiles if one.percent == percent)


@dataclass(frozen=True)
class Part:
    """One group of a measure: its key (a day, a channel's number, [weekday, hour]), n, and p50/p75/p90 in seconds."""

    key: Any
    n: int
    values: tuple[int | None, ...]


def matured(measure: str, asked: Slice) -> Slice:
    """Rows whose window is not over yet are left out: they could still turn."""
    days = MATURES.get(measure)
    return asked.until(today() - timedelta(days=days + 1)) if days else asked


def length(asked: Slice) -> str:
    """In SQL, by the clock that is asked for; what has only one (handling) is told by that."""
    return "coalesce(u.business_seconds, u.seconds)" if asked.clock == BUSINESS else "u.seconds"


def lists(*words: str) -> str:
    """The lists that these words ask for, side by side as rows u; each one more takes its time over years."""
    asked = [name for name in _LISTS if any(f"u.{name}" in word for word in words)]
    return f", unnest({', '.join(_LISTS[name] for name in asked)}) AS u({', '.join(asked)})" if asked else ""


def picked(columns: str, asked: Slice, more: str = "", counting: str = "r.excluded = ''") -> tuple[str, dict[str, Any]]:
    """The statement that reads these columns from the rollups of a slice, and the values it wants beside the measure's.

    All words are constants of this room; what a reader asked for travels as values.
    """
    where, values = asked.where()
    rest = [counting, where, *([more] if more else [])]
    read, narrow = narrowing.rollups(asked, f"{columns} {more}")
    rows = f"{read}{lists(columns, more)}"
    sql = f"SELECT {columns} FROM {rows} WHERE r.measure = %(measure)s AND {' AND '.join(rest)}"  # noqa: S608  see above
    return sql, values | narrow


def ask(
    columns: str, measure: str, asked: Slice, more: str = "", tail: str = "", **values: Any
) -> list[tuple[Any, ...]]:
    """Columns of what counts; more: a further condition, tail: how it is grouped."""
    sql, about = picked(columns, asked, more)
    return run(f"{sql} {tail}", {**about, "measure": measure, **values})


def run(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def keyed(key: Any) -> Any:
    """PostgreSQL's pair of weekday and hour, as a key of a dictionary."""
    return tuple(key) if isinstance(key, list) else key


NO_TIMES = Times(0, tuple(Quantile(None, 0, None, None, percent) for percent in PERCENTS))


def times(measure: str, asked: Slice) -> Times:
    """n and p50, p75, p90 with their intervals."""
    found = by_group(measure, asked)
    return times_in(found[None]) if found else NO_TIMES


def times_in(found: "lengths.Numbers") -> Times:
    n = len(found)
    return times_of(lengths.at(found, ranks(n)), n)


def by_group(measure: str, asked: Slice, by: Group | None = None) -> "dict[Any, lengths.Numbers]":
    """{group: its lengths}, in the order of the groups; without a group that of all is None."""
    is_business = asked.clock == BUSINESS
    key = GROUPS[by] if by and by not in lengths.MINUTES else "NULL"
    found = ask(f"{key}, {lengths.columns(by or '', business=is_business)}", measure, asked)
    return lengths.grouped(found, by or "", business=is_business)


def ranks(n: int) -> list[int]:
    """Of each percentile its own rank, and those that bound it."""
    return [rank for percent in PERCENTS for rank in (-(-n * percent // 100), *statistics.ranks(n, percent))]


def fractions(n: int) -> list[float]:
    return [(min(max(rank, 1), n) - 0.5) / n for rank in ranks(n)]


def times_of(found: Sequence[int], n: int) -> Times:
    """found: what lies at the ranks of n."""
    wanted = ranks(n)
    return Times(n, tuple(quantile(found, wanted, n, number) for number in range(len(PERCENTS))))


def quantile(found: Sequence[int], wanted: Sequence[int], n: int, number: int) -> Quantile:
    value, low, high = found[3 * number : 3 * number + 3]
    _rank, below, above = wanted[3 * number : 3 * number + 3]
    return Quantile(value, n, low if below >= 1 else None, high if above <= n else None, PERCENTS[number])


def counted(measure: str, asked: Slice) -> int:
    """How many rows there are of a measure that has lengths or is a mere count."""
    return int(ask("coalesce(sum(r.n), 0)", measure, asked)[0][0])


def share(measure: str, asked: Slice) -> Share:
    """How many did, of those that could: the sum of the ones, and n."""
    ((hits, n),) = ask(SUMS, measure, matured(measure, asked))
    return statistics.share(hits, n)


def shares(measure: str, asked: Slice, by: Group) -> dict[Any, Share]:
    found = ask(f"{GROUPS[by]}, {SUMS}", measure, matured(measure, asked), tail="GROUP BY 1 ORDER BY 1")
    return {key: statistics.share(hits, n) for key, hits, n in found}


def parts(measure: str, asked: Slice, by: Group) -> list[Part]:
    """p50, p75 and p90 of each group, in the order of their keys; a group without rows is not there."""
    return [
        Part(key, len(one), tuple(lengths.at(one, [-(-len(one) * percent // 100) for percent in PERCENTS])))
        for key, one in by_group(measure, asked, by).items()
    ]


def number_of(by: Group) -> str:
    """How many rows a group has: those of its lists where it is read from them."""
    return "count(*)" if lists(GROUPS[by]) else "sum(r.n)::int"


def counts(measure: str, asked: Slice, by: Group) -> dict[Any, int]:
    """How many rows each group has."""
    found = ask(f"{GROUPS[by]}, {number_of(by)}", measure, asked, tail="GROUP BY 1 ORDER BY 1")
    return {keyed(key): n for key, n in found}


def volume(asked: Slice, by: Group, measure: str = "opened") -> dict[tuple[Any, int | None], int]:
    """{(group, channel): how many}: what came in, stacked by channel."""
    columns = f"{GROUPS[by]}, r.channel_id, {number_of(by)}"
    found = ask(columns, measure, asked, tail="GROUP BY 1, 2 ORDER BY 1, 2")
    return {(keyed(key), channel): n for key, channel, n in found}


def distribution(measure: str, asked: Slice) -> dict[int, int]:
    """{value: how many}: the marks of a survey."""
    return dict(ask("u.value, count(*)", measure, asked, "u.value IS NOT NULL", "GROUP BY 1 ORDER BY 1"))


def within(measure: str, asked: Slice, seconds: int, value: int | None = None) -> int:
    """How many took at most so long (service levels: value 1 = answered, 0 = abandoned)."""
    only = " AND u.value = %(value)s" if value is not None else ""
    found = ask("count(*)", measure, asked, f"{length(asked)} <= %(limit)s{only}", limit=seconds, value=value)
    return int(found[0][0])


def left_out(measure: str, asked: Slice) -> dict[str, int]:
    """{why: how many}: what the measure does not count."""
    sql, about = picked("r.excluded, sum(r.n)::int", asked, counting="r.excluded <> ''")
    return dict(run(f"{sql} GROUP BY 1 ORDER BY 2 DESC", {**about, "measure": measure}))


def backlog(asked: Slice) -> dict[date, tuple[int, ...]]:
    """{day: how many lay open at its last full hour, by age (kpis.models.AGES)}, from the first day that is known on;
    where nothing is kept of an hour, nothing lay open."""
    known = Backlog.objects.aggregate(first=Min("day"))["first"]
    if known is None:
        return {}
    first, last = max(asked.first, known), min(asked.last, today())
    hours = last_hours(first, last)
    where, about = asked.where("b")
    read, narrow = narrowing.backlogs(asked)
    about |= {"hours": list(hours.values()), "days": list(hours), **narrow}
    ages = ", ".join(f"coalesce(sum(b.counts[{number}]), 0)::int" for number in range(1, len(AGES) + 2))
    sql = (
        f"SELECT b.day, {ages} FROM {read}"  # noqa: S608  as in picked()
        f" WHERE {where} AND b.at = ANY(%(hours)s) GROUP BY 1"
    )
    found = {day: tuple(counts) for day, *counts in run(sql, about)}
    return {day: found.get(day, (0,) * (len(AGES) + 1)) for day in hours}


def last_hours(first: date, last: date) -> dict[date, datetime]:
    """{day: its last full hour}, in the company's zone; of today the last one that was counted."""
    cursor, here = Cursor.objects.filter(pk=1).first(), zone()
    counted_at = (cursor and cursor.caught_up_at) or timezone.now()
    newest = counted_at.replace(minute=0, second=0, microsecond=0)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    ends = {day: datetime.combine(day + timedelta(days=1), time(), here) - timedelta(hours=1) for day in days}
    return {day: min(end, newest) for day, end in ends.items()}
