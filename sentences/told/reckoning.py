"""From the words for a day to the day: the last 11/22 or the coming one, the Saturday of last week."""

import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from sentences.told.digits import whole

N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
WEEKDAYS = "月火水木金土日"
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EN_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
EN_DAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)\b\.?"
)
IN_BRACKETS = r"(?:\s?\(?(?P<weekday>[月火水木金土日])(?:曜日?)?\)|\s?(?P<weekday2>[月火水木金土日])曜日?)?"
ERA = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
COUNTED = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "a": 1,
    "an": 1,
    "couple of": 2,
}


type Reader = Callable[[re.Match[str], date, bool], date | str | None]


def _number(written: str) -> int:
    return whole(written) or 0


def _valid(year: int, month: int, day: int, weekday: str | None = None) -> date | None:
    """The date, unless there is none or the weekday that was said with it does not fit."""
    with suppress(ValueError):
        made = date(year, month, day)
        return None if weekday and WEEKDAYS[made.weekday()] != weekday else made
    return None


def _weekday(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    return groups.get("weekday") or groups.get("weekday2")


def full(match: re.Match[str], at: date, ahead: bool) -> date | None:
    return _valid(_number(match["y"]), _number(match["m"]), _number(match["d"]), _weekday(match))


def era(match: re.Match[str], at: date, ahead: bool) -> date | None:
    year = ERA[match["era"]] + (1 if match["y"] == "元" else _number(match["y"]))
    return _valid(year, _number(match["m"]), _number(match["d"]), _weekday(match))


def _near(month: int, day: int, at: date, ahead: bool, weekday: str | None = None) -> date | None:
    """The last such day, or the coming one."""
    years = (at.year, at.year + 1) if ahead else (at.year, at.year - 1)
    for year in years:
        made = _valid(year, month, day, weekday)
        if made and (made >= at if ahead else made <= at):
            return made
    return None


def month_day(match: re.Match[str], at: date, ahead: bool) -> date | None:
    return _near(_number(match["m"]), _number(match["d"]), at, ahead, _weekday(match))


def _moved(at: date, months: int) -> tuple[int, int]:
    count = at.year * 12 + at.month - 1 + months
    return count // 12, count % 12 + 1


def month_said(match: re.Match[str], at: date, ahead: bool) -> date | str | None:
    """先月の10日, 今月25日, 来月末, and 先月 alone, which is a month and no day."""
    year, month = _moved(at, {"先月": -1, "今月": 0, "来月": 1, "再来月": 2, "先々月": -2}[match["which"]])
    if match["d"]:
        return _valid(year, month, _number(match["d"]))
    return date(year, month, monthrange(year, month)[1]) if match["end"] else f"{year:04}-{month:02}"


def year_month(match: re.Match[str], at: date, ahead: bool) -> date | str | None:
    """去年の12月, 今年の8月3日."""
    year = at.year + {"去年": -1, "昨年": -1, "今年": 0, "来年": 1, "一昨年": -2}[match["which"]]
    if match["d"]:
        return _valid(year, _number(match["m"]), _number(match["d"]))
    return f"{year:04}-{_number(match['m']):02}"


def end_of_month(match: re.Match[str], at: date, ahead: bool) -> date | None:
    """7月末, and 月末 alone."""
    month = _number(match["m"]) if match["m"] else at.month
    if not 1 <= month <= 12:
        return None
    year = at.year + (1 if ahead and month < at.month else -1 if not ahead and month > at.month else 0)
    return date(year, month, monthrange(year, month)[1])


def relative(match: re.Match[str], at: date, ahead: bool) -> date:
    return at + timedelta(days=SHIFT[match["word"]])


SHIFT = {
    "一昨日": -2,
    "おととい": -2,
    "昨日": -1,
    "きのう": -1,
    "昨夜": -1,
    "昨晩": -1,
    "ゆうべ": -1,
    "今日": 0,
    "本日": 0,
}
SHIFT |= {
    "きょう": 0,
    "今朝": 0,
    "当日中": 0,
    "今晩": 0,
    "今夜": 0,
    "明日": 1,
    "あした": 1,
    "あす": 1,
    "明朝": 1,
    "明後日": 2,
    "あさって": 2,
}
SHIFT |= {
    "翌日": 1,
    "yesterday": -1,
    "today": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tonight": 0,
}
SHIFT |= {"last night": -1, "tomorrow": 1, "the day after tomorrow": 2, "the day before yesterday": -2}


def week_day(match: re.Match[str], at: date, ahead: bool) -> date | None:
    """先週の土曜, 来週月曜, 土曜. A week begins on Monday; 来週 is the next."""
    which, weekday = match["which"], WEEKDAYS.index(match["weekday"])
    if not which:
        return _coming(at, weekday) if ahead else _past(at, weekday)
    if which in ("次の", "今度の"):
        return _coming(at + timedelta(days=1), weekday)
    weeks = {"先々週": -2, "先週": -1, "今週": 0, "来週": 1, "再来週": 2}[which]
    return at - timedelta(days=at.weekday()) + timedelta(days=weekday + 7 * weeks)


def _coming(at: date, weekday: int) -> date:
    return at + timedelta(days=(weekday - at.weekday()) % 7)


def _past(at: date, weekday: int) -> date:
    return at - timedelta(days=(at.weekday() - weekday) % 7)


def ago(match: re.Match[str], at: date, ahead: bool) -> date | str | None:
    """3日前 is a day; 2か月前 is only a month."""
    count = COUNTED.get(match["n"]) or _number(match["n"])
    days = {"日": 1, "週": 7, "day": 1, "wee": 7}.get(
        match["unit"][:3] if match["unit"].isascii() else match["unit"][0]
    )
    if days:
        return at - timedelta(days=count * days)
    year, month = _moved(at, -count)
    return f"{year:04}-{month:02}" if match["unit"][0] in "かヶケカヵmM" else f"{at.year - count:04}"


def day_only(match: re.Match[str], at: date, ahead: bool) -> date | None:
    """「23日」: the coming one, or the last one; in another month only if the day has passed in this."""
    day, weekday = _number(match["d"]), _weekday(match)
    for months in (0, 1) if ahead else (0, -1):
        made = _valid(*_moved(at, months), day)
        if made and (made >= at if ahead else made <= at):
            return None if weekday and WEEKDAYS[made.weekday()] != weekday else made
    return None


def english(match: re.Match[str], at: date, ahead: bool) -> date | str | None:
    """3 November, November 3rd, 2026, Friday 12 June; December 2025 is only a month."""
    groups = match.groupdict()
    month = MONTHS.index(match["month"][:3]) + 1
    year, day, name = groups.get("y"), groups.get("d"), groups.get("weekday")
    if not day:
        return f"{int(year):04}-{month:02}" if year else None
    made = _valid(int(year), month, int(day)) if year else _near(month, int(day), at, ahead)
    return None if made and name and DAY_NAMES[made.weekday()] != name[:3] else made


def english_weekday(match: re.Match[str], at: date, ahead: bool) -> date | None:
    weekday, which = DAY_NAMES.index(match["weekday"][:3]), match["which"] or ""
    if which.startswith("last"):
        return _past(at - timedelta(days=1), weekday)
    if which.startswith("next"):
        return at - timedelta(days=at.weekday()) + timedelta(days=weekday + 7)
    if match["n"]:
        return next((day for day in (_coming(at, weekday),) if day.day == int(match["n"])), None)
    return _coming(at, weekday) if ahead else _past(at, weekday)


def english_month_said(match: re.Match[str], at: date, ahead: bool) -> str:
    year, month = _moved(at, -1)
    return f"{year:04}-{month:02}"
