"""A day, and a moment, as every desk reads them: 2026/11/24 09:00, whatever order of figures the browser would choose.

Controls of type "date" and "datetime-local" follow the browser's locale, so that the same day reads 11/24/2026 on one
desk and 24.11.2026 on the next. These are text fields: what was typed is read here, in full width too.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agents.forms.clock import clock_in

# 2026/11/24, 2026-11-24, 2026年11月24日; and without the year, where that can mean one day only.
_DAY = r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_ALONE = re.compile(_DAY, re.ASCII)
_MOMENT = re.compile(rf"(?:{_DAY})?\s*T?\s*(?P<clock>[\d:時分]*)", re.ASCII)
LONGEST = 32
# Beyond these no zone and no database counts safely, and nobody means them.
YEARS = range(1900, 3000)
HINT = _("A day such as 2026/11/24")


class DayField(forms.DateField):
    default_error_messages = {"invalid": _("Enter a day such as 2026/11/24.")}

    def __init__(self, **kwargs: Any) -> None:
        signs = {"maxlength": LONGEST, "inputmode": "numeric", "autocomplete": "off", "title": HINT}
        signs |= {"placeholder": "2026/11/24", "data-day": "date"}
        super().__init__(widget=forms.DateInput(attrs=signs, format="%Y/%m/%d"), **kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        found = _ALONE.fullmatch(plain(str(value)))
        day = day_of(found) if found and found["year"] else None
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def plain(typed: str) -> str:
    """In half width, and no longer than anybody writes a moment."""
    return " ".join(unicodedata.normalize("NFKC", typed[: LONGEST * 2]).split())


def day_of(found: "re.Match[str]", today: date | None = None) -> date | None:
    """Without a year it is the next such day from today on."""
    months, days = int(found["month"]), int(found["day"])
    try:
        if found["year"] or today is None:
            return date(int(found["year"]), months, days) if int(found["year"]) in YEARS else None
        day = date(today.year, months, days)
        return day if day >= today else date(today.year + 1, months, days)
    except (TypeError, ValueError):
        return None


def moment_in(typed: str, now: datetime, otherwise: time) -> datetime | None:
    """In the zone of `now`; a day without a time is meant for `otherwise`, a time without a day for the next such."""
    found = _MOMENT.fullmatch(plain(typed))
    if found is None or not (found["month"] or found["clock"]):
        return None
    clock = clock_in(found["clock"]) if found["clock"] else otherwise
    if clock is None:
        return None
    if found["month"]:
        day = day_of(found, now.date())
        return datetime.combine(day, clock, tzinfo=now.tzinfo) if day else None
    today = datetime.combine(now.date(), clock, tzinfo=now.tzinfo)
    return today if today > now else today + timedelta(days=1)
