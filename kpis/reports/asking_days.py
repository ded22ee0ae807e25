"""Which days a page of figures is asked for, and in which steps it can show them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpis.slices import today

PERIODS = {
    "today": _("Today"),
    "yesterday": _("Yesterday"),
    "7": _("The last 7 days"),
    "28": _("The last 28 days"),
    "90": _("The last 90 days"),
    "365": _("The last 365 days"),
    "month": _("This month"),
    "last_month": _("Last month"),
}
DEFAULT_PERIOD = "28"
STEPS = {
    "half_hour": pgettext_lazy("step", "30 minutes"),
    "quarter_hour": pgettext_lazy("step", "15 minutes"),
    "day": _("Day"),
    "week": _("Week"),
    "month": _("Month"),
}
PARTS_OF_A_DAY = ("half_hour", "quarter_hour")
# No page shows more than ten years, and no more than so many days one by one.
LONGEST, MOST_DAYS, MOST_WEEKS = 3660, 92, 400


def days_of(query: Mapping[str, Any]) -> tuple[str, date, date]:
    first, last = a_day(query.get("from")), a_day(query.get("to"))
    if first and last and first <= last and (last - first).days < LONGEST:
        return "days", first, last
    period = str(query.get("period"))
    period = period if period in PERIODS else DEFAULT_PERIOD
    return period, *preset(period, today())


def preset(period: str, now: date) -> tuple[date, date]:
    first_of_month = now.replace(day=1)
    last_month = first_of_month - timedelta(days=1)
    named = {
        "today": (now, now),
        "yesterday": (now - timedelta(days=1), now - timedelta(days=1)),
        "month": (first_of_month, now),
        "last_month": (last_month.replace(day=1), last_month),
    }
    return named[period] if period in named else (now - timedelta(days=int(period) - 1), now)


def steps_of(days: int, *, in_parts: bool) -> tuple[str, ...]:
    """The finest first; in_parts: whether a single day can be shown by its parts, of which the usual is first."""
    if in_parts and days == 1:
        return PARTS_OF_A_DAY
    return ("day", "week", "month")[2 if days > MOST_WEEKS * 7 else 1 if days > MOST_DAYS else 0 :]


def a_day(text: object) -> date | None:
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None
