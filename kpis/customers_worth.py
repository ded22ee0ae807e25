"""Who stays, who buys again, and what a customer is worth: from purchases, and from assumptions that are shown."""

import math
from calendar import monthrange
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from kpis.statistics import Share, share

MONTH_DAYS = 365.25 / 12
YEAR_DAYS = 365.25


class Purchase(NamedTuple):
    customer: Hashable
    day: date
    amount: float


@dataclass(frozen=True)
class Assumed:
    """What nobody measured. retention and margin are shares from 0 to 1, interest is a year's: 0.1 is ten per cent.

    Raises ValueError where they are out of range, or where a customer's worth would have no end.
    """

    retention: float
    interest: float
    margin: float

    def __post_init__(self) -> None:
        if not (0 <= self.retention <= 1 and 0 <= self.margin <= 1 and self.interest >= 0):
            raise ValueError("Retention and margin are shares from 0 to 1, and interest is not negative.")
        if self.retention == 1 and self.interest == 0:
            raise ValueError("Customers who never leave, without interest, are worth without end.")

    @property
    def years_to_come(self) -> float:
        """r / (1 + i - r): how many of today's years the years after this one are worth."""
        return self.retention / (1 + self.interest - self.retention)


@dataclass(frozen=True)
class Kept:
    """started = active before the period, ended = active on its last day, came = of these those who were not before.

    retained is (ended - came) / started, lost the rest of it. months: the window that makes one active.
    """

    months: int
    started: int
    ended: int
    came: int
    retained: Share
    lost: Share


@dataclass(frozen=True)
class Worth:
    """Of one customer, in yen: what was seen (discounted), what is yet to come, and both."""

    customers: int
    seen: float
    to_come: float
    assumed: Assumed

    @property
    def value(self) -> float:
        return self.seen + self.to_come


def active_months(purchases: Iterable[Purchase]) -> int | None:
    """k: twice the median time between two purchase days of a customer, in months rounded up; at least 1.

    None where nobody bought on two days: then nobody can be said to have left.
    """
    days: dict[Hashable, set[date]] = defaultdict(set)
    for purchase in purchases:
        days[purchase.customer].add(purchase.day)
    gaps = [(after - before).days for bought in days.values() for before, after in pairwise(sorted(bought))]
    return max(1, math.ceil(2 * median_low(gaps) / MONTH_DAYS)) if gaps else None


def active(purchases: Iterable[Purchase], on: date, months: int) -> set[Hashable]:
    """Who bought within so many months up to that day."""
    since = months_before(on, months)
    return {purchase.customer for purchase in purchases if since < purchase.day <= on}


def kept(purchases: Sequence[Purchase], before: date, last: date, months: int | None = None) -> Kept | None:
    """Retention (E - N) / S and churn, from the evening of `before` to that of `last`.

    N is who is active at the end and was not at the start, new or come back, so that retention never passes 100%.
    months: as told, or by active_months of what was bought until `last`. None where there is no such window.
    exprimere.net; forum.enterprisedna.co (without a contract: active by purchases).
    """
    known = [purchase for purchase in purchases if purchase.day <= last]
    window = months or active_months(known)
    if window is None:
        return None
    started, ended = active(known, before, window), active(known, last, window)
    stayed = len(started & ended)
    return Kept(
        window, len(started), len(ended), len(ended - started),
        share(stayed, len(started)), share(len(started) - stayed, len(started)),
    )  # fmt: skip


def repeat_purchase(purchases: Iterable[Purchase], last: date, months: int = 12) -> Share:
    """Customers with two purchases or more / with one or more, in the months up to `last`."""
    since = months_before(last, months)
    times: dict[Hashable, int] = defaultdict(int)
    for purchase in purchases:
        if since < purchase.day <= last:
            times[purchase.customer] += 1
    return share(len([n for n in times.values() if n >= 2]), len(times))


def simple_worth(purchases: Iterable[Purchase], last: date, assumed: Assumed) -> Worth | None:
    """CLV = margin of a year × r / (1 + i - r): the margin of the last 12 months for each who bought in them.

    10,000 a year, r = 0.8, i = 0.1 → 26,667. None where nobody bought. azcalculator.com (CLV).
    """
    since = months_before(last, 12)
    year = [purchase for purchase in purchases if since < purchase.day <= last]
    customers = len({purchase.customer for purchase in year})
    if not customers:
        return None
    margin = assumed.margin * sum(purchase.amount for purchase in year) / customers
    return Worth(customers, 0.0, margin * assumed.years_to_come, assumed)


def cohort_worth(purchases: Iterable[Purchase], first: date, to: date, last: date, assumed: Assumed) -> Worth | None:
    """CLV of those whose first purchase was from `first` to `to`: margins seen until `last`, each discounted to its
    customer's first purchase, and the last 12 months' margin × r / (1 + i - r) as what is to come, discounted alike.

    Seen for less than 12 months, the margin seen is taken for a year's: cautious, and free of a guessed season.
    None where nobody began then.
    """
    bought: dict[Hashable, list[Purchase]] = defaultdict(list)
    for purchase in purchases:
        if purchase.day <= last:
            bought[purchase.customer].append(purchase)
    cohort = [found for found in bought.values() if first <= min(purchase.day for purchase in found) <= to]
    if not cohort:
        return None
    worths = [worth_of_one(found, last, assumed) for found in cohort]
    seen, to_come = (sum(part) / len(cohort) for part in zip(*worths, strict=True))
    return Worth(len(cohort), seen, to_come, assumed)


def worth_of_one(bought: Sequence[Purchase], last: date, assumed: Assumed) -> tuple[float, float]:
    began = min(purchase.day for purchase in bought)
    since = months_before(last, 12)
    seen = sum(assumed.margin * purchase.amount / discount(began, purchase.day, assumed) for purchase in bought)
    year = sum(assumed.margin * purchase.amount for purchase in bought if purchase.day > since)
    return seen, year * assumed.years_to_come / discount(began, last, assumed)


def discount(began: date, day: date, assumed: Assumed) -> float:
    return float((1 + assumed.interest) ** ((day - began).days / YEAR_DAYS))


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
