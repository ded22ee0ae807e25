"""The numbers a company gives out: orders, slips, makers' numbers, error codes."""

import re
from collections.abc import Iterator
from functools import lru_cache

from sentences.expressions import expression
from sentences.told.digits import whole
from sentences.told.reading import Reading
from sentences.told.shapes import Found, Knowledge

BEFORE, AFTER = r"(?<![A-Za-z0-9_.@/-])", r"(?![A-Za-z0-9_@]|-[A-Za-z0-9])"
# 「ご注文番号は」「注文No.」 "order number is", "order #"
ORDER_CUE = (
    r"(?:注文(?:書|受付)?(?:の)?(?:番号|no\.?|id|ナンバー)|オーダー(?:番号|no\.?|id)|\border(?:\s+(?:number"
    r"|no\.?|num|id"
    r"|ref(?:erence)?))?)"
)
LINK = r"[」』】)]?(?:\s*(?:は|が|:|=|is|was|that's|it's|#|no\.?))*\s*[「『【(]?\s*#?"
ORDER_SAID = expression(
    ORDER_CUE + LINK + r"(?P<n>\d{4,12}|[〇○一二三四五六七八九]{4,12}|[A-Z]{1,4}-?\d{3,10}(?:-\d{2,6})?)" + AFTER,
    re.IGNORECASE,
)
# 「＃12345」「No.12345」
ORDER_MARKED = expression(BEFORE + r"(?:#|no\.\s?|no(?=\d))(?P<n>\d{5,10})" + AFTER, re.IGNORECASE)
# 「修理番号 S-03815」 looks like an order and is none.
OTHER_NUMBER = expression(
    r"(?:修理|受付|見積(?:り|もり)?|返品|案件|問い?合わ?せ|会員|お客様|顧客|予約|整理|伝票|送り状|追跡|製造"
    r"|当選|請求書?|登録|口座|部品|管理)"
    r"(?:の?受付)?(?:の)?(?:番号|no\.?|id)?[はが:\s「]*$|(?:repair|case|ticket|quote|return|member(?:ship)?|customer"
    r"|invoice|tracking|serial|part)"
    r"(?:\s+(?:number|no\.?|id))?(?:\s+is)?[:\s#]*$",
    re.IGNORECASE,
)
SLIP_SAID = expression(
    r"(?:送り状|伝票|追跡|トラッキング|荷物|tracking|waybill|slip|parcel|consignment)(?:の"
    r"|お問い?合わ?せ)?\s*(?:番号|no\.?|number|code|id)?"
    r"[」)]?\s*(?:は|が|:|is|says|=|#)?\s*[「(]?(?P<n>[A-Z]{0,4}-?\d[\d-]{6,20}\d)" + AFTER,
    re.IGNORECASE,
)
# 「NG-0000-4471-20」「TB-0000-88123」
SLIP_SHAPE = expression(BEFORE + r"(?P<n>[A-Z]{2}-\d{4}-\d{4,5}(?:-\d{2})?)" + AFTER, re.IGNORECASE)
SERIAL_SAID = expression(
    r"(?:製造番号|製造no\.?|シリアル(?:番号|ナンバー|no\.?)?|機体?番号?|機番|\bserial(?:\s+(?:number|no\.?"
    r"|code))?|\bs/n)"
    r"[」)]?\s*(?:は|が|:|is|=|#)?\s*[「(]?(?P<n>(?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{3,20}[A-Z0-9])" + AFTER,
    re.IGNORECASE,
)
# 「24B-004417」
SERIAL_SHAPE = expression(BEFORE + r"(?P<n>\d{2}[A-Z]-\d{6})" + AFTER, re.IGNORECASE)
# 「E-21って出ます」 "shows error E12"
# 「S-03815 の修理状況」
OTHER_AFTER = expression(r"\s?の(?:修理|見積|返品|お?問い?合わせ)")
ERROR_NEAR = expression(
    r"エラー|コード|表示|点滅|って出|と出|が出|出る|出て|出ます|ランプ|\berror|\bcodes?\b|\bshow|\bsays?\b"
    r"|\bmessage|\bdisplay|\bblink"
    r"|\bflash|\bgives?\b|\bgot\b",
    re.IGNORECASE,
)
NOT_ERROR = expression(r"\s?(?:号|室|階|棟|番地|円|台|個|年|月|日|時|分|cm|mm|kg|%|畳|v\b|hz)", re.IGNORECASE)
NEAR = 24


def found(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """All numbers of a message."""
    yield from _orders(reading, known)
    yield from _slips_and_serials(reading)
    yield from _errors(reading, known)


def order_norm(raw: str, pattern: str = "") -> str:
    """`ａ10266` is `#A-10266` where the company's pattern has `#?` and `-?`; 一二三四五 is 12345."""
    counted = whole(raw) if not re.search(r"[A-Za-z\d]", raw) else None
    bare = str(counted) if counted is not None else raw.upper().lstrip("#").strip()
    if "-?" in pattern or not pattern:
        bare = re.sub(r"^([A-Z]{1,4})-?(\d)", r"\1-\2", bare)
    return ("#" if "#?" in pattern else "") + bare


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((pattern, re.compile(BEFORE + f"(?:{pattern})" + AFTER, re.IGNORECASE)) for pattern in patterns)


def _orders(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """The company's own pattern first, then digits after 「注文番号」, then `#12345`."""
    text = reading.cased
    for pattern, shape in _compiled(known.order_patterns):
        for match in shape.finditer(text):
            other = OTHER_NUMBER.search(text[max(0, match.start() - NEAR) : match.start()])
            if not other and not OTHER_AFTER.match(text, match.end()):
                norm = order_norm(match.group(), pattern)
                yield Found("order_number", match.start(), match.end(), norm, 0.97, "order_by_pattern")
    for match in ORDER_SAID.finditer(text):
        yield Found("order_number", *match.span("n"), order_norm(match["n"]), 0.93, "order_after_its_name")
    for match in ORDER_MARKED.finditer(text):
        if not OTHER_NUMBER.search(text[max(0, match.start() - NEAR) : match.start()]):
            yield Found("order_number", match.start(), match.end(), match["n"], 0.75, "order_after_a_mark")


def _slips_and_serials(reading: Reading) -> Iterator[Found]:
    for key, shape, confidence, rule in (
        ("slip_no", SLIP_SHAPE, 0.92, "slip_by_shape"),
        ("slip_no", SLIP_SAID, 0.95, "slip_after_its_name"),
        ("serial", SERIAL_SAID, 0.95, "serial_after_its_name"),
        ("serial", SERIAL_SHAPE, 0.9, "serial_by_shape"),
    ):
        for match in shape.finditer(reading.cased):
            yield Found(key, *match.span("n"), match["n"].upper().strip("-"), confidence, rule)


def _errors(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """`E-ADDR-03` by itself; `E12` where the words around speak of an error or the message is nothing else."""
    codes = {product.code.upper() for product in known.products}
    for _, shape in _compiled((known.error_pattern,)):
        for match in shape.finditer(reading.cased):
            code = match.group().upper()
            if code not in codes and not NOT_ERROR.match(reading.cased, match.end()):
                confidence = _error_confidence(reading.cased, match)
                if confidence:
                    yield Found("error_code", match.start(), match.end(), code, confidence, "error_by_pattern")


def _error_confidence(text: str, match: re.Match[str]) -> float:
    """How sure: the words around, the hyphen, capitals, a message that is nothing else."""
    code = match.group()
    if ERROR_NEAR.search(text[max(0, match.start() - NEAR) : match.start()]) or ERROR_NEAR.search(
        text[match.end() : match.end() + 12]
    ):
        return 0.95
    if code.upper() != code:
        return 0.0
    if re.fullmatch(r"[A-Z]-(?:[A-Z]{3,6}-)?\d{2,3}", code):
        return 0.85
    return 0.75 if len(text) <= len(code) + 6 else 0.0
