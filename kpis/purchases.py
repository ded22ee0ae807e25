"""Purchases, added up where they lie: the rules of kpis.customers_worth in SQL, in as many queries for many as for few.

A purchase is an order that an app, a till or a table reported of a customer we know. Its amount is in yen: `amount` (or
金額) of what was reported with it. A reader's purchases are those of customers who turned to the teams and channels
that are asked for; who sees all and narrows nothing sees those of all customers.

Each figure reads the days that it needs and no more, so that none grows with what is kept. What is of a customer's
first purchase finds it by the index of their own orders.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from agents.models import Company
from kpis import figures, rows_in_sql
from kpis.customers_worth import MONTH_DAYS, Assumed, Kept, Worth, months_before
from kpis.slices import Slice
from kpis.statistics import Quantile, Share, share

YEAR_MONTHS = 12
# How far back we look for the time between two purchases, and for who turned to us.
LOOK_BACK_MONTHS = 60

_WRITTEN = "regexp_replace(coalesce(t.data->>'amount', t.data->>'金額', ''), '[,，円¥￥ ]', '', 'g')"
_IN_YEN = f"coalesce(t.data->>'currency', 'JPY') = 'JPY' AND {_WRITTEN} ~ '^[0-9]{{1,9}}([.][0-9]+)?$'"
_ORDERED = "t.kind = 'order' AND (%(in_demo)s OR NOT t.is_demo)"
_BOUGHT = f"""
WITH bought AS (
    SELECT t.customer_id, t.at, (t.at AT TIME ZONE %(zone)s)::date AS day,
        CASE WHEN {_IN_YEN} THEN ({_WRITTEN})::float8 END AS amount
    FROM customers_touchpoint t JOIN customers_customer c ON c.id = t.customer_id AND NOT c.is_simulated
    WHERE {_ORDERED} AND t.at >= %(from_at)s AND t.at < %(end_at)s AND OF_WHOM
)
"""  # noqa: S608  constants of this page
_TURNED_TO_US = """EXISTS (SELECT 1 FROM kpis_measured m WHERE m.customer_id = t.customer_id
    AND m.measure = 'opened' AND m.excluded = '' AND THESE)"""

# Of a customer in bought, before the days that were read.
BOUGHT_BEFORE = f"""EXISTS (SELECT 1 FROM customers_touchpoint t
    WHERE t.customer_id = bought.customer_id AND {_ORDERED} AND t.at < %(from_at)s AND {_IN_YEN})"""  # noqa: S608  constants of this page
_FIRST = f"""(SELECT min((t.at AT TIME ZONE %(zone)s)::date) FROM customers_touchpoint t
    WHERE t.customer_id = bought.customer_id AND {_ORDERED})"""  # noqa: S608  constants of this page

_WINDOW = """, days AS (SELECT DISTINCT customer_id, day FROM bought),
gaps AS (SELECT day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS gap FROM days)
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY gap) FROM gaps WHERE gap IS NOT NULL"""
_KEPT = """, one AS (
    SELECT bool_or(day > %(start_since)s AND day <= %(start)s) AS was, bool_or(day > %(since)s) AS is_now
    FROM bought GROUP BY customer_id
)
SELECT count(*) FILTER (WHERE was), count(*) FILTER (WHERE is_now), count(*) FILTER (WHERE was AND is_now) FROM one"""
_REPEATED = """, one AS (SELECT count(*) AS n FROM bought WHERE day > %(since)s GROUP BY customer_id)
SELECT count(*) FILTER (WHERE n >= 2), count(*) FROM one"""
_TENURE = f""", one AS (
    SELECT %(until)s::date - {_FIRST} AS days FROM bought GROUP BY customer_id HAVING bool_or(day > %(since)s)
)
SELECT percentile_disc(%(fractions)s::float8[]) WITHIN GROUP (ORDER BY days) FROM one"""  # noqa: S608  as above
_YEAR = """
SELECT count(DISTINCT customer_id) FILTER (WHERE amount IS NOT NULL), coalesce(sum(amount), 0),
    count(*) FILTER (WHERE amount IS NULL)
FROM bought WHERE day > %(since)s"""
_COHORT = f""", began AS (
    SELECT customer_id, min(day) AS began FROM bought WHERE amount IS NOT NULL
    GROUP BY 1 HAVING min(day) BETWEEN %(from_day)s AND %(to_day)s AND NOT {BOUGHT_BEFORE}
),
one AS (
    SELECT i, sum(amount / power(1 + i, (day - began) / 365.25)) AS seen,
        coalesce(sum(amount) FILTER (WHERE day > %(since)s), 0) / power(1 + i, (%(until)s - began) / 365.25) AS year
    FROM bought JOIN began USING (customer_id) CROSS JOIN unnest(%(interests)s::float8[]) AS i
    WHERE amount IS NOT NULL
    GROUP BY i, customer_id, began
)
SELECT i, count(*), sum(seen), sum(year) FROM one GROUP BY i"""  # noqa: S608  as above


@dataclass(frozen=True)
class Year:
    """The last 12 months, in yen. unknown: purchases without an amount, which are in no sum."""

    customers: int
    amount: float
    unknown: int = 0

    def worth(self, assumed: Assumed) -> Worth | None:
        """As kpis.customers_worth.simple_worth."""
        if not self.customers:
            return None
        return Worth(
            self.customers, 0.0, assumed.margin * self.amount / self.customers * assumed.years_to_come, assumed
        )


@dataclass(frozen=True)
class Cohort:
    """Of a cohort, in yen: all that was seen, and its last 12 months; both discounted to each first purchase."""

    customers: int
    seen: float
    year: float

    def worth(self, assumed: Assumed) -> Worth | None:
        """As kpis.customers_worth.cohort_worth, for the interest that it was discounted by."""
        if not self.customers:
            return None
        seen, year = (assumed.margin * part / self.customers for part in (self.seen, self.year))
        return Worth(self.customers, seen, year * assumed.years_to_come, assumed)


def bought(whose: Slice, since: date, until: date) -> tuple[str, dict[str, Any]]:
    """The beginning of a statement: purchases after the one day up to the other, of the slice's customers; its values.

    These are who turned to us in the days of the slice or the LOOK_BACK_MONTHS before its end.
    """
    company = Company.current()
    zone, in_demo = (company.time_zone, company.is_demo) if company else ("Asia/Tokyo", False)
    first, end = (
        datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) for day in (since, until)
    )  # fmt: skip
    values: dict[str, Any] = {"zone": zone, "in_demo": in_demo, "until": until, "from_at": first, "end_at": end}
    if whose.scope.all_teams and whose.team is None and not (whose.channels or whose.is_narrow):
        return _BOUGHT.replace("OF_WHOM", "true"), values
    first_day = min(whose.first, months_before(whose.last, LOOK_BACK_MONTHS))
    where, about = rows_in_sql.where(replace(whose, first=first_day))
    return _BOUGHT.replace("OF_WHOM", _TURNED_TO_US.replace("THESE", where)), about | values


def ask(whose: Slice, since: date, until: date, rest: str, /, **values: Any) -> list[tuple[Any, ...]]:
    """since: the day after which purchases are read; also a value that the rest of the statement may name."""
    start, about = bought(whose, since, until)
    return figures.run(f"{start}{rest}", about | {"since": since} | values)


def window(asked: Slice) -> int | None:
    """k, as kpis.customers_worth.active_months."""
    ((gap,),) = ask(asked, months_before(asked.last, LOOK_BACK_MONTHS), asked.last, _WINDOW)
    return None if gap is None else max(1, ceil(2 * gap / MONTH_DAYS))


def kept(asked: Slice, months: int, whose: Slice | None = None) -> Kept:
    """As kpis.customers_worth.kept, from the evening before the slice to that of its last day. whose: the slice that
    these days are compared with, whose very customers are asked about."""
    days = windows(asked, months)
    ((started, ended, stayed),) = ask(whose or asked, earliest(days), asked.last, _KEPT, **days)
    retained, lost = share(stayed, started), share(started - stayed, started)
    return Kept(months, started, ended, ended - stayed, retained, lost)


def windows(asked: Slice, months: int) -> dict[str, date]:
    """Who bought after these days was active at the start, and is at the end."""
    start = asked.first - timedelta(days=1)
    return {
        "start": start, "start_since": months_before(start, months), "since": months_before(asked.last, months),
        "year": months_before(asked.last, YEAR_MONTHS),
    }  # fmt: skip


def earliest(days: dict[str, date]) -> date:
    return min(days.values())


def repeated(asked: Slice, whose: Slice | None = None) -> Share:
    """As kpis.customers_worth.repeat_purchase. whose: as `kept`."""
    ((again, n),) = ask(whose or asked, months_before(asked.last, YEAR_MONTHS), asked.last, _REPEATED)
    return share(again, n)


def tenure(asked: Slice, months: int, n: int) -> Quantile:
    """Days from the first purchase to the last day: the median of the n who are active then."""
    if not n:
        return Quantile(None, 0, None, None)
    since = months_before(asked.last, months)
    ((found,),) = ask(asked, since, asked.last, _TENURE, fractions=figures.fractions(n))
    return figures.times_of(found, n).p(50)


def year(asked: Slice) -> Year:
    ((customers, amount, unknown),) = ask(asked, months_before(asked.last, YEAR_MONTHS), asked.last, _YEAR)
    return Year(customers, amount, unknown)


def cohorts(asked: Slice, until: date, interests: list[float]) -> dict[float, Cohort]:
    """{interest: those whose first purchase was in the slice, with what they bought until that day}."""
    values = {"since": months_before(until, YEAR_MONTHS), "from_day": asked.first, "to_day": asked.last}
    rows = ask(asked, asked.first - timedelta(days=1), until, _COHORT, interests=sorted(set(interests)), **values)
    found = {i: Cohort(n, seen, tail) for i, n, seen, tail in rows}
    return {i: found.get(i, Cohort(0, 0.0, 0.0)) for i in interests}
