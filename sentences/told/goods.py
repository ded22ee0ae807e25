"""The goods: which product, what colour, how many, how much, paid how."""

import re
from collections.abc import Iterator
from functools import lru_cache

from sentences.expressions import expression
from sentences.told.digits import WRITTEN, whole
from sentences.told.reading import Reading
from sentences.told.shapes import Found, Knowledge, Product

BEFORE, AFTER = r"(?<![A-Za-z0-9-])", r"(?![A-Za-z0-9]|-\d)"
# 「型番は ABC-123 です」 for wares that are not in the catalogue
MODEL_SAID = expression(
    r"(?:型番|機種|品番|型式|モデル(?:番号|名)?|\bmodel(?:\s+(?:number|no\.?|name))?)[」)]?\s*(?:は|が|:|is"
    r"|=)?\s*[「(]?(?P<n>(?=[A-Z0-9-]*\d)[A-Z][A-Z0-9-]{2,15})" + AFTER,
    re.IGNORECASE,
)
MINE = expression(r"\b(?:my|our|the|this|your) (?:new |old )?$")
WORDS: tuple[str, ...] = (
    "白",
    "黒",
    "赤",
    "青",
    "紺",
    "緑",
    "黄",
    "紫",
    "茶",
    "灰",
    "金",
    "銀",
    "桃",
    "灰桜",
    "水色",
    "ホワイト",
    "ブラック",
    "シルバー",
    "グレー",
    "ピンク",
)
WORDS += (
    "レッド",
    "ブルー",
    "ネイビー",
    "ベージュ",
    "グリーン",
    "イエロー",
    "ブラウン",
    "ゴールド",
    "アイボリー",
    "オレンジ",
    "パープル",
)
EN_WORDS = (
    "ash pink",
    "white",
    "black",
    "red",
    "blue",
    "navy",
    "grey",
    "gray",
    "silver",
    "pink",
    "green",
    "yellow",
    "beige",
    "brown",
    "gold",
    "ivory",
)
COLOR = rf"(?P<c>{'|'.join(sorted(WORDS, key=len, reverse=True))})(?:色)?"
COLOR_SAID = expression(
    rf"(?:色|カラー)(?:は|が|:)?\s?{COLOR}(?=です|でした|に|を|が|で|と|の|$|\s|。|、)"
    rf"|(?<![一-鿿ァ-ヴ]){COLOR.replace('?P<c>', '?P<d>')}(?=(?:を|に|が|で|の(?:ほう|方|もの)[をがに]?)(?:お願|頼"
    r"|注文|届|交換|変更|購入|買|希望|でお願|替"
    r"|換|したい|し(?:て|ます)))"
    rf"|(?<![一-鿿ァ-ヴ]){COLOR.replace('?P<c>', '?P<e>')}(?=(?:なん(?:です|だ)|なの(?:です|に)|だった|でした"
    r"|です)(?!か)|が届|を頼)"
    rf"|(?<=[a-z0-9]) ?の?{COLOR.replace('?P<c>', '?P<f>')}(?=$|\s|です|で|を|の|、|。|,)"
)
EN_COLOR = "|".join(EN_WORDS)
EN_COLOR_SAID = expression(
    r"\b(?:colou?r(?: is|:)?|(?:ordered|got|received|want(?:ed)?|like|prefer|take) (?:it in |the |a "
    rf"|one in )*|it's|(?:dryer|one|it|vacuum|fan|kettle) in) ?(?P<c>{EN_COLOR})\b(?! (?:light|lamp|led|error))"
    rf"|\b(?P<d>{EN_COLOR}) (?:please|instead)\b|^(?P<e>{EN_COLOR}),? \d+ (?:pcs|pieces)",
)
LAMP = expression(r"ランプ|会員|画面|点滅|点灯|光|ライト|\blights?\b|\blamp\b|\bled\b|blink|flash")
COUNTER = r"(?:台|個|箱|セット|冊|脚|枚|本|袋|足|着)"
QUANTITY = expression(
    rf"(?<![\d.,-])(?P<n>\d{{1,4}}|[一二三四五六七八九十]{{1,3}})\s?(?P<u>{COUNTER})(?!目|だけ|しか|組|入|以上|所|人"
    r"|分の|口|立|当|限り|体|日|来|物|格|数|国|月)"
)
NO_QUANTITY = expression(
    r"(?:写真|画像|スクショ|動画|書類|もう|同じものが|中の?|ネジ|ねじ|穴)\s?(?:を|が|は)?\s?$|第$|[一-鿿]$"
)
EN_QUANTITY = expression(
    r"(?<![\d.,-])(?P<n>\d{1,4}|two|three|four|five|six|ten) (?P<u>units?|pcs|pieces?|sets?)\b"
    r"|\bquote for (?P<m>\d{1,4})\b"
)
AMOUNT = expression(
    rf"(?<![\d.,])(?P<n>{WRITTEN})\s?円|[¥\\]\s?(?P<y>\d[\d,]*)(?!\d)|(?<![\d.,])(?P<e>\d[\d,]*)\s?(?:yen"
    r"|jpy)\b|(?P<s>[$€£])\s?(?P<f>\d[\d,]*(?:\.\d\d)?)"
)
# 「代引きで払いました」「コンビニ払いにしました」
PAYMENT = (
    r"(?P<p>クレジット(?:カード)?|カード(?:払い|決済)?|代引き?|代金引換|コンビニ(?:払い|決済)?|銀行振り?込み?"
    r"|振り?込み?|paypay|後払い|分割払い|キャリア決済|電子マネー"
    r"|apple pay|現金|請求書払い)"
)
PAID = expression(
    PAYMENT
    + (
        r"\s?(?:で|にて|に(?=し(?:まし|た)))\s?(?:お?支払|払|決済|購入|買|済|しまし|した|注文)"
        r"|(?:支払い?(?:方法)?|決済方法)(?:は|:)\s?"
    )
    + PAYMENT.replace("?P<p>", "?P<q>")
)
EN_PAID = expression(
    r"\b(?:paid|pay|paying|payment|charged)\b(?: was| method:?| is)?(?: it| [$€£¥]?[\d,.]+(?: yen)?)? ?(?:by"
    r"|with|via|through|in|using"
    r"|to)? ?(?:my |a |the )?(?P<p>credit card|debit card|visa|mastercard|bank transfer|cash on delivery|cash"
    r"|paypal|paypay|apple pay|convenience store)\b"
)


def found(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """Products first, then what is said about them."""
    yield from _products(reading, known)
    yield from _colors(reading)
    yield from _counts(reading)
    for match in PAID.finditer(reading.text) if reading.japanese else ():
        name = "p" if match["p"] else "q"
        yield Found("payment", *match.span(name), match[name], 0.85, "paid_by")
    for match in EN_PAID.finditer(reading.text) if reading.english else ():
        yield Found("payment", *match.span("p"), match["p"], 0.85, "paid_by_in_english")


@lru_cache(maxsize=16)
def _catalogue(products: tuple[Product, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, dict[str, str]]:
    """Codes in any writing of the hyphen; names that belong to one product only."""
    by_word: dict[str, set[str]] = {}
    for product in products:
        for name in product.names:
            by_word.setdefault(name.lower().strip(), set()).add(product.code)
    names = {name: codes.pop() for name, codes in by_word.items() if len(codes) == 1 and len(name) > 2}
    codes = "|".join(_code_shape(product.code) for product in sorted(products, key=lambda p: -len(p.code)))
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return (
        re.compile(BEFORE + f"(?:{codes})" + AFTER, re.IGNORECASE) if codes else None,
        re.compile(rf"(?<![a-zァ-ヴー一-鿿])(?:{words})(?:s\b)?(?![a-zァ-ヴー])") if words else None,
        names,
    )


def _code_shape(code: str) -> str:
    """`VX-200` is also typed VX200 and vx 200."""
    return "[- ]?".join(re.escape(part) for part in re.split(r"[- ]", code))


def code_norm(raw: str) -> str:
    """Letters and digits only: how two writings of a code are compared."""
    return re.sub(r"[^A-Z0-9]", "", raw.upper())


def _products(reading: Reading, known: Knowledge) -> Iterator[Found]:
    codes, words, names = _catalogue(known.products)
    by_norm = {code_norm(product.code): product.code for product in known.products}
    for match in codes.finditer(reading.cased) if codes else ():
        yield Found("product", match.start(), match.end(), by_norm[code_norm(match.group())], 0.97, "product_by_code")
    for match in MODEL_SAID.finditer(reading.cased):
        norm = by_norm.get(code_norm(match["n"]), match["n"].upper())
        yield Found("product", *match.span("n"), norm, 0.85, "model_after_its_name")
    for match in words.finditer(reading.text) if words else ():
        if match.group().isascii() and not MINE.search(reading.text[max(0, match.start() - 12) : match.start()]):
            continue  # "an air purifier" is any
        code = names.get(match.group()) or names[match.group().removesuffix("s")]
        yield Found("product", match.start(), match.end(), code, 0.7, "product_by_name")


def _colors(reading: Reading) -> Iterator[Found]:
    text = reading.text
    families = ((COLOR_SAID, "color_said", reading.japanese), (EN_COLOR_SAID, "color_in_english", reading.english))
    for shape, rule, may_match in families:
        for match in shape.finditer(text) if may_match else ():
            name = next(name for name in "cdef" if match.groupdict().get(name))
            around = text[max(0, match.start() - 12) : match.end() + 12]
            if not LAMP.search(around):
                yield Found("color", *match.span(name), match[name], 0.8, rule)


def _counts(reading: Reading) -> Iterator[Found]:
    text = reading.text
    for match in QUANTITY.finditer(text) if reading.japanese else ():
        if not NO_QUANTITY.search(text[max(0, match.start() - 8) : match.start()]):
            yield Found(
                "quantity", match.start(), match.end(), f"{whole(match['n'])}{match['u']}", 0.8, "quantity_counted"
            )
    for match in EN_QUANTITY.finditer(text) if reading.english else ():
        name = "m" if match["m"] else "n"
        yield Found(
            "quantity",
            match.start(name),
            match.end(),
            match.group()[match.start(name) - match.start() :],
            0.8,
            "quantity_in_english",
        )
    for match in AMOUNT.finditer(text):
        norm = amount_norm(match.group())
        if norm:
            yield Found("amount", match.start(), match.end(), norm, 0.92, "amount")


def amount_norm(raw: str) -> str:
    """一万五千円, ￥15,000- and 15,000 yen are 15000円."""
    text = raw.lower().replace("\\", "¥").strip()
    if text[:1] in "$€£":
        return text.replace(" ", "").replace(",", "")
    counted = whole(re.sub(r"円|yen|jpy|[¥\s-]", "", text))
    return f"{counted}円" if counted is not None else ""
