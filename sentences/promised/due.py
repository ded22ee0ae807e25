"""Until when: the day and the hour that a promise names."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sentences.expressions import expression
from sentences.told.digits import whole
from sentences.told.when import Day, days_in

HOUR = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
# 「午後3時半」「17 時 10 分」「15:30」「9-11 時」: of two hours the later one counts.
CLOCK = expression(
    rf"(?P<half>午前|午後|夜の?|夕方の?|朝の?)?\s?(?:(?:{HOUR})(?::\d\d)?\s?時?\s?(?:-|~|–"
    r"|から)\s?(?P<half2>午前|午後)?)?"
    rf"(?:(?P<h>{HOUR})\s?時(?!間)(?:\s?(?P<m>半|\d{{1,2}}\s?分))?|(?P<h2>\d{{1,2}}):(?P<m2>\d\d)(?!\d| ?[ap]\.?m))"
)
EN_CLOCK = expression(
    r"\b(?:(?:between|from) )?(?:\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\.?)? ?(?:-|–|and"
    r"|to) ?)?(?P<h>\d{1,2})(?P<m>:\d\d)? ?(?P<half>[ap]\.?m\b\.?)"
    r"|\b(?:at|by|before|until|around|and|to|-) ?(?P<h2>\d{1,2})(?P<m2>:\d\d)(?!\d| ?[ap]\.?m)"
    r"|(?P<h3>(?<!\d)\d{1,2})(?P<m3>:\d\d)(?!\d| ?[ap]\.?m)"
    r"|\b(?:at|by|before|around) (?P<h4>\d{1,2})(?! ?(?:business|working|days?|hours?|minutes?|%|[a-z]{3,}|st"
    r"|nd|rd|th|[/.:-]?\d))"
)
# Parts of the day, and where they end
PARTS = (
    (expression(r"午前(?:中)?(?!\s?\d)|朝(?:一番?|いち)|\bmorning\b"), time(12)),
    (expression(r"正午|お昼(?!休)|昼まで|\bnoon\b|\bmidday\b"), time(12)),
    (expression(r"今晩|今夜|夜(?:まで|に)|\btonight\b|\bevening\b"), time(20)),
)
OPEN_END = expression(
    r"(?:前日|当日|翌日(?!発送)|出荷日|到着日|した日|する日|到着(?:の)?\s?\d+\s?分前|入荷日|\bon the day\b"
    r"|\bthe day (?:before|of)\b)"
)
SPAN = expression(
    r"(?P<n>\d{1,2}|[一二三四五六七八九十])\s?(?:~|-|から|、|か)?\s?(?P<more>\d{1,2})?\s?(?P<u>営業日"
    r"|(?<!月 \d )(?<!月 \d\d )(?<!月\d)(?<!月\d\d)日|時間|(?<!時 \d\d )(?<!時\d\d)(?<!時\d)分"
    r"|週間)\s?(?P<how>以内|後(?!半)|ほど(?=で|お)|程度で|(?<=営業日)(?:で|中に|を目[途処]))"
    r"|\b(?:within|in)(?: the next)? (?P<en>\d{1,2}|an?|one|two|three|four|five|seven|ten|a few)(?: ?(?:to|-"
    r"|–) ?(?P<en2>\d{1,2}|two|three|four|five))? (?P<eu>business days?|working days?|days?|hours?|minutes?"
    r"|weeks?)\b"
)
NEXT_OPEN = expression(r"翌営業日|次の営業日|\bnext (?:business|working) day\b")
EN_COUNT = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "ten": 10, "a few": 3}
# Stretches whose last day counts
WEEKS = (
    (expression(r"今週(?:中|末まで|内)|\bthis week\b|\bby the end of the week\b"), 0),
    (expression(r"来週(?:中|末まで|内|(?=お|ご|に|発|送|初))|\bnext week\b"), 7),
)
MONDAY = expression(r"週明け(?!の[月火水木金])")
YEAR_END = expression(r"年内")
CLOSE = expression(r"\b(?:end of (?:the )?(?:day|business)|eod|close of business|cob)\b")


@dataclass(frozen=True)
class Clock:
    """When the promise is made, where, and when the desk closes and is open."""

    at: datetime
    zone: ZoneInfo
    closing: time
    is_open: Callable[[date], bool]

    @property
    def now(self) -> datetime:
        return self.at.astimezone(self.zone)

    def on(self, day: date, hour: time | None = None) -> datetime:
        return datetime.combine(day, hour or self.closing, tzinfo=self.zone)


def due_in(words: str, clock: Clock) -> datetime | None:
    """The moment by which `words` promise something, or None where they name no day."""
    if OPEN_END.search(words):
        return None
    counted = _counted(words, clock)
    if counted:
        return counted
    day, hour = _day(words, clock), _hour(words)
    if day:
        return clock.on(day, hour)
    if hour:
        today = clock.on(clock.now.date(), hour)
        return today if today > clock.now else today + timedelta(days=1)
    return clock.on(clock.now.date()) if CLOSE.search(words) else None


def says_when(words: str, clock: Clock) -> bool:
    """Whether `words` name a time at all."""
    return bool(OPEN_END.search(words)) or due_in(words, clock) is not None


def _counted(words: str, clock: Clock) -> datetime | None:
    """「2営業日以内」, "within 24 hours": counted from now."""
    if NEXT_OPEN.search(words):
        return clock.on(_open_days(clock, 1), _hour(words))
    match = SPAN.search(words)
    if not match:
        return None
    if match["u"]:
        count, unit = whole(match["more"] or match["n"]) or 0, match["u"]
    else:
        said = match["en2"] or match["en"]
        count, unit = EN_COUNT.get(said) or whole(said) or 0, match["eu"]
    return _after(count, unit, clock)


def _after(count: int, unit: str, clock: Clock) -> datetime:
    if unit.startswith(("営業日", "business", "working")):
        return clock.on(_open_days(clock, count))
    if unit.startswith(("時間", "hour", "分", "minute")):
        minutes = count * (60 if unit.startswith(("時間", "hour")) else 1)
        return clock.now + timedelta(minutes=minutes)
    return clock.on(clock.now.date() + timedelta(days=count * (7 if unit.startswith(("週", "week")) else 1)))


def _open_days(clock: Clock, count: int) -> date:
    """The day on which `count` further open days have passed; after a year without any, the calendar day."""
    day = clock.now.date()
    left = count
    for _ in range(366):
        if not left:
            return day
        day += timedelta(days=1)
        left -= clock.is_open(day)
    return clock.now.date() + timedelta(days=count)


def _day(words: str, clock: Clock) -> date | None:
    """The last day named: in 「明日 6 月 16 日」 both are one, in 「土曜に出し月曜に」 the verb's own comes last."""
    today = clock.now.date()
    for shape, days in WEEKS:
        if shape.search(words):
            return today - timedelta(days=today.weekday()) + timedelta(days=4 + days)
    if MONDAY.search(words):
        return today + timedelta(days=7 - today.weekday())
    if YEAR_END.search(words):
        return date(today.year, 12, 31)
    named = [day for day in days_in(words, today, ahead=True) if day.day and day.day >= today]
    return _not_today(max(named, key=lambda day: day.start), words, today) if named else None


def _not_today(said: Day, words: str, today: date) -> date | None:
    """Who says 「月曜に」 on a Monday means the next one, unless an hour or 「今日」 stands beside it."""
    bare = said.rule in ("week_day", "english_weekday") and said.day == today
    if bare and not _hour(words) and not re.search(r"今週|this", words[said.start : said.end]):
        return today + timedelta(days=7)
    return said.day


def _hour(words: str) -> time | None:
    for match in reversed(list(CLOCK.finditer(words))):
        hour = whole(match["h"] or match["h2"])
        half = match["half2"] or match["half"] or ""
        minute = 30 if match["m"] == "半" else int(re.sub(r"\D", "", match["m"] or match["m2"] or "") or 0)
        made = _time(hour, minute, late=half.startswith(("午後", "夜", "夕方")))
        if made:
            return made
    for match in reversed(list(EN_CLOCK.finditer(words))):
        hour = int(match["h"] or match["h2"] or match["h3"] or match["h4"])
        minute = int((match["m"] or match["m2"] or match["m3"] or ":0")[1:])
        half = match["half"] or ""
        made = _time(hour, minute, late=half.startswith("p") or (bool(match["h4"]) and hour < 8))
        if made:
            return made
    return next((end for shape, end in PARTS if shape.search(words)), None)


def _time(hour: int | None, minute: int, *, late: bool) -> time | None:
    if hour is None or hour > 24 or minute > 59:
        return None
    if hour == 24:
        return time(23, 59)
    return time(hour + 12 if late and hour < 12 else hour, minute)
