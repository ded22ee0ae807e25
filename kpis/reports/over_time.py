"""The places on an axis of time: days, weeks or months of a slice, each with its words and its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import pgettext

from kpis import dates
from kpis.reports.asking import Asked
from kpis.reports.marks import Mark
from kpis.slices import Slice


@dataclass(frozen=True)
class Place:
    """first is also the key that figures group by, but for a week or month that the slice cuts (key)."""

    key: date
    first: date
    last: date
    label: str
    words: str

    @property
    def mark(self) -> Mark:
        return Mark(at=self.first, until=self.last)


def places(asked: Asked) -> list[Place]:
    return list(of_slice(asked.slice, asked.step))


def of_slice(asked: Slice, step: str) -> Iterator[Place]:
    key = start_of(asked.first, step)
    while key <= asked.last:
        following = start_of(key + timedelta(days={"day": 1, "week": 7, "month": 32}[step]), step)
        first, last = max(key, asked.first), min(following - timedelta(days=1), asked.last)
        yield Place(key, first, last, label(key, step, long=asked.days > 360), dates.days(first, last))
        key = following


def start_of(day: date, step: str) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == "week" else day


def label(day: date, step: str, *, long: bool) -> str:
    if step == "month":
        return dates.month(day)
    if step == "week":
        return pgettext("measure", "from %(day)s on") % {"day": dates.bare(day, long=long)}
    return dates.on_axis(day, long=long)
