"""From which day on anything is on record at all: with days before it nothing can be compared."""

from datetime import date, datetime

from django.db.models import Min

from customers.models import Touchpoint
from kpis.models import Rollup
from kpis.slices import zone


def first_day(*, of_purchases: bool) -> date | None:
    """Each is one step in an index. None: nothing is on record yet."""
    if not of_purchases:
        day: date | None = Rollup.objects.aggregate(day=Min("day"))["day"]
        return day
    at: datetime | None = Touchpoint.objects.filter(kind="order").aggregate(at=Min("at"))["at"]
    return at.astimezone(zone()).date() if at else None
