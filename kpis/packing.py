"""Packs the rows of a day into its rollups, and counts its backlog at every full hour. One statement each."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

from kpis import months
from kpis.measures.history import World
from kpis.models import AGES, Backlog, Rollup, StaleDay

# Rows as the rollup that holds them. Of who left at once the lists are kept too (kpis.offered).
SHAPE = """SELECT measure, day, channel_id, team_id, excluded, count(*) AS n, coalesce(sum(value), 0) AS total,
    CASE WHEN excluded IN ('', 'short') THEN array_agg(seconds ORDER BY id) ELSE '{}' END AS seconds,
    CASE WHEN excluded IN ('', 'short') THEN array_agg(business_seconds ORDER BY id) ELSE '{}' END AS business_seconds,
    CASE WHEN excluded IN ('', 'short') THEN array_agg(value ORDER BY id) ELSE '{}' END AS values,
    CASE WHEN excluded IN ('', 'short') THEN array_agg(minute ORDER BY id) ELSE '{}' END AS minutes"""

_PACK = f"""
INSERT INTO kpis_rollup
    (measure, day, channel_id, team_id, excluded, n, total, seconds, business_seconds, values, minutes)
{SHAPE}
FROM kpis_measured
WHERE day = %(day)s AND team_id IS NOT DISTINCT FROM %(team)s
GROUP BY measure, day, channel_id, team_id, excluded
"""

_COUNT = """
INSERT INTO kpis_backlog (at, day, channel_id, team_id, counts)
SELECT at, %(day)s, channel_id, team_id, ARRAY[
    count(*) FILTER (WHERE age < %(age0)s),
    count(*) FILTER (WHERE age >= %(age0)s AND age < %(age1)s),
    count(*) FILTER (WHERE age >= %(age1)s AND age < %(age2)s),
    count(*) FILTER (WHERE age >= %(age2)s AND age < %(age3)s),
    count(*) FILTER (WHERE age >= %(age3)s)]
FROM (
    SELECT at, channel_id, team_id, extract(epoch FROM at - opened_at) AS age
    FROM generate_series(%(first)s::timestamptz, %(last)s::timestamptz, interval '1 hour') AS at
    JOIN kpis_openspell ON began_at <= at AND (ended_at IS NULL OR ended_at > at)
    WHERE team_id IS NOT DISTINCT FROM %(team)s AND excluded = ''
        AND began_at <= %(last)s AND (ended_at IS NULL OR ended_at > %(first)s)
) AS lay_open
GROUP BY at, channel_id, team_id
"""


def pack_some(world: World, limit: int, since: date = date.min) -> int:
    """The stale days, newest first: those are looked at. since: none before it."""
    with transaction.atomic():
        stale = StaleDay.objects.select_for_update(skip_locked=True).filter(day__gte=since)
        rows = list(stale.order_by("-day", "team_id")[:limit])
        StaleDay.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for row in rows:
            pack(row.day, row.team_id, world)
    return len(rows)


@transaction.atomic
def pack(day: date, team: int | None, world: World) -> None:
    """Rollups and backlog of one day of one team, made anew."""
    mine = {"team_id": team} if team else {"team_id__isnull": True}
    months.mark(day)
    Rollup.objects.filter(day=day, **mine).delete()
    Backlog.objects.filter(day=day, **mine).delete()
    with connection.cursor() as cursor:
        cursor.execute(_PACK, {"day": day, "team": team})
        first, last = hours_of(day, world)
        if first <= last:
            ages = {f"age{number}": age for number, age in enumerate(AGES)}
            cursor.execute(_COUNT, {"day": day, "team": team, "first": first, "last": last, **ages})


def hours_of(day: date, world: World) -> tuple[datetime, datetime]:
    """The first and the last full hour of the company's day, up to now."""
    first = datetime.combine(day, time(), world.zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), world.zone).astimezone(UTC) - timedelta(hours=1)
    return first, min(end, world.now.astimezone(UTC).replace(minute=0, second=0, microsecond=0))
