"""How days and moments are said wherever figures are: one way in each language, as the console writes its times too."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import get_language

DASH = " – "


def day(on: date) -> str:
    """2026/06/01, 1 Jun 2026."""
    return f"{on:%Y/%m/%d}" if is_japanese() else f"{short(on)} {on.year}"


def weekday(on: date) -> str:
    """2026/06/01(月), Mon, 1 Jun 2026."""
    name = WEEKDAYS_ABBR[on.weekday()]
    return f"{day(on)}({name})" if is_japanese() else f"{name}, {day(on)}"


def days(first: date, last: date) -> str:
    """2026/06/01 – 06/18, 1–18 Jun 2026, 28 May – 2 Jun 2026; the year twice only where there are two."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)}{DASH}{day(last)}"
    if is_japanese():
        return f"{day(first)}{DASH}{last:%m/%d}"
    return f"{first.day}–{day(last)}" if first.month == last.month else f"{short(first)}{DASH}{day(last)}"


def month(on: date) -> str:
    """2026年6月, Jun 2026."""
    return f"{on.year}年{on.month}月" if is_japanese() else f"{MONTHS_3[on.month].capitalize()} {on.year}"


def moment(at: datetime) -> str:
    """2026/06/01 14:05, 1 Jun 2026, 14:05: in the reader's zone."""
    here = timezone.localtime(at)
    return f"{day(here)}{'' if is_japanese() else ','} {here:%H:%M}"


def on_axis(on: date, *, long: bool) -> str:
    """6/1 月, Mon 1 Jun; long: with its year."""
    name = WEEKDAYS_ABBR[on.weekday()]
    return f"{bare(on, long=long)} {name}" if is_japanese() else f"{name} {bare(on, long=long)}"


def bare(on: date, *, long: bool) -> str:
    """6/1, 1 Jun; long: with its year."""
    if is_japanese():
        return f"{on.year}/{on.month}/{on.day}" if long else f"{on.month}/{on.day}"
    return f"{short(on)} {on.year}" if long else short(on)


def short(on: date) -> str:
    return f"{on.day} {MONTHS_3[on.month].capitalize()}"


def is_japanese() -> bool:
    return get_language() == "ja"
