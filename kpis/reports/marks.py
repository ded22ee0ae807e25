"""One mark of a report: which rows of the measure it stands for, in an address and in words."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from kpis import dates, narrowing
from kpis.models import Excluded
from kpis.reports import rows_of, touching
from kpis.reports.asking import Asked
from kpis.reports.asking_days import a_day
from kpis.slices import BUSINESS, Slice

NONE = touching.NONE


@dataclass(frozen=True)
class Mark:
    """Every field narrows; None is everything. at and until are days, hour, half and quarter parts of a day, low and
    high the values (a survey's marks, or 1 and 0), over and within what the limit says, detail a failed step's words;
    left: who left a live line counts from more than so many seconds on, −1 = all of them;
    unanswered = 1 those that nobody of ours has answered. figure narrows nothing: it names what was opened."""

    at: date | None = None
    until: date | None = None
    weekday: int | None = None
    hour: int | None = None
    half: int | None = None
    quarter: int | None = None
    channel: str | None = None
    team: str | None = None
    low: int | None = None
    high: int | None = None
    over: int | None = None
    within: int | None = None
    detail: str | None = None
    left: int | None = None
    unanswered: int | None = None
    figure: str | None = None

    @property
    def told(self) -> dict[str, Any]:
        """As in an address: m_at=2026-06-16."""
        return {f"m_{one.name}": value for one in fields(self) if (value := getattr(self, one.name)) is not None}

    @property
    def is_narrow(self) -> bool:
        return bool(self.told.keys() - {"m_figure"})

    def href(self, asked: Asked, measure: str = "") -> str:
        address = reverse("report-rows", args=[measure or asked.measure])
        return f"{address}?{asked.query()}&{urlencode(self.told)}" if self.told else f"{address}?{asked.query()}"


def of_group(by: str, key: int | None) -> Mark:
    told = NONE if key is None else str(key)
    return Mark(team=told) if by == "team" else Mark(channel=told)


def read(query: Mapping[str, Any]) -> Mark:
    found: dict[str, Any] = {}
    for one in fields(Mark):
        text = query.get(f"m_{one.name}")
        if text is None:
            continue
        if one.name in ("at", "until"):
            found[one.name] = a_day(text)
        elif one.name in ("channel", "team"):
            found[one.name] = text if text == NONE or (text.isdecimal() and len(text) < 10) else None
        elif one.name in ("detail", "figure"):
            found[one.name] = text[:120].replace("\0", "")
        else:
            found[one.name] = int(text) if text.lstrip("-").isdecimal() and len(text) < 9 else None
    return Mark(**found)


def counted(measure: str, asked: Slice, mark: Mark) -> Q:
    """The rows that the mark counts: those of the scope, whether or not each may be opened."""
    first = max(asked.first, mark.at or asked.first)
    last = min(asked.last, mark.until or mark.at or asked.last)
    reasons = [Excluded.NO] if mark.left is None else [Excluded.NO, Excluded.SHORT]
    where = rows_of.named(measure, mark.channel) & Q(excluded__in=reasons, day__gte=first, day__lte=last)
    if measure in touching.RULES:
        # Whichever channel it came by: the rows know which it touched.
        mark = replace(mark, channel=None)
    if not asked.scope.all_teams:
        mine = Q(team__in=asked.scope.teams) | Q(team=None) if asked.scope.teams else Q(pk=None)
        where &= mine
    if asked.team is not None:
        where &= Q(team=asked.team)
    if asked.channels:
        where &= Q(channel__in=asked.channels)
    where &= narrowing.of_rows(asked)
    return where & parts_of(mark, "business_seconds" if asked.clock == BUSINESS else "seconds")


def parts_of(mark: Mark, seconds: str) -> Q:
    parts = {
        "day__iso_week_day": None if mark.weekday is None else mark.weekday + 1,
        "minute__gte": first_minute(mark),
        "minute__lt": last_minute(mark),
        "value__gte": mark.low,
        "value__lte": mark.high,
        f"{seconds}__gt": mark.over,
        f"{seconds}__lte": mark.within,
    }
    where = Q(**{name: value for name, value in parts.items() if value is not None})
    for name in ("channel", "team"):
        key = getattr(mark, name)
        if key is not None:
            where &= Q(**{f"{name}__isnull": True} if key == NONE else {name: int(key)})
    if mark.unanswered:
        where &= rows_of.unanswered()
    if mark.left is not None:
        where &= ~Q(value=0, seconds__lte=mark.left)
    if mark.detail is not None:
        where &= Q(detail=mark.detail) | Q(detail__startswith=f"{mark.detail}\t")
    return where


def part_of_day(mark: Mark) -> tuple[int, int] | None:
    """Which of them, and how many minutes each has."""
    parts = ((mark.quarter, 15), (mark.half, 30), (mark.hour, 60))
    return next(((one, minutes) for one, minutes in parts if one is not None), None)


def first_minute(mark: Mark) -> int | None:
    part = part_of_day(mark)
    return part and part[0] * part[1]


def last_minute(mark: Mark) -> int | None:
    part = part_of_day(mark)
    return part and (part[0] + 1) * part[1]


def clock(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60}:{minute % 60:02d}"


def hours(mark: Mark) -> list[str]:
    """Nothing where it is the whole day."""
    return [f"{clock(first_minute(mark))}–{clock(last_minute(mark))}"] if part_of_day(mark) else []


def words(mark: Mark, names: Mapping[str, str]) -> str:
    """火曜日 12時台, 6月16日, LINE; names: {"channel-3": "LINE", …}."""
    parts = []
    if mark.at:
        parts.append(dates.days(mark.at, mark.until or mark.at))
    if mark.weekday is not None:
        parts.append(str(WEEKDAYS.get(mark.weekday, "")))
    parts += hours(mark)
    for name in ("channel", "team"):
        key = getattr(mark, name)
        if key is not None:
            parts.append(names.get(f"{name}-{key}", gettext("None")))
    if mark.unanswered:
        parts.append(gettext("No reply yet"))
    if mark.detail:
        parts.append(" › ".join(part for part in mark.detail.split("\t") if part))
    return " · ".join(parts)
