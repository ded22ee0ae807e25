"""Dates inside sentences: written as the desk writes them, and moved when the demo is moved."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = "月火水木金土日"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in MONTHS)
SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(\([月火水木金土日]\))?(?![\d/])")
KANJI = re.compile(r"(\d{1,2})( ?月 ?)(\d{1,2})( ?日)(の?[月火水木金土日](?=曜)|\([月火水木金土日]\))?")
DAY_ONLY = re.compile(r"(?<![月\d ])(\d{1,2})日\(([月火水木金土日])\)")
ENGLISH = re.compile(rf"\b(?:((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)(,? ))?(\d{{1,2}}) ({_MONTH})\b(?! 20\d\d)")
# Cheap for the database: what may hold a date at all.
MAYBE = r"\d/\d|月\d+日|\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"


def written(on: date, language: str) -> str:
    if language == "en":
        return f"{DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1][:3]}"
    return f"{on.month}/{on.day}({WEEKDAYS[on.weekday()]})"


def moved(text: str, days: int, near: date) -> str:
    """The text with every date in it moved; `near` tells the year, which nobody writes."""
    move = Move(timedelta(days=days), near)
    for pattern, found in (
        (SLASHED, move.slashed),
        (DAY_ONLY, move.day_only),
        (KANJI, move.kanji),
        (ENGLISH, move.english),
    ):
        text = pattern.sub(found, text)
    return text


@dataclass(frozen=True)
class Move:
    step: timedelta
    near: date

    def to(self, month: int, day: int) -> date | None:
        on = guess(month, day, self.near)
        return on + self.step if on else None

    def slashed(self, match: re.Match[str]) -> str:
        new = self.to(int(match[1]), int(match[2]))
        # Without its weekday 3/4 may as well be a step of a form.
        return written(new, "ja") if new and match[3] else match[0]

    def day_only(self, match: re.Match[str]) -> str:
        new = self.to(self.near.month, int(match[1]))
        return f"{new.day}日({WEEKDAYS[new.weekday()]})" if new else match[0]

    def kanji(self, match: re.Match[str]) -> str:
        new = self.to(int(match[1]), int(match[3]))
        if new is None:
            return match[0]
        weekday = re.sub(r"[月火水木金土日]", WEEKDAYS[new.weekday()], match[5] or "")
        return f"{new.month}{match[2]}{new.day}{match[4]}{weekday}"

    def english(self, match: re.Match[str]) -> str:
        month = next(at for at, name in enumerate(MONTHS, start=1) if name.startswith(match[4][:3]))
        new = self.to(month, int(match[3]))
        if new is None:
            return match[0]
        name = MONTHS[new.month - 1] if len(match[4]) > 3 else MONTHS[new.month - 1][:3]
        return f"{day_name(match[1], new)}{match[2] or ''}{new.day} {name}"


def day_name(before: str | None, on: date) -> str:
    """As long or short as it was written."""
    if not before:
        return ""
    return DAYS[on.weekday()] if len(before) == 3 else on.strftime("%A")


def guess(month: int, day: int, near: date) -> date | None:
    """The date of that name which lies closest."""
    found = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda on: abs(on - near), default=None)
