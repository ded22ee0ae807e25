"""Where a customer can be reached: telephone numbers and mail addresses."""

import re
from collections.abc import Iterator

import phonenumbers

from sentences.expressions import expression
from sentences.told.reading import Reading
from sentences.told.shapes import Found, Knowledge

BEFORE, AFTER = r"(?<![0-9a-z_.@/#+-])(?<!\d )", r"(?![0-9a-z_@]|-\d)"
GAP = r"[-. ()/]{0,2}"
# 「090-1234-5678」「０３（１２３４）５６７８」
HOME = expression(
    BEFORE
    + rf"(?:0[5-9]0{GAP}\d{{4}}{GAP}\d{{4}}|\(?0\d{{1,4}}[-. ()]{{1,2}}\d{{1,4}}[-. ()]{{1,2}}\d{{4}}|0[1-9]\d{{8}})"
    + AFTER
)
# 「+81(0)90-1234-5678」「+81 090 1234 5678」 "+44 20 7946 0018"
ABROAD = expression(BEFORE.replace("+", "") + r"\+\d{1,3}(?:[-. ]?\(?\d{1,5}\)?){2,5}" + AFTER)
# 「81-90-1234-5678」: the plus sign is missing
BARE_COUNTRY = expression(BEFORE + r"81[- ]\(?0?\)?[5-9]0[- ]\d{4}[- ]\d{4}" + AFTER)
FREE = expression(r"(?:\+81[- ]?|0)(?:120|570|800)(?:\D|\d{6,7}$)")  # nobody's own number
FAX_BEFORE = expression(r"(?:fax|ファックス|ファクス)(?:番号)?[はが:\s.]*$")
# 「090-…から電話がありました」: the number of somebody who called
CALLER = expression(r"\s*(?:という番号)?(?:から|より)(?:お?電話|着信|sms|連絡|不審)|\s*(?:called|rang) (?:me|us)")
# 「9012345678」 has lost its zero and is offered, not believed; here it stays unread.

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
END = (
    r"(?:com|net|org|jp|example|info|biz|io|me|tv|edu|gov|uk|us|de|fr|it|es|nl|kr|cn|tw|hk|sg|au|ca|in|eu|[a-z]{2,12})"
)
DOT = r"(?:\.|。(?=(?:co|ne|or|ac|go|ed|gr|jp|com|net|org|example)(?![a-z])))"
MAIL = expression(
    r"(?<![a-z0-9._%+-])(?P<local>\"[^\"\s@]{1,64}\"|[a-z0-9._%+'-]{1,64})@(?P<domain>"
    + f"{LABEL}(?:{DOT}{LABEL}){{0,4}}{DOT}{END})(?![a-z0-9@-])"
)


def found(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """The addresses and numbers of a message."""
    for match in MAIL.finditer(reading.text):
        yield Found("email", match.start(), match.end(), email_norm(match.group()), 0.98, "email_by_shape")
    for shape, confidence, rule in (
        (ABROAD, 0.96, "phone_with_country"),
        (BARE_COUNTRY, 0.8, "phone_without_plus"),
        (HOME, 0.95, "phone_at_home"),
    ):
        for match in shape.finditer(reading.text):
            norm = phone_norm(match.group())
            if norm and not FREE.match(match.group()) and _own(reading.text, match):
                yield Found("phone", match.start(), match.end(), norm, confidence, rule)


def email_norm(raw: str) -> str:
    """`"a..b"@docomo.ne.jp` and `a..b@docomo.ne.jp` are one mailbox."""
    return raw.replace("。", ".").replace('"', "").strip().lower()


def phone_norm(raw: str) -> str:
    """E.164, or nothing: `1234-5678` has no area code, and none is guessed."""
    bare = re.sub(r"\(0\)", "", raw)
    digits = re.sub(r"\D", "", bare)
    if bare.lstrip().startswith("+") or (digits.startswith("81") and len(digits) >= 12):
        digits = re.sub(r"^810", "81", digits)
        return _possible("+" + digits)
    if not digits.startswith("0") or len(digits) not in (10, 11):
        return ""
    mobile = re.match(r"0[5-9]0|0800", digits)
    fits = len(digits) == 11 if mobile else len(digits) == 10
    return "+81" + digits[1:] if fits else ""


def _possible(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return ""
    return number if phonenumbers.is_possible_number(parsed) else ""


def _own(text: str, match: re.Match[str]) -> bool:
    """Not a fax, and not the number of somebody who called them."""
    return not FAX_BEFORE.search(text[max(0, match.start() - 12) : match.start()]) and not CALLER.match(
        text, match.end()
    )
