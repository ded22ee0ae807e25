"""Days as they are said: 令和7年11月22日, 先週の土曜, 11/22, "last Friday", "3 November"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sentences.expressions import expression
from sentences.told.reading import may_be_english, may_be_japanese
from sentences.told.reckoning import (
    EN_DAY,
    EN_MONTH,
    IN_BRACKETS,
    SHIFT,
    N,
    Reader,
    ago,
    day_only,
    end_of_month,
    english,
    english_month_said,
    english_weekday,
    era,
    full,
    month_day,
    month_said,
    relative,
    week_day,
    year_month,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day at [start:end]; `day` is None where it cannot be told for certain, `norm` then says how much can."""

    start: int
    end: int
    day: date | None
    norm: str
    rule: str


_YEAR = r"(?P<y>(?:19|20)\d\d|[一二][〇○零九]{1}[〇○零一二三四五六七八九]{2})"
# Which letters a text must have for a rule to find anything in it.
JA, EN, ANY = "japanese", "english", "any"
EXPRESSIONS: tuple[tuple[str, str, re.Pattern[str], Reader], ...] = tuple(
    (rule, letters, expression(pattern), reader)
    for rule, letters, pattern, reader in (
        ("full_date", JA, rf"{_YEAR}\s?年\s?(?P<m>{N})\s?月\s?(?P<d>{N})\s?日{IN_BRACKETS}", full),
        (
            "full_date",
            ANY,
            rf"(?<![\d/.-])(?P<y>(?:19|20)\d\d)([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}})(?![\d/-]){IN_BRACKETS}",
            full,
        ),
        (
            "era",
            JA,
            rf"(?P<era>令和|平成|昭和)\s?(?P<y>{N}|元)\s?年\s?(?P<m>{N})\s?月\s?(?P<d>{N})\s?日{IN_BRACKETS}",
            era,
        ),
        (
            "era",
            ANY,
            r"(?<![a-z0-9])(?P<era>[rhs])(?P<y>\d{1,2})[./](?P<m>\d{1,2})[./](?P<d>\d{1,2})(?![\d/])"
            rf"{IN_BRACKETS}",
            era,
        ),
        (
            "year_said",
            JA,
            rf"(?P<which>一昨年|去年|昨年|今年|来年)の?\s?(?P<m>{N})\s?月(?:\s?(?P<d>{N})\s?日)?",
            year_month,
        ),
        (
            "month_said",
            JA,
            rf"(?P<which>先々月|先月|今月|再来月|来月)(?:の?\s?(?P<d>{N})\s?日|の?(?P<end>末))?",
            month_said,
        ),
        ("month_end", JA, rf"(?:(?P<m>{N})\s?月|(?<![今来先々])月)末", end_of_month),
        ("month_day", JA, rf"(?<![\d年/])(?<!\d )(?P<m>{N})\s?月\s?(?P<d>{N})\s?日{IN_BRACKETS}", month_day),
        (
            "month_day",
            ANY,
            r"(?<![\d/.-])(?P<m>1[0-2]|0?[1-9])/(?P<d>[12]\d|3[01]|0?[1-9])(?![\d/])(?!\s?(?:に|で"
            rf"|は)?割){IN_BRACKETS}",
            month_day,
        ),
        (
            "ago",
            JA,
            r"(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})\s?(?P<unit>日|週間|[かヶケカヵ箇]月|年)(?:ほど"
            r"|くらい|ぐらい)?前",
            ago,
        ),
        (
            "ago",
            EN,
            r"\b(?P<n>\d{1,2}|an?|one|two|three|four|five|six|seven|ten|couple of) (?P<unit>days?|weeks?"
            r"|months?|years?) ago\b",
            ago,
        ),
        (
            "week_day",
            JA,
            r"(?P<which>先々週|先週|今週|再来週|来週|次の|今度の)?の?(?P<weekday>[月火水木金土日])曜日?",
            week_day,
        ),
        (
            "relative",
            JA,
            "(?P<word>" + "|".join(sorted((w for w in SHIFT if not w.isascii()), key=len, reverse=True)) + ")",
            relative,
        ),
        (
            "relative",
            EN,
            r"\b(?P<word>" + "|".join(sorted((w for w in SHIFT if w.isascii()), key=len, reverse=True)) + r")\b",
            relative,
        ),
        (
            "day_only",
            JA,
            r"(?<![\d月/.,-])(?<!月 )(?P<d>3[01]|[12]\d|[1-9])\s?日(?![間前後目本以ほくぐ分々常])(?!\s(?:間"
            rf"|前|後)){IN_BRACKETS}",
            day_only,
        ),
        (
            "english",
            EN,
            rf"(?:\b{EN_DAY},? )?(?<![\d-])(?P<d>[12]\d|3[01]|0?[1-9])(?:st|nd|rd"
            rf"|th)?(?: of)? {EN_MONTH}(?:,? (?P<y>20\d\d)\b)?",
            english,
        ),
        (
            "english",
            EN,
            rf"(?:\b{EN_DAY},? )?\b{EN_MONTH} (?P<d>[12]\d|3[01]|0?[1-9])(?!\d|:)(?:st|nd|rd"
            r"|th)?(?:,? (?P<y>20\d\d)\b)?",
            english,
        ),
        ("english_month", EN, rf"\b{EN_MONTH} (?P<y>20\d\d)\b", english),
        (
            "english_weekday",
            EN,
            rf"\b(?:(?P<which>last|next|this|this coming) )?{EN_DAY}(?: (?:the )?(?P<n>[12]\d|3[01]"
            r"|[1-9])(?:st|nd|rd|th)?(?![\d:-]| ?[ap]m))?",
            english_weekday,
        ),
        ("month_said", EN, r"\blast month\b", english_month_said),
    )
)


def days_in(text: str, at: date, *, ahead: bool = False) -> Iterator[Day]:
    """The days in folded `text`, each once, first rule first; `ahead`: an open day is the coming one, else the last."""
    taken = bytearray(len(text))
    can = {JA: may_be_japanese(text), EN: may_be_english(text), ANY: True}
    for rule, letters, pattern, reader in EXPRESSIONS:
        for match in pattern.finditer(text) if can[letters] else ():
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = b"\1" * len(match.group())
            made = reader(match, at, ahead)
            norm = made.isoformat() if isinstance(made, date) else made or match.group()
            yield Day(match.start(), match.end(), made if isinstance(made, date) else None, norm, rule)
