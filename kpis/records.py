"""Which days are on record: with days before them nothing can be compared, and what follows them is not told yet."""

from datetime import date, datetime, timedelta

from django.db.models import Min, Q

from agents.models import Company
from customers.models import Touchpoint
from kpis import first_scan
from kpis.models import Excluded, Rollup
from kpis.slices import zone


def first_day(*, of_purchases: bool) -> date | None:
    """Each is a walk along an index to the first that counts. None: nothing is on record yet."""
    if of_purchases:
        return first_purchase()
    day: date | None = Rollup.objects.filter(excluded=Excluded.NO).aggregate(day=Min("day"))["day"]
    return day


def first_purchase() -> date | None:
    """Of whom kpis.purchases counts."""
    company = Company.current()
    counts = Q() if company and company.is_demo else Q(is_demo=False)
    orders = Touchpoint.objects.filter(counts, kind="order", customer__is_simulated=False)
    at: datetime | None = orders.order_by("at").values_list("at", flat=True).first()
    return at.astimezone(zone()).date() if at else None


def last_whole_day() -> date | None:
    """The newest day that was over when a scan last had nothing left to read. None: the first is under way."""
    at = first_scan.caught_up_at()
    return at.astimezone(zone()).date() - timedelta(days=1) if at else None
