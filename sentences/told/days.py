"""Days that say something: bought on, until when, since when, when somebody is at home."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sentences.expressions import expression
from sentences.told.reading import Reading
from sentences.told.shapes import Found, Knowledge
from sentences.told.when import Day, days_in

# 「4月26日に購入しました」「昨日届いた」 and 「購入日: …」
HAPPENED_AFTER = expression(
    r"(?:\s?(?:ごろ|頃|くらい|ぐらい|中|付け?|の?(?:午前|午後|朝|昼|夜|夕方)(?:中|に|ごろ)?|\d{1,2}時(?:半"
    r"|\d{1,2}分)?(?:ごろ|頃)?))*\s?(?:に|、|,|は)?\s?"
    r"[^。!?\n、]{0,14}?(?:購入し|買っ|買い(?!た)|届い(?!て(?:い)?(?:ませ|な))|到着し|受け取っ|受取っ"
    r"|注文し(?!たい|ます)|頼ん(?!だ(?:ら|の?に届))"
    r"|設置し(?!て(?:ほ|欲|くだ|下))|"
    r"取り?付け(?!て(?:ほ|くだ))|納品され|配達され|お?支払いし|払っ|開封し|使い始め|契約し|申し込ん|購入(?:の"
    r"|品|分|、)|注文(?:の|分|、)|でした|お届けの(?:品|商品|もの))"
)
HAPPENED_BEFORE = expression(
    r"(?:購入|注文|お?買い?上げ|到着|設置|取り?付け|納品|配達|受け?取り|お届け|決済)(?:した|いただいた)?(?:日"
    r"|の?日付|の?日にち|時期|年月日)?\s?(?:は|が|:|=|…"
    r"|も)\s?(?:確か|たしか|たぶん|多分|おそらく)?、?\s?$"
)
NOT_PAST = expression(r"(?:希望|予定|変更|まで|以降|までに)")
EN_EVENT = (
    r"(?:bought|purchased|ordered|delivered|arrived|received|installed|placed|charged|paid|got (?:it|the|my)|picked up"
    r"|purchase date|date of purchase|order date)"
)
EN_BEFORE = expression(rf"\b{EN_EVENT}\b(?![^.!?\n]*\b(?:not|never)\b)[^.!?\n]{{0,60}}$")
EN_AFTER = expression(r"[^.!?,\n]{0,6}\bi (?:bought|purchased|ordered|received|got)\b")
EN_FUTURE = expression(
    r"\b(?:will|would|should|can|could|please|want|need|supposed|expect\w*|by|before|until)\b[^.!?\n]{0,40}$"
)
ALONE = expression(r"\s*(?:です|でした|だと思います|ですね|頃です|ごろです)?[。.!]?\s*")

UNTIL = expression(
    r"\s?(?:の?(?:午前中?|午後|夕方|朝|正午|\d{1,2}時(?:半|\d{1,2}分)?))?\s?(?:まで(?!の|は)に?|(?<!午前)中に|必着"
    r"|には(?:ほしい|欲しい|必要))"
)
DEADLINE_NAMED = expression(r"(?:希望納期|納期|期限|締め?切り?|deadline)\s?(?:は|:|is)?\s?$")
EN_UNTIL = expression(r"\b(?:by|before|no later than)\s+(?:the\s)?(?:end of\s)?$")

WHOLE_WEEK = expression(r"(?:今週|来週|再来週|今月|来月|年)(?:中|いっぱい)(?:まで)?に")
EN_FEAST = expression(
    r"\b(?:by|before) (?:christmas|new year's?|the weekend|the end of (?:the |this )?(?:month|week|year))\b"
)

# 「昨日から」「先週の半ばから」「買った時から」
SINCE = expression(
    r"(?:(?:先々?週|先々?月|今週|今月|昨年|去年|今年)(?:の?(?:半ば|初め|はじめ|末|中頃|後半|前半))?|数日前"
    r"|数週間前|数か月前|先日|最近|朝|昨夜|夕べ|ゆうべ|今朝|さっき"
    r"|先ほど|(?:買っ|届い|使い始め|購入し)た(?:とき|時|日|頃|当初|直後)|購入(?:時|当初|直後)|開封(?:時|直後)"
    r"|初日|更新(?:して|後)|アップデート(?:して|後)|引っ越して)\s?から"
)
FROM = expression(
    r"\s?(?:の?(?:朝|昼|夜|夕方|晩|午前|午後|半ば|初め|はじめ|末|\d{1,2}時(?:ごろ|頃)?))?\s?(?:ごろ|頃|くらい"
    r"|ぐらい)?から(?!\d"
    r"|[^。\n]{0,8}(?:まで|お願|希望|使い始|利用|出張|旅行|入院|留守|不在|発売|開始|大丈夫|可能))"
)
WEEK_IN = expression(r"(?:今週|今月|先週|先月)に(?:入って|なって)から")
EN_SINCE = expression(
    r"\bsince (?:last (?:night|week|month|year)|this (?:morning|week)|yesterday|today"
    r"|(?:the )?(?:last )?(?:update|day one|delivery|beginning|day i [a-z]+ it)"
    r"|(?:last )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:i|we|it|they) [a-z]+(?: (?:it|the [a-z]+|here"
    r"|in))?\b|(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? [a-z]+|[a-z]+ \d{1,2}(?:st|nd|rd|th)?\b)"
    r"|\bfor (?:the (?:last|past) )?(?:two|three|four|five|six|several|a few|a couple of|\d{1,2}) (?:days"
    r"|weeks|months)(?: now)?"
)


def found(reading: Reading, known: Knowledge, said_at: date | None) -> Iterator[Found]:
    """The days that mean something, by the words around. Without a day of its own, a message has full dates only."""
    text, at = reading.text, said_at or FAR
    for day in days_in(text, at):
        if said_at is None and day.rule not in ("full_date", "era"):
            day = replace(day, day=None, norm=text[day.start : day.end])
        yield from _meaning(text, day, at)
    if reading.japanese:
        yield from _all(text, ("deadline", WHOLE_WEEK, 0.8, "deadline_week"))
        yield from _all(text, ("since", SINCE, 0.85, "since_said"))
        yield from _all(text, ("since", WEEK_IN, 0.85, "since_said"))
    if reading.english:
        yield from _all(text, ("deadline", EN_FEAST, 0.8, "deadline_in_english"))
        yield from _all(text, ("since", EN_SINCE, 0.85, "since_in_english"))


def _all(text: str, rule: tuple[str, re.Pattern[str], float, str]) -> Iterator[Found]:
    key, pattern, confidence, name = rule
    for match in pattern.finditer(text):
        yield Found(key, match.start(), match.end(), match.group().strip(), confidence, name)


def _meaning(text: str, day: Day, at: date) -> Iterator[Found]:
    before, after = text[max(0, day.start - 60) : day.start], text[day.end : day.end + 60]
    since, until = FROM.match(after), UNTIL.match(after)
    if since:
        yield Found(
            "since", day.start, day.end + since.end(), text[day.start : day.end + since.end()], 0.85, "since_a_day"
        )
    elif until and day.day and day.day < at and day.norm == _ahead(text, day, at):
        return  # 「昨日17時までに」 has passed
    elif until or EN_UNTIL.search(before) or DEADLINE_NAMED.search(before):
        end = day.end + (until.end() if until else 0)
        norm = _ahead(text, day, at) if at != FAR else day.norm
        yield Found("deadline", day.start, end, norm, 0.85, "deadline_day")
    elif _happened(before, after, day, at):
        yield Found("date", day.start, day.end, day.norm, 0.9 if day.day else 0.8, "date_of_what_happened")
    elif (
        day.rule in DATED
        and len(text) < LONGEST_ANSWER
        and not text[: day.start].strip()
        and ALONE.fullmatch(text, day.end)
    ):
        yield Found("date", day.start, day.end, day.norm, 0.6, "date_alone")


FAR = date(9000, 1, 1)  # every day that is said lies before it
LONGEST_ANSWER = 40
DATED = ("full_date", "era", "month_day", "english", "year_said")


def _ahead(text: str, day: Day, at: date) -> str:
    """A deadline lies ahead: 「土曜まで」 is the coming one."""
    again = next((other for other in days_in(text[day.start : day.end], at, ahead=True)), None)
    return again.norm if again else day.norm


def _happened(before: str, after: str, day: Day, at: date) -> bool:
    """It lies behind, and the words around say that something was bought, brought or built in."""
    if day.day and day.day > at:
        return False
    if HAPPENED_BEFORE.search(before):
        return True
    event = HAPPENED_AFTER.match(after)
    if event and not NOT_PAST.search(event.group()) and "予定" not in before[-20:]:
        return "でした" not in event.group()[-3:] or bool(
            re.search(r"(?:購入|注文|届|到着|取り?付け|設置|買)", before[-20:])
        )
    if EN_AFTER.match(after):
        return True
    return bool(EN_BEFORE.search(before)) and not EN_FUTURE.search(before)
