"""What nobody may keep: card numbers, their security codes, My Number and passwords, masked before anything is stored.

Detection reads the text as its digits (any script, any width, invisible signs left out) while the text itself stays
as it was written: only the digits of a hit are replaced. Two ordinary numbers must survive: orders of 16 digits, which
fail the card checks, and parcel numbers of 12 digits, which the words before them tell from a My Number.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

MASK = "•"

# Between the digits of one number: blanks, full stops, and all that people take for a hyphen.
_GAP = r"[ \t\n.\-‐-―−ー〜~_/|,]{0,3}"
_RUN = re.compile(rf"\d(?:{_GAP}\d)*")
_GROUP = re.compile(r"\d+")

_CARD = re.compile(
    r"(?:4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|35(?:2[89]|[3-8]\d)\d{12,15}"  # JCB
    r"|3(?:0[0-5]\d|095|[689]\d{2})\d{10,15}"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d{2}|62\d{2})\d{12,15}"  # Discover, UnionPay
    r"|(?:50(?:18|20|38)|5893|6304|6759|676[1-3])\d{9,15})"  # Maestro
)
_CARD_DIGITS = range(13, 20)
# Those of a My Number; what is shorter is nothing that is looked for by its digits.
FEWEST_DIGITS = 12
_CODE = re.compile(
    r"(?:(?<![a-z])C[VSI][VCD]\d?(?![a-z])|security\s*code|セキュリティ[ー]?[\s・]*コード|カード裏面)\D{0,12}(?P<secret>\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_PASSWORD = re.compile(
    r"(?:password|passwd|passcode|パスワード|暗証番号)\s*(?:[:=]\s*(?P<secret>[!-~]{4,})"
    r"|(?:は|が|\bis\b)\s*[「\"']?(?P<other>(?=[!-~]*\d)[!-~]{4,}))",
    re.IGNORECASE,
)
_MY_NUMBER_WORDS = re.compile(r"マイナンバー|個人番号|my\s*number", re.IGNORECASE)
_PARCEL_WORDS = re.compile(
    r"伝票|送り状|追跡|荷物|配送|問い?合わ?せ番号|注文|受付番号|tracking|parcel|order|電話|tel", re.IGNORECASE
)
_WORDS_BEFORE = 24
_WORTH_READING = re.compile(r"password|passwd|passcode|パスワード|暗証番号", re.IGNORECASE)


_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Plain:
    """The text as it is read: one sign each, with its place in the original."""

    text: str
    places: Sequence[int]


class Pieces(dict[str, str]):
    """What each sign reads as, looked up in the Unicode tables once in the life of a process."""

    def __missing__(self, sign: str) -> str:
        digit = unicodedata.digit(sign, None)
        plain = unicodedata.normalize("NFKC", sign) if digit is None else str(digit)
        self[sign] = "" if unicodedata.category(sign) == "Cf" else plain
        return self[sign]


PIECES = Pieces()


def redact(text: str) -> str:
    """The same text with card numbers (but their last four digits), codes, My Number and passwords masked."""
    plain = read(text)
    if not _DIGIT.search(plain.text) and not _WORTH_READING.search(plain.text):
        return text
    signs = list(text)
    for at in sorted(set(hits(plain.text))):
        signs[plain.places[at]] = MASK
    return "".join(signs)


def read(text: str) -> Plain:
    if text.isascii():
        return Plain(text, range(len(text)))
    pieces = [PIECES[sign] for sign in text]
    plain = "".join(pieces)
    if all(map(len, pieces)) and len(plain) == len(text):
        return Plain(plain, range(len(text)))
    return Plain(plain, [place for place, piece in enumerate(pieces) for _sign in piece])


def hits(text: str) -> Iterator[int]:
    for run in _RUN.finditer(text):
        if len(run.group()) < FEWEST_DIGITS:
            continue
        groups = [(run.start() + group.start(), group.group()) for group in _GROUP.finditer(run.group())]
        yield from cards(text, groups)
        yield from my_numbers(text, groups)
    for code in _CODE.finditer(text):
        yield from range(*code.span("secret"))
    for password in _PASSWORD.finditer(text):
        yield from range(*password.span("secret" if password["secret"] else "other"))


def cards(text: str, groups: list[tuple[int, str]]) -> Iterator[int]:
    """Card numbers begin and end with a group of digits, so that a date or amount beside one does not hide it."""
    digits, places = "".join(group for _, group in groups), places_of(groups)
    starts = list(accumulate((len(group) for _, group in groups), initial=0))
    ends, sums = set(starts), checksums(digits)
    for start in starts[:-1]:
        for end in range(start + _CARD_DIGITS.start, min(start + _CARD_DIGITS.stop, len(digits) + 1)):
            if end not in ends or (sums[end % 2][end] - sums[end % 2][start]) % 10:
                continue
            if _CARD.fullmatch(digits, start, end) and not_a_list(text, places[start:end]):
                yield from places[start : end - 4]


def checksums(digits: str) -> tuple[list[int], list[int]]:
    """Luhn's sum of any stretch is a difference of two entries: of the first list for an even end, else the second."""
    values = [int(digit) for digit in digits]
    doubled = [sum(divmod(2 * value, 10)) for value in values]
    even = (doubled[place] if place % 2 == 0 else value for place, value in enumerate(values))
    odd = (doubled[place] if place % 2 == 1 else value for place, value in enumerate(values))
    return list(accumulate(even, initial=0)), list(accumulate(odd, initial=0))


def not_a_list(text: str, places: list[int]) -> bool:
    """Over two lines only where it is written as on the card: else two numbers in a list would make one."""
    written = text[places[0] : places[-1] + 1]
    return "\n" not in written or {len(group) for group in _GROUP.findall(written)} == {4}


def my_numbers(text: str, groups: list[tuple[int, str]]) -> Iterator[int]:
    number = "".join(digits for _, digits in groups)
    before = text[max(0, groups[0][0] - _WORDS_BEFORE) : groups[0][0]]
    if len(number) == FEWEST_DIGITS and checks_as_my_number(number) and not is_something_else(before):
        yield from places_of(groups)


def is_something_else(before: str) -> bool:
    """A telephone number with its country, or a number that the words before it name."""
    if _MY_NUMBER_WORDS.search(before):
        return False
    return before.endswith("+") or _PARCEL_WORDS.search(before) is not None


def checks_as_my_number(number: str) -> bool:
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11
    return int(number[-1]) == (0 if rest <= 1 else 11 - rest)


def places_of(groups: list[tuple[int, str]]) -> list[int]:
    return [start + step for start, digits in groups for step in range(len(digits))]
