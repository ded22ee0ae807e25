"""When somebody can be reached or visited: 土曜の午前なら, 18時以降, "after 6 pm on weekdays"."""

import re
from collections.abc import Iterator

from sentences.expressions import expression
from sentences.told.reading import Reading
from sentences.told.shapes import Found, Knowledge

DAY = (
    r"(?:(?:\d{1,2}月)?\d{1,2}日(?:\s?\([月火水木金土日]\))?|(?:来週|今週|再来週|毎週"
    r"|次)?の?[月火水木金土日]曜日?(?:と[月火水木金土日]曜日?)?|今日|本日|明日"
    r"|明後日|あさって|あした|平日|週末|土日祝?|休日|\d{1,2}/\d{1,2})"
)
CLOCK = r"\d{1,2}(?::\d{2}|時半?(?:\d{1,2}分)?)"
HOURS = (
    rf"(?:(?:午前|午後|夜|朝|夕方|昼)の?)?(?:{CLOCK}|\d{{1,2}})\s?(?:-|~|–|から)\s?(?:(?:午前|午後|夜)の?)?(?:{CLOCK}"
    r"|\d{1,2}\s?時)(?:の?間)?"
)
ROUGH = (
    rf"(?:(?:午前|午後|夜|朝|夕方)の?)?(?:{CLOCK}|午前中?|午後|夕方|夜|夜間|朝|昼|お昼休み?|日中)(?:\s?(?:以降"
    r"|以前|前後|ごろ|頃|まで|過ぎ|すぎ|より後|より前))?"
)
SLOT = rf"(?:{DAY}(?:の|は|、|\s)?\s?(?:{HOURS}|{ROUGH})|{HOURS}|{ROUGH}|{DAY}(?:以降)?)"
CAN = (
    r"(?:(?:で)?(?:なら|でしたら|だったら|であれば)(?!ない)|だと(?:助か|嬉し|うれし|ありがた|在宅)|(?:で"
    r"|に)(?:お願い|よろしく|大丈夫|ok|いい|良い|構い|かまい|来て"
    r"|して(?:ほしい|下|くだ)|変更|掛けて|かけて|電話|再配達|届けて)"
    r"|に(?:は|も)?(?:在宅|家に(?:い|居)|帰宅|戻|つなが|伺え|行け|出られ|受け取り|受け取れ|受取)|は(?:在宅"
    r"|家に(?:い|居)|空いて"
    r"|都合が(?:いい|良い|つき))|を?希望|が(?:いい|良い|希望"
    r"|都合|助か)|(?:です|で)?$|で。)"
)
AVAILABLE = expression(rf"(?<![\d:])(?P<s>{SLOT})\s?(?={CAN})", re.MULTILINE)
NEEDS_MORE = expression(r"(?:です|で)?$|で。")
ASKS = expression(r"でお|で大")
HOUR = expression(r"\d時|午前|午後|夕方|夜|:\d\d")
STARTS_WITH_DAY = expression(DAY)
NAMED = expression(
    r"(?:希望(?:日時|時間|日|の?時間帯)?|ご?都合(?:の(?:良|よ|い)い(?:日|時間))?|電話の希望|available)(?:は"
    rf"|:)\s?(?P<s>{SLOT})"
)
EN_DAYS = (
    r"(?:today|tomorrow|weekdays?|weekends?|(?:on )?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?)"
)
EN_CLOCK = r"(?:\d{1,2}(?::\d{2})?(?: ?[ap]\.?m\.?)?|noon)"
EN_PART = r"(?:mornings?|afternoons?|evenings?|night|lunchtime)"
EN_HOURS = (
    rf"(?:(?:after|before|from|around|about|at|until) {EN_CLOCK}|between {EN_CLOCK} and {EN_CLOCK}"
    rf"|{EN_CLOCK} ?(?:-|–|to) ?{EN_CLOCK}|(?:in the )?{EN_PART})"
)
EN_SLOT = rf"(?:{EN_DAYS},? (?:the )?{EN_HOURS}|{EN_HOURS}(?: on)? {EN_DAYS}|{EN_HOURS}|{EN_DAYS})"
EN_AVAILABLE = expression(
    r"(?<!not )\b(?:(?:i'm|i am|we're|we are|i'll be|we'll be|someone is|somebody is|i can be) (?:at )?(?:home|free"
    r"|available|in|reachable|there)|(?<!not at )(?<!not )(?:home|available|free)"
    r"|(?:call ?back(?: please)?,?|call|ring|phone|reach|deliver|come|change (?:it|the delivery) to"
    r"|move it to|delivery (?:to|on)"
    rf"|prefer|pick(?:-| )?up on)(?: me| us| it)?) (?:is |only |it )?(?:on |at )?(?P<s>{EN_SLOT})\b"
    rf"|\b(?P<t>{EN_SLOT}) (?:works|is best|is fine|would (?:be|work)|suits|is good|is ok|please)\b"
)


def found(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """The times a customer offers."""
    text = reading.text
    for match in NAMED.finditer(text):
        yield Found("available", *match.span("s"), match["s"], 0.9, "time_after_its_name")
    for match in AVAILABLE.finditer(text):
        if _offered(text, match):
            yield Found("available", *match.span("s"), match["s"], 0.8, "time_offered")
    for match in EN_AVAILABLE.finditer(text) if reading.english else ():
        name = "s" if match["s"] else "t"
        yield Found("available", *match.span(name), match[name], 0.75, "time_offered_in_english")


def _offered(text: str, match: re.Match[str]) -> bool:
    """A time with an offer after it; at the end of a sentence only with a day and an hour, and nothing before it."""
    if not NEEDS_MORE.match(text, match.end()) or ASKS.match(text, match.end()):
        return True
    before = re.split(r"[\n。]", text[max(0, match.start() - 40) : match.start()])[-1]
    return not before.strip() and bool(HOUR.search(match["s"])) and bool(STARTS_WITH_DAY.match(match["s"]))
