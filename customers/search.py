"""Finding a customer by any way of writing the name, by address, by number."""

import re
import unicodedata
from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

import jaconv
from django.db.models import Q, QuerySet

from customers.identities import display
from customers.models import Customer, IdentityKind

MATTER = re.compile(r"c[-ー]?(\d{1,18})")
NUMBERISH = re.compile(r"[+\d\s().\-ー‐−–—]+")
NOT_DIGITS = re.compile(r"\D")
LATIN = re.compile(r"[a-zāēīōūâêîôû'\-]+")
MACRONS = str.maketrans("āēīōūâêîôû", "aeiouaeiou")
# One form for kanji that are the same name written by different hands.
VARIANTS = str.maketrans(
    "髙﨑碕邉邊齋齊斎澤廣濱濵嶋嶌櫻國圓惠德曾淵渕塚栁冨眞靜瀨藏龍瀧槇榮與豐繩",
    "高崎崎辺辺斉斉斉沢広浜浜島島桜国円恵徳曽渕渕塚柳富真静瀬蔵竜滝槙栄与豊縄",
)
MOST_TERMS = 6
LONGEST_TERM = 60


def fold(text: str) -> str:
    """One form for full and half width, capitals, hiragana and katakana, and variant kanji."""
    # The replacement first: NFKC would leave the variants, but must not see half a surrogate or a NUL.
    clean = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs", "Cf") or sign.isspace())
    folded = unicodedata.normalize("NFKC", clean).lower().translate(VARIANTS)
    return str(jaconv.kata2hira(folded))


def romaji_key(text: str) -> str:
    """One form for the ways to write Japanese in Latin letters: satou, satoh, satō → sato; sinzyou, shinjo → shinjo."""
    latin = fold(text).translate(MACRONS).replace("'", "").replace("-", "")
    latin = re.sub(r"m(?=[bmp])", "n", latin)
    for kunrei, hepburn in KUNREI:
        latin = re.sub(kunrei, hepburn, latin)
    latin = re.sub(r"oh(?![aeiouy])", "o", latin)
    return re.sub(r"o[ou]+", "o", re.sub(r"u{2,}", "u", latin))


KUNREI = (
    (r"(?<![a-z])hu|(?<=[aeioun])hu", "fu"),
    (r"sy([auo])", r"sh\1"),
    (r"(?<!s)si", "shi"),
    (r"ty([auo])", r"ch\1"),
    (r"ti", "chi"),
    (r"(?<!s)tu", "tsu"),
    (r"[zj]y([auo])", r"j\1"),
    (r"zi|di", "ji"),
    (r"du", "zu"),
)


def pieces(text: str) -> set[str]:
    """Every one- and two-character piece of each word."""
    words = text.split()
    return {word[at : at + size] for word in words for size in (1, 2) for at in range(len(word) - size + 1)}


def index(customer: Customer) -> None:
    """Refresh what a customer is found by; call it after every change of names or identities."""
    write(customer, [(one.kind, one.value, one.display) for one in customer.identities.all()])
    customer.save(update_fields=["search_text", "search_pieces"])


def write(customer: Customer, addresses: Iterable[tuple[str, str, str]]) -> None:
    """What it is found by, written into a record that is yet to be saved. An address: its kind, value and display."""
    words = sorted(_words(customer, addresses))
    customer.search_text = "\n".join(words)
    customer.search_pieces = sorted(pieces(customer.search_text))


def knows(customer: Customer, kind: str, value: str, shown: str) -> bool:
    """Is the record found by this address already? Asked of the row at hand, without a question to the database."""
    words = {word for whole in _address_words(kind, value, shown) for word in whole.split()}
    return words <= set(customer.search_text.split("\n"))


def find[C: QuerySet[Customer]](customers: C, text: str, matters: QuerySet[Any] | None = None) -> C:
    """Those of `customers` whom every word of the text fits. `matters` are those the asker may see: without them
    a matter's number finds nobody."""
    number = matter_number(text)
    if number and matters is not None:
        return customers.filter(pk__in=matters.filter(pk=number).values("customer"))
    return customers.filter(_fits(text))


def matter_number(text: str) -> int | None:
    """1042 for C-1042, c1042, Ｃ－１０４２; a bare number may be part of a phone number."""
    number = MATTER.fullmatch(fold(text).strip())
    return int(number[1]) if number else None


def says(words: str, text: str) -> bool:
    """Does a short text of ours (a command with its reading in kana) fit what was typed, in any script?"""
    folded = fold(words)
    sounded = " ".join(romaji_key(_latin(word)) for word in folded.split())
    return all(term in folded or (LATIN.fullmatch(term) and romaji_key(term) in sounded) for term in _terms(text))


def _words(customer: Customer, addresses: Iterable[tuple[str, str, str]]) -> set[str]:
    family, given = fold(customer.family_name), fold(customer.given_name)
    family_kana, given_kana = fold(customer.family_kana), fold(customer.given_kana)
    roman = [romaji_key(_latin(kana)) for kana in (family_kana, given_kana)]
    words_in_latin = [romaji_key(word) for word in customer.roman.split()]
    words = [family, given, family + given, family_kana, given_kana, family_kana + given_kana]
    words += [*roman, "".join(roman), *words_in_latin, "".join(words_in_latin), fold(customer.company_name)]
    for address in addresses:
        words += _address_words(*address)
    return {word for whole in words for word in whole.split()}


def _latin(kana: str) -> str:
    return str(jaconv.kana2alphabet(kana))


def _address_words(kind: str, value: str, shown: str) -> list[str]:
    if kind == IdentityKind.EMAIL:
        return [fold(value)]
    if kind == IdentityKind.PHONE:
        return [NOT_DIGITS.sub("", value), NOT_DIGITS.sub("", display(kind, value))]
    # A provider's id says nothing to a person; the name shown there does.
    return [] if shown == value else fold(shown).split()


def _fits(text: str) -> Q:
    terms = _terms(text)
    return reduce(and_, (_term_fits(term) for term in terms)) if terms else Q(pk__in=[])


def _terms(text: str) -> list[str]:
    folded = fold(text).strip()
    if NUMBERISH.fullmatch(folded) and len(digits := NOT_DIGITS.sub("", folded)) > 2:
        return [digits[:LONGEST_TERM]]
    return [term[:LONGEST_TERM] for term in folded.split()[:MOST_TERMS]]


def _term_fits(term: str) -> Q:
    forms = {term}
    if LATIN.fullmatch(term):
        forms.add(romaji_key(term))
    if NUMBERISH.fullmatch(term):
        forms.add(NOT_DIGITS.sub("", term))
    # The pieces walk the index; they do not know their order, so that the text is asked again.
    tests = [Q(search_pieces__contains=_pairs(form), search_text__contains=form) for form in forms if form]
    return reduce(or_, tests)


def _pairs(form: str) -> list[str]:
    return sorted({form[at : at + 2] for at in range(len(form) - 1)}) or [form]
