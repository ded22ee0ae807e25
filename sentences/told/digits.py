"""Numbers as they are written: 一二三, 一万五千, 3千, １，２３４."""

import re

from sentences.expressions import expression

DIGIT = {letter: value for value, letter in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0, "両": 2}
UNIT = {"十": 10, "百": 100, "千": 1000}
KANJI = "〇○零一二三四五六七八九十百千万"
WRITTEN = rf"[\d{KANJI}][\d,{KANJI}]{{0,20}}"
PLAIN = expression(r"[〇○零一二三四五六七八九]+")


def whole(written: str) -> int | None:
    """`一万五千` is 15000, `二〇二六` is 2026, `1万5千` is 15000; None where it is no number."""
    bare = written.replace(",", "")
    if PLAIN.fullmatch(bare):
        return int("".join(str(DIGIT[letter]) for letter in bare))
    if re.fullmatch(r"\d{1,12}", bare):
        return int(bare)
    return _counted(bare)


def _counted(bare: str) -> int | None:
    """By units: every 十百千 takes the number before it, 万 takes all before it."""
    total, group, current = 0, 0, -1
    for part in re.findall(rf"\d+|[{KANJI}]", bare):
        if part.isdecimal():
            current = int(part)
        elif part in DIGIT:
            current = DIGIT[part]
        elif part in UNIT:
            group, current = group + max(current, 1 if current < 0 else current) * UNIT[part], -1
        else:
            total, group, current = (group + max(current, 0) or 1) * 10000, 0, -1
    if not re.fullmatch(rf"(?:\d+|[{KANJI}])+", bare) or len(bare) > 16:
        return None
    return total + group + max(current, 0)
