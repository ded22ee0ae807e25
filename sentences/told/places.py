"""Postal addresses, Japanese and in English order."""

import re
from collections.abc import Iterator

from sentences.expressions import expression
from sentences.told.digits import whole
from sentences.told.reading import Reading
from sentences.told.shapes import Found, Knowledge

KANJI = r"一-鿿々〆ヶケヵ"
POST = r"〒?\s?\d{3}[- ]?\d{4}"
PREFECTURE = rf"(?:東京都|北海道|大阪府|京都府|(?:神奈川|和歌山|鹿児島|[{KANJI}]{{2}})県)"
CITY = rf"[{KANJI}ぁ-んァ-ヴー]{{1,9}}?[市区町村郡]"
# 「1丁目2番3号」「一丁目二番三号」「1-2-3」「5丁目2番地9」
COUNT = r"(?:\d{1,5}|[一二三四五六七八九十]{1,4})"
STREET = rf"{COUNT}(?:\s?(?:丁目|番地の?|番町?|号(?!室)|-|の(?=\d))\s?(?:{COUNT}(?![年月日]))?){{1,4}}"
STREET_ONLY_NUMBER = r"\d{1,5}(?![\d年月日時分個台円])"
# After the street: 「コーポ山田201号室」「Maison Hinata 203」, until a particle or a mark ends it.
REST = r"[^\n。、,!?「」()〒:;]{0,40}"
REST_ENDS = expression(
    r"\s*(?:です|でした|でございます|に(?=送|届|変|引|お|住|なり|な[るっ]|は|て|し|い|移|配|ご|転|発)|へ(?=送"
    r"|お|届|変|の|引|転|発|配|$)|まで|宛|で(?=お願|す|し|間違)"
    r"|と(?=なり|申)|を|から|が(?=住|新|正|届)|は(?=$|変|実|新)|[^\x00-\x7f]?\d{3}-\d{4}$)|\s+(?:電話|tel"
    r"|mail|e-mail|fax)|\s{2,}"
)
WITH_PREFECTURE = expression(
    rf"(?:{POST}[\s,、]*)?(?P<place>{PREFECTURE}\s?{CITY}[^\n。、,!?「」():;\d]{{0,24}}?(?:{STREET}"
    rf"|{STREET_ONLY_NUMBER}))(?P<rest>{REST})"
)
# 「つきのわ市さくら坂2-18-5」 at the start of a line or after a mark
WITHOUT_PREFECTURE = expression(
    r"(?:(?<=[\s:。、「はが])|^"
    rf"|(?P<post>{POST}[\s,、]*))(?P<place>{CITY}[^\n。、,!?「」():;\dはがをもに]{{0,16}}?{STREET})(?"
    rf"P<rest>{REST})",
    re.MULTILINE,
)
NOT_CITY = expression(r"[はがをもにで]|都市|地区|市場|区分|町内|村人")
POST_ALONE = expression(r"〒\s?\d{3}-?\d{4}|(?<=郵便番号[は:])\s?\d{3}-?\d{4}(?!-?\d)")
POST_AFTER_NAME = expression(r"(?:post(?:al)? ?code|zip(?: code)?)(?: is|:)?\s*(?P<n>\d{3}-\d{4})(?!-?\d)")

WORD = r"[A-Z][A-Za-z'’]*(?:-[A-Za-z]+)*"
BUILDING = rf"(?:{WORD}(?: {WORD}){{0,3}} #?\d{{1,4}}(?:-?[A-Z])?, ?)?"
# "Sunny Hills 2-C, 7-1-3 Hibari, Tsukinowa-shi, Shizuoka 000-0377"
BUILDING_LETTER = rf"(?:{WORD}(?: {WORD}){{0,3}} #?\d{{1,4}}-[A-Z0-9]{{1,2}}, ?)?"
ENGLISH = expression(
    rf"(?<![\w-]){BUILDING_LETTER}{BUILDING}\d{{1,4}}-\d{{1,4}}(?:-\d{{1,4}})? {WORD}(?:,? (?!\d{{3}}-){WORD})"
    r"{0,4}(?:,? 〒?\d{3}-\d{4})?(?![\d-])"
)
ROAD = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Terrace|Court|Crescent|Square|Boulevard|Blvd|Gardens"
    r"|Hill)\b\.?"
)
WESTERN = expression(
    r"(?<![\w-])(?:(?:Flat|Apt|Apartment"
    rf"|Unit) \w{{1,5}}, ?)?\d{{1,5}}[a-zA-Z]? (?:{WORD} ){{1,3}}{ROAD}(?:,? (?:{WORD}|[A-Z0-9]{{2,5}}"
    r"|\d{4,6})){0,6}"
)


def found(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """The addresses of a message, and a postal code that stands alone."""
    for match in WITH_PREFECTURE.finditer(reading.cased):
        yield _japanese(reading.cased, match, 0.95, "address_by_prefecture")
    for match in WITHOUT_PREFECTURE.finditer(reading.cased):
        if not NOT_CITY.search(match["place"]):
            yield _japanese(reading.cased, match, 0.8, "address_by_city")
    for shape, rule in ((ENGLISH, "address_in_english"), (WESTERN, "address_by_road")):
        for match in shape.finditer(reading.cased):
            yield Found("address", match.start(), match.end(), address_norm(match.group()), 0.85, rule)
    for match in POST_ALONE.finditer(reading.text):
        yield Found("address", match.start(), match.end(), address_norm(match.group()), 0.6, "postal_code_alone")


def _japanese(text: str, match: re.Match[str], confidence: float, rule: str) -> Found:
    """The place and what follows it, until a particle ends it."""
    rest = match["rest"]
    end = REST_ENDS.search(rest)
    kept = (rest[: end.start()] if end else rest).rstrip()
    stop = match.start("rest") + len(kept)
    return Found("address", match.start(), stop, address_norm(match["place"] + kept), confidence, rule)


def address_norm(raw: str) -> str:
    """`霞ヶ関一丁目二番三号` and `霞が関1-2-3` are one; the building keeps its name, the room loses its 号室."""
    alone = re.fullmatch(r"\s*〒?\s?(\d{3})-?(\d{4})\s*", raw)
    if alone:
        return f"〒{alone[1]}-{alone[2]}"
    bare = re.sub(rf"^\s*{POST}[\s,、]*(?=\D)", "", raw).strip(" ,")
    if not re.search(rf"[{KANJI}]", bare):
        return re.sub(r"\s+", " ", re.sub(r"[, ]+〒?\d{3}-\d{4}$", "", bare))
    bare = re.sub(
        r"[一二三四五六七八九十]{1,4}(?=丁目|番地?[\d一二三四五六七八九十]|番地|号)",
        lambda m: str(whole(m.group())),
        bare,
    )
    bare = re.sub(r"(?<=\d)\s?(?:丁目|番地の?|番(?!町)|の(?=\d))\s?(?=\d)", "-", bare)
    bare = re.sub(r"(?<=\d)(?:丁目|番地?|号室?)(?!\d)", "", bare)
    bare = re.sub(rf"(?<=[{KANJI}])[ヶケヵ](?=[{KANJI}])", "が", bare)
    bare = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", bare)
    return re.sub(r"^(\D*\d+(?:-\d+)+)\s*(?=[^\d\s-])", r"\1 ", bare).strip()
