"""Of a long slice whole months are read from the rollups of the month, the days at its edges from those of the day.

A month is packed from its days once it is over and was left alone for QUIET. When one of its days is packed anew it is
stale, and its days are read until it was packed again: so both say the same at every moment, and nothing is estimated.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kpis.lengths import SENT, SENT_MINUTES
from kpis.models import MonthRollup, PackedMonth

# Slices of fewer days have so few rollups that the days are read.
LEAST_DAYS = 92
QUIET = timedelta(minutes=10)

# One order in all lists, so that they lie side by side, and are the same however often they are packed.
_LIST = "coalesce(array_agg({} ORDER BY r.day, u.place) FILTER (WHERE u.place > 0), '{{}}')"
_SENT = "CASE WHEN lengths > 0 THEN {} ELSE '' END"
_PACK = f"""
INSERT INTO kpis_monthrollup
    (measure, day, channel_id, team_id, excluded, n, total, seconds, business_seconds, values, minutes,
    sent_seconds, sent_business_seconds, sent_minutes)
SELECT measure, %(first)s, channel_id, team_id, excluded, n, total, seconds, business, values, minutes,
    {_SENT.format(SENT.format("seconds"))}, {_SENT.format(SENT.format("business"))},
    {_SENT.format(SENT_MINUTES.format("minutes"))}
FROM (
    SELECT r.measure, r.channel_id, r.team_id, r.excluded, count(u.seconds) + count(u.business) AS lengths,
        sum(r.n) FILTER (WHERE coalesce(u.place, 1) = 1) AS n,
        sum(r.total) FILTER (WHERE coalesce(u.place, 1) = 1) AS total,
        {_LIST.format("u.seconds")} AS seconds, {_LIST.format("u.business")} AS business,
        {_LIST.format("u.value")} AS values,
        {_LIST.format("(u.minute + 1440 * (extract(isodow FROM r.day)::int - 1))::smallint")} AS minutes
    FROM kpis_rollup r LEFT JOIN LATERAL unnest(r.seconds, r.business_seconds, r.values, r.minutes)
        WITH ORDINALITY AS u(seconds, business, value, minute, place) ON true
    WHERE r.day >= %(first)s AND r.day < %(next)s
    GROUP BY r.measure, r.channel_id, r.team_id, r.excluded
) AS gathered
"""  # noqa: S608  words of ours alone
_MARK = """
INSERT INTO kpis_packedmonth AS p (month, stale_since) VALUES (%s, %s)
ON CONFLICT (month) DO UPDATE SET stale_since = EXCLUDED.stale_since
WHERE p.stale_since IS NULL OR p.stale_since < EXCLUDED.stale_since - interval '1 minute'
"""
# What figures read as r: beside the rollup's own columns its lists as bytes, and the weekday that its minutes are
# counted from (0 = Monday). Only what is asked for is made.
SENT_TOO = f"""extract(isodow FROM day)::int - 1 AS weekday, {SENT.format("seconds")} AS sent_seconds,
    {SENT.format("business_seconds")} AS sent_business_seconds, {SENT_MINUTES.format("minutes")} AS sent_minutes"""
DAYS = f"(SELECT *, {SENT_TOO} FROM kpis_rollup) r"  # noqa: S608  as above
_OWN = "measure, day, channel_id, team_id, excluded, n, total, seconds, business_seconds, values, minutes"
_BOTH = f"""(
SELECT {_OWN}, {SENT_TOO} FROM kpis_rollup WHERE measure = %(measure)s AND day = ANY(%(edge_days)s::date[])
UNION ALL
SELECT {_OWN}, 0, sent_seconds, sent_business_seconds, sent_minutes
FROM kpis_monthrollup WHERE measure = %(measure)s AND day = ANY(%(whole_months)s::date[])) r"""  # noqa: S608  as above


def following(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def mark(day: date) -> None:
    """Before the day is packed: whoever packs the month at this moment is waited for, and what they packed is stale."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [day.replace(day=1), timezone.now()])


def pack_one(today: date, quiet_since: datetime) -> int:
    """The newest stale month that is over by the company's day today and was left alone since. How many: 0 or 1."""
    with transaction.atomic():
        stale = PackedMonth.objects.select_for_update(skip_locked=True).filter(
            stale_since__lte=quiet_since, month__lt=today.replace(day=1)
        )
        found = stale.order_by("-month").first()
        if found is None:
            return 0
        pack(found.month)
    return 1


@transaction.atomic
def pack(month: date) -> None:
    """The rollups of a month, made anew from those of its days."""
    MonthRollup.objects.filter(day=month).delete()
    with connection.cursor() as cursor:
        cursor.execute(_PACK, {"first": month, "next": following(month)})
    PackedMonth.objects.update_or_create(month=month, defaults={"stale_since": None})


def split(first: date, last: date, packed: Iterable[date]) -> tuple[list[date], list[date]]:
    """(the months of these that lie within two days as a whole, the days that are in none of them)."""
    whole = {month for month in packed if month >= first and following(month) - timedelta(days=1) <= last}
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sorted(whole), [day for day in every if day.replace(day=1) not in whole]


def source(first: date, last: date, words: str) -> tuple[str, dict[str, Any]]:
    """What a question of these words reads as r, and the values it wants. A question by day or week reads days alone.

    Two looks are no danger: rollups of a month stay until it is packed anew, so whoever learnt before that it is
    packed reads what was right then.
    """
    if (last - first).days < LEAST_DAYS or "r.day" in words.replace("date_trunc('month', r.day)", ""):
        return DAYS, {}
    packed = PackedMonth.objects.filter(stale_since=None, month__range=(first, last))
    whole, edges = split(first, last, packed.values_list("month", flat=True))
    return (_BOTH, {"whole_months": whole, "edge_days": edges}) if whole else (DAYS, {})
