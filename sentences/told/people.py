"""Who writes: 「佐藤と申します」, a signature, "My name is…". Never who is written to or about."""

import re
from collections.abc import Iterator

from sentences.expressions import expression
from sentences.told.firms import companies, firm_before
from sentences.told.reading import Reading
from sentences.told.shapes import Found, Knowledge
from sentences.told.surnames import PLACES, SHORT, family_of

KANJI = r"一-鿿々〆ヶ﨑𠀀-𪛟豈-龎\U000e0100-\U000e01ef"
LETTERS = rf"[{KANJI}ァ-ヴーぁ-ん]"
KANJI_NAME = rf"[{KANJI}ァ-ヴー]{{1,6}}(?: ?[{KANJI}ァ-ヴーぁ-ん]{{1,6}})?"
CALLED = expression(
    r"\s?(?:\((?P<kana>[ァ-ヴーぁ-ん \u3000]{2,16})\)\s?)?と(?:申し(?:ます|上げます|まして|ますが)|(?:い"
    r"|言)います|申す)"
)
# 「お名前: サトウ ハナコ」「名前は佐藤です」
LABELLED = expression(
    r"(?:^|(?<=[\n 【\[・■]))(?:お?名前|ご?氏名|ご?芳名|お客様名|ご?契約者名|ご?担当者?名?"
    rf"|name)[】\]]?(?:\s?[:：]\s?|\s+)(?P<n>{LETTERS}{{1,8}}(?: {{1,2}}{LETTERS}{{1,8}})?)(?=\s*(?:$|\n|様"
    r"|\())",
    re.MULTILINE,
)
NAMED = expression(
    rf"(?:名前|氏名|名義|契約者|私|わたし|わたくし|僕)は、?\s?(?P<n>{KANJI_NAME})(?=です|と申|になります"
    r"|でござ|でお願い|と言)"
)
# 「佐藤です。」 where a sentence begins, or after 「…チャットした」「お世話になっております、」
SAID = expression(
    r"(?:^|(?<=[\n。、,!?の ])|(?<=今は)|(?<=名字は)|(?<=私は)|(?<=した)|(?<=いた)|(?<=った)"
    rf"|(?<=んだ))(?P<n>[{KANJI}]{{1,4}}(?: ?(?:[{KANJI}]{{1,3}}"
    r"|[ァ-ヴー]{2,5}|[ぁ-ん]{2,4}?))?)"
    r"\s?(?P<more>\((?:(?P<kana>[ァ-ヴーぁ-ん ]{2,16})|[^()\n]{2,30})\))?(?:です(?!か|よね|って)|でございます"
    r"|と申し|だけど|ですけど|@)"
)
GREETING = expression(
    r"(?:お世話|はじめまして|初めまして|こんにち|こんばん|お疲れ|おはよう|失礼|先ほど|先日|昨日|いつも|した"
    r"|いた|った|ありがとう|御中|担当者様|です|番号|[0-9]{4,})[^\n]{0,24}[\n、。!,\s]*$"
)
NOT_NAME = expression(
    r"[はがをにでとも](?=$)|(?:大丈夫|在宅|希望|本当|結構|無理|不明|同じ|初めて|以上|曜|午前|午後|今日"
    r"|明日|昨日)"
)
OTHERS = expression(
    r"(?:担当|相手|夫|妻|母|父|娘|息子|友人|知人|上司|同僚|店員|祖父|祖母|家族|親|兄|姉|弟|妹|隣)(?:者"
    r"|方)?(?:は|が|の|も)?、?\s?$"
)
AFTER_PLACE = expression(r"[都道府県市区町村駅店色用品様型式製家宅産]|(?:県|市)内")  # 「石川県です」
# 「…ありがとうございます。丹羽。」
LAST_WORD = expression(rf"(?<=[。\n])\s?(?P<n>[{KANJI}]{{2,6}})。?[ \n]{{0,9}}$")
SEPARATOR = expression(r"^\s*(?:[-_=*━―─ー~☆★┏┗]{2,}.*|-- ?)$")
SIGNED = expression(
    rf"^\s*(?:[^\n:@\d]{{0,20}}[部課係室店局長]\s+)?(?P<n>[{KANJI}]{{1,4}}(?: {{0,2}}(?:[{KANJI}]{{1,4}}"
    r"|[ァ-ヴー]{2,6}|[ぁ-ん]{2,5}))?)\s*(?:\([ァ-ヴーぁ-ん ]{2,16}\))?(?:より|拝)?\s*$"
)

CAPITAL = r"[A-ZÀ-Þ][a-zß-ÿ]+(?:['’-][A-Z]?[a-zß-ÿ]+)*"
EN_NAME = rf"{CAPITAL}(?: (?:{CAPITAL}|[A-Z]\.|de|van|von|da|bin)){{0,3}}"
EN_INTRODUCED = expression(
    rf"(?:\b[Mm]y (?:full )?name(?:'s| is)|^[Nn]ame ?:|\n[Nn]ame ?:|[Tt]he name(?:'s| is)) (?P<n>{EN_NAME})"
)
EN_I_AM = expression(rf"\bI(?:'m| am) (?P<n>{EN_NAME})(?=[,.\n!]|$| from | and | with | here)")
EN_THIS_IS = expression(rf"\b[Tt]his is (?P<n>{EN_NAME})(?= (?:from|speaking|here|again|calling|at|with|in)\b|[,.\n])")
LATIN_SAID = expression(rf"(?:^|(?<=[\s、。]))(?P<n>{CAPITAL}(?: {CAPITAL}){{1,2}})(?=です|と申|でござ|といい)")
EN_SPEAKING = expression(rf"(?P<n>{EN_NAME}) speaking\b")
EN_HERE = expression(rf"(?:^|(?<=[.!,\n] )|(?<=\n))(?P<n>{EN_NAME}) (?:here(?=[,.!\n]|$| again)|again(?=[,.!\n]|$))")
EN_SIGNED = expression(
    r"(?:regards|best|wishes|thanks|thank you|cheers|sincerely|yours|truly|love)[,.!]? {0,3}\n{1,3} {0,3}"
    rf"(?-i:(?P<n>{CAPITAL}(?: (?:{CAPITAL}|[A-Z]\.)){{0,2}}))(?= {{0,3}}(?:\n|$))",
    re.IGNORECASE,
)
EN_LAST = expression(rf"\n {{0,3}}\n {{0,3}}(?P<n>{CAPITAL}(?: {CAPITAL}){{0,2}})[ \n]{{0,9}}$")
EN_NOT = expression(
    r"^(?:It|There|Here|That|What|He|She|They|We|You|Sorry|Thanks?|Thank|Regards|Best|Kind|Hello|Hi|Dear|Sent"
    r"|Yes|No|Ok|Okay|Please|Japanese|German"
    r"|French|British|American|Italian|Spanish|Chinese|Indian|Korean|Canadian|Dutch|Australian|Home|Not|Still"
    r"|From|In|At|Very|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|The|My|Your|Our|Cheers"
    r"|Sincerely|Order|Customer|Looking|Also)\b"
)


def found(reading: Reading, known: Knowledge) -> Iterator[Found]:
    """Names and firms of the one who writes."""
    yield from companies(reading)
    if reading.japanese:
        yield from _introduced(reading)
        yield from _said(reading)
        yield from _signed(reading)
    if reading.english:
        yield from _english(reading)


def name_norm(raw: str) -> str:
    """`佐藤　花子様` is 佐藤花子; 髙 stays 髙."""
    name = re.sub(r"\s*\([^)]*\)\s*$", "", raw.strip())
    name = re.sub(r"(?<=.)(?:様|さま|さん|殿|氏|ちゃん|くん)$", "", name)
    return re.sub(r"\s+", " " if name.isascii() or re.search(r"[A-Za-z]", name) else "", name)


def _introduced(reading: Reading) -> Iterator[Found]:
    """「…と申します」 takes any name; it begins after a particle, a mark or a firm."""
    text = reading.cased
    for match in CALLED.finditer(text):
        line = text[max(0, match.start() - 30) : match.start()]
        line = re.split(r"[\n。、,!?:「」()]", line)[-1]
        name = re.split(r"の(?=[^の]+$)|(?<=私)は?|(?<=わたくし)は?|名前は|(?<=[ぁ-ん])は", line)[-1].strip()
        name = firm_before(name)
        if re.fullmatch(
            rf"{LETTERS}{{1,10}}(?: {{0,2}}{LETTERS}{{1,10}})?|[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)?", name
        ) and not NOT_NAME.search(name):
            start = match.start() - len(name) - (len(line) - len(line.rstrip()))
            yield Found("name", start, start + len(name), name_norm(name), 0.95, "name_introduced")
    for shape, rule in ((LABELLED, "name_after_its_label"), (NAMED, "name_named")):
        for match in shape.finditer(text):
            if not NOT_NAME.search(match["n"]):
                yield Found("name", *match.span("n"), name_norm(match["n"]), 0.92, rule)


def _said(reading: Reading) -> Iterator[Found]:
    """「佐藤です」: only a family name that is known as one, and short ones only after a greeting."""
    text = reading.cased
    for match in SAID.finditer(text):
        name, before = match["n"], text[max(0, match.start() - 40) : match.start()]
        family = family_of(name)
        rest = name[len(family) :].strip()
        if (
            OTHERS.search(before)
            or NOT_NAME.search(name)
            or (not family and not match["kana"])
            or len(rest) > 4
            or AFTER_PLACE.fullmatch(rest)
        ):
            continue
        open_to_doubt = not rest and (family in SHORT or family in PLACES)
        if open_to_doubt and not GREETING.search(before):
            continue
        yield Found("name", *match.span("n"), name_norm(name), 0.8 if open_to_doubt else 0.9, "name_said")


def _signed(reading: Reading) -> Iterator[Found]:
    """A line of its own at the end, or under a separator, that begins with a family name."""
    last_word = LAST_WORD.search(reading.cased)
    if last_word and family_of(last_word["n"]) and family_of(last_word["n"]) not in PLACES | SHORT:
        yield Found("name", *last_word.span("n"), name_norm(last_word["n"]), 0.8, "name_signed")
    lines = list(re.finditer(r"[^\n]+", reading.cased))
    if len(lines) < 2:
        return
    under = next((place for place, line in enumerate(lines) if place and SEPARATOR.match(line.group())), None)
    last = range(under + 1, min(len(lines), under + 5)) if under is not None else range(len(lines) - 1, len(lines))
    for place in last:
        match = SIGNED.match(lines[place].group())
        if match and family_of(match["n"]):
            start = lines[place].start() + match.start("n")
            yield Found("name", start, start + len(match["n"]), name_norm(match["n"]), 0.85, "name_signed")


def _english(reading: Reading) -> Iterator[Found]:
    for shape, confidence, rule in (
        (EN_INTRODUCED, 0.95, "name_introduced_in_english"),
        (EN_THIS_IS, 0.9, "name_introduced_in_english"),
        (EN_I_AM, 0.88, "name_introduced_in_english"),
        (EN_HERE, 0.88, "name_introduced_in_english"),
        (EN_SPEAKING, 0.9, "name_introduced_in_english"),
        (LATIN_SAID, 0.85, "name_said"),
        (EN_SIGNED, 0.85, "name_signed_in_english"),
        (EN_LAST, 0.8, "name_signed_in_english"),
    ):
        for match in shape.finditer(reading.cased):
            if not EN_NOT.match(match["n"]):
                yield Found("name", *match.span("n"), name_norm(match["n"]), confidence, rule)
