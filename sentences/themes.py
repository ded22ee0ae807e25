"""What a comment is about: few themes, each by certain words. For the comments of surveys and reviews.

>>> themes_of("電話がつながらず、同じ説明を三回しました。")
['waiting', 'again']
"""

import re

from sentences.expressions import expression
from sentences.folding import fold

LONGEST_READ = 4_000
THEMES: dict[str, re.Pattern[str]] = {
    "waiting": expression(
        r"待(?:た|っ|ち|つ)|つながら|繋がら|返[事信](?:が|は|も)?(?:遅|早|速|来|こ|な)|対応が(?:遅|早|速)|迅速|素早|時間がかか|すぐに?(?:返|対応|答)"
        r"|\b(?:wait(?:ed|ing)?|slow|quick(?:ly)?|fast|respon(?:se|ded)|on hold|took (?:too )?long)\b"
    ),
    "politeness": expression(
        r"丁寧|親切|態度|言葉遣い|失礼|感じ(?:が|の)(?:良|よ|悪)|優し|冷た|横柄|\b(?:polite|rude|friendly|kind|attitude|courteous)\b"
    ),
    "again": expression(
        r"(?:同じ|何度も?|[二三四2-9]回(?:も|目)?|もう一度|また(?:一から|最初から)?)[^。]{0,10}(?:説明|聞か|伝え|話し?|言)"
        r"|説明(?:を|が)?[^。]{0,6}(?:何度|[二三四2-9]回)"
        r"|聞き直|たらい回し"
        r"|\b(?:repeat(?:ed|ing)?|explain(?:ed)? (?:it )?(?:again|twice|several)|same (?:question|thing)s?)\b"
    ),
    "price": expression(
        r"値段|価格|料金|代金|金額|送料|高(?:い|すぎ|かった)|安(?:い|く|かった)|返金"
        r"|\b(?:price|expensive|cheap|cost|fee|refund)\b"
    ),
    "delivery": expression(
        r"配送|配達|届(?:か|き|く|い)|到着|発送|荷物|梱包"
        r"|\b(?:deliver(?:y|ed)|shipping|shipment|parcel|arriv\w+)\b"
    ),
    "product": expression(
        r"製品|商品|故障|壊れ|不良|品質|使い(?:やす|にく|づら)|動かな"
        r"|\b(?:product|broken|defect\w*|quality|faulty)\b"
    ),
    "unsolved": expression(
        r"解決(?:し|でき|されて|に至)?(?:ない|ません|ていな|ておら|らな|なかった)|直(?:ら|って(?:い)?)な|未解決|まだ[^。]{0,8}(?:でき|直)"
        r"|\b(?:not (?:solved|resolved|fixed)|unresolved|unsolved|still (?:broken|not)|did ?n.?t (?:help|work|solve))\b"
    ),
}  # fmt: skip


def themes_of(text: str) -> list[str]:
    """In the order in which they are listed here."""
    said = fold(text[:LONGEST_READ]).text
    return [theme for theme, words in THEMES.items() if words.search(said)]
