"""Every hour: which headline figures of the last full day are unlike the same weekday of the weeks before."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from agents import hours, kept_hours
from agents.models import Team
from kpis import aims, figures, records, unusual
from kpis.models import Alert, AlertKind
from kpis.slices import today
from kpis.statistics import SMALL
from kpis.unusual import Unusual

# (measure, percentile): what is looked at every day, for all together and for each team.
HEADLINES: tuple[tuple[str, int | None], ...] = (
    ("opened", None), ("resolved", None), ("frt", 90), ("nrt", 90), ("resolution_full", 50), ("asked_again", None),
    ("fcr", None), ("reopen", None), ("promise", None), ("csat", None),
)  # fmt: skip
BACK = timedelta(weeks=unusual.WEEKS)

type Days = dict[date, tuple[float | None, int]]


@dataclass(frozen=True)
class Series:
    """One figure, day by day. days: {day: (value, n)}."""

    measure: str
    percent: int | None
    team: int | None
    day: date
    days: Days = field(default_factory=dict)


def scan() -> int:
    """How many alerts were raised: a second scan of the same days raises none, nor one before all was read."""
    newest = records.last_whole_day()
    series = list(every(newest)) if newest else []
    closed = closed_days(series)
    judged = [(one, found) for one in series if (found := judge(one, closed[one.team]))]
    told = Alert.objects.filter(rule=None, day__in={one.day for one, _found in judged})
    known = set(told.values_list("measure", "percent", "team", "day"))
    fresh = [pair for pair in judged if (pair[0].measure, pair[0].percent, pair[0].team, pair[0].day) not in known]
    raised = [alert(one, found, len(series)) for one, found in fresh]
    return len(Alert.objects.bulk_create(raised, ignore_conflicts=True))


def every(newest: date) -> Iterator[Series]:
    """One query for each headline. A count without a row on a day is 0, once anything was counted before.

    newest: the last day that is over and was read to its end; of what can still turn, its window ends there."""
    for measure, percent in HEADLINES:
        day = newest - timedelta(days=figures.MATURES.get(measure, 0))
        found: dict[int | None, Days] = {}
        for team, on, value, n in rows(measure, percent, day):
            found.setdefault(team, {})[on] = (value, n)
        for team, days in found.items():
            yield Series(measure, percent, team, day, whole(days, day) if is_count(measure) else days)


def rows(measure: str, percent: int | None, day: date) -> list[tuple[Any, ...]]:
    """(team or None for all, day, value, n). What no team has is in the whole alone."""
    value = "sum(r.n)::float8"
    lists = ""
    if percent:
        value = f"percentile_disc({percent / 100}) WITHIN GROUP (ORDER BY u.seconds)::float8"
        lists = ", unnest(r.seconds) AS u(seconds)"
    elif measure == "csat":
        value, lists = "(count(*) FILTER (WHERE u.value >= 4))::float8 / count(*)", ", unnest(r.values) AS u(value)"
    elif not is_count(measure):
        value = "sum(r.total)::float8 / sum(r.n)"
    n = "count(*)" if lists else "sum(r.n)::int"
    sql = (
        f"SELECT r.team_id, r.day, {value}, {n} FROM kpis_rollup r{lists}"  # noqa: S608  words of ours alone
        " WHERE r.measure = %(measure)s AND r.excluded = '' AND r.day BETWEEN %(first)s AND %(last)s"
        " GROUP BY GROUPING SETS ((r.day), (r.team_id, r.day)) HAVING grouping(r.team_id) = 1 OR r.team_id IS NOT NULL"
    )
    return figures.run(sql, {"measure": measure, "first": day - BACK, "last": day})


def is_count(measure: str) -> bool:
    return aims.unit_of(measure) == "count"


def whole(days: Days, day: date) -> Days:
    first = min(days)
    span = (day - first).days + 1
    return {on: days.get(on, (0.0, 0)) for on in (first + timedelta(days=number) for number in range(span))}


def closed_days(series: list[Series]) -> dict[int | None, set[date]]:
    """{team: when nobody of it was there by its calendar}; of all together: when no team was."""
    kept = kept_hours.of_all_teams()
    last = max((one.day for one in series), default=today())
    days = [last - timedelta(days=number) for number in range(BACK.days + 8)]
    shut: dict[int | None, set[date]] = {team: set(shut_on(kept[team][-1][1], days)) for team in kept}
    every = [shut[team] for team in Team.objects.values_list("pk", flat=True) if team in shut]
    return shut | {None: set.intersection(*every) if every else set()}


def shut_on(schedule: hours.Schedule | None, days: list[date]) -> list[date]:
    return [day for day in days if schedule is not None and not hours.day(schedule, day).hours]


def judge(one: Series, closed: set[date]) -> Unusual | None:
    """Fewer than SMALL rows on that day raise nothing; a count is told when such days usually have as many."""
    unit: Any = aims.unit_of(one.measure)
    n = one.days.get(one.day, (None, 0))[1]
    found = unusual.unusual_day({on: value for on, (value, _n) in one.days.items()}, one.day, unit, closed)
    if found is None:
        return None
    enough = max(found.value, found.expected) if is_count(one.measure) else n
    return found if enough >= SMALL else None


def alert(one: Series, found: Unusual, looked_at: int) -> Alert:
    return Alert(
        kind=AlertKind.UNUSUAL, measure=one.measure, percent=one.percent, team_id=one.team, first=one.day,
        day=one.day, way=found.direction, value=found.value, expected=found.expected, low=found.low, high=found.high,
        n=one.days[one.day][1], held_against=found.n, one_in=found.one_in, looked_at=looked_at,
    )  # fmt: skip
