"""The firm of the one who writes."""

import re
from collections.abc import Iterator

from sentences.expressions import expression
from sentences.told.reading import Reading
from sentences.told.shapes import Found

FORM = (
    r"(?:株式会社|有限会社|合同会社|合資会社|医療法人|一般社団法人|社会福祉法人|学校法人|\((?:株|有|同|医|一社|福"
    r"|学)\))"
)
LETTER = r"[一-鿿々ァ-ヴーぁ-んA-Za-z0-9&・]"
PART = (
    r"(?:(?:総務|営業|経理|人事|購買|管理|情報|開発|製造|企画|業務|資材|法務|技術|第[一二三]|東京|大阪|本社|施設"
    r"|庶務|広報|財務|システム)[一-鿿]{0,4}?(?:部|課|室|係|支店)?)"
)
STOP = (
    rf"(?={PART}|総務|営業|経理|事務局|\s|の|と(?=申|い[いう]|言)|で(?=す|ご|し)|に(?=て|変|し|お|直)|を|は|が|宛"
    r"|御中|様|さん|$|[、。,」』)\n!?])"
)
# 「株式会社ゆきわり設計事務所総務部の辻本」「ゆきわり設計(株)」
WITH_FORM = expression(
    rf"(?P<f>{FORM}\s?{LETTER}{{1,20}}?{STOP}"
    rf"|(?<![一-鿿ァ-ヴーぁ-んA-Za-z]){LETTER.replace('ぁ-ん', '')}{{1,14}}{FORM}{STOP})"
)
KIND = (
    r"(?:クリニック|医院|病院|歯科|薬局|保育園|幼稚園|こども園|小学校|中学校|高校|大学|商店|商会|商事|工務店"
    r"|製作所|事務所|工房|電工|電機|建設|設計|管理組合|組合|協会|ホテル|旅館|民宿|民泊"
    r"|食堂|農園|工業|産業|物産|運輸|印刷|不動産|製菓|酒造|塾|美容室|サロン|カフェ|財団|協議会)"
)
# 「つくし野クリニック事務局の小田切です」「佐藤（ほしぞら保育園）」
WITH_KIND = expression(
    r"(?:^|(?<=[\n\s。、(「])|(?<=[^一-鿿]は)"
    rf"|(?<=私))(?P<f>[一-鿿々ァ-ヴーぁ-んA-Za-z]{{1,16}}{KIND})(?=(?:[一-鿿]{{2,6}}[部課局室"
    r"係])?(?:の[一-鿿々ァ-ヴー]{1,8}(?:です|と申|でござ|と言)|です(?!か)|でござ|と申|\)"
    r"|[ ][一-鿿]{1,6}(?:です|と申|でござ)))"
)
# 「御中」「からの」 show that it is somebody else's
OTHERS = expression(
    r"[^\n]{0,8}(?:御中|様|さま|さん|殿)| ?(?:から(?!の領収)|より|に(?:問い?合わ|電話|連絡|頼)|の(?:商品"
    r"|製品|サイト|対応)|ご担当|各位)"
)
EN_FORM = (
    r"(?:Ltd|Limited|Inc|LLC|GmbH|Corp|Corporation|Co|K\.?K|PLC|plc|Company|Clinic|Studio|Hotel|School|Works"
    r"|Partners|Group)\b\.?"
)
EN_FIRM = expression(
    r"\b(?:from|of|at|for|with|attention|attn\.?:?|Company ?:|run|represent"
    rf"|is) (?P<f>(?:[A-Z][\w&'-]*,? ){{1,4}}{EN_FORM})"
)


def companies(reading: Reading) -> Iterator[Found]:
    """Firms by their legal form or their kind, unless they are written to or about."""
    text = reading.cased
    for shape, confidence, rule in ((WITH_FORM, 0.9, "company_by_form"), (WITH_KIND, 0.85, "company_by_kind")):
        for match in shape.finditer(text) if reading.japanese else ():
            if not OTHERS.match(text, match.end("f")):
                start, end = match.span("f")
                yield Found("company", start, end, company_norm(match["f"]), confidence, rule)
    for match in EN_FIRM.finditer(text) if reading.english else ():
        yield Found("company", *match.span("f"), company_norm(match["f"]), 0.8, "company_in_english")


def company_norm(raw: str) -> str:
    """㈱山田 and (株)山田 are 株式会社山田."""
    name = re.sub(r"\s+", "" if not raw.isascii() else " ", raw).strip()
    for short, form in (
        ("株", "株式会社"),
        ("有", "有限会社"),
        ("同", "合同会社"),
        ("医", "医療法人"),
        ("一社", "一般社団法人"),
    ):
        name = name.replace(f"({short})", form)
    return name


def firm_before(name: str) -> str:
    """`フジミ電工 渡部` is 渡部: the firm stands before the name."""
    last = re.split(rf"(?:{KIND}|{FORM}[^ ]*|[部課係局])\s+", name)[-1]
    return re.sub(r"^.*(?:総務部|営業部|経理部|事務局|総務課)の?", "", last)
