"""One way to write each address, so that the same person is found again however it was typed."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType

from customers.models import Identity, IdentityKind

# Kana keyboards give a long-vowel mark or a wave where a Latin keyboard gives a hyphen.
DASHES = re.compile("[‐‑‒–—―−ー〜~]")
PHONE_SIGNS = re.compile(r"[+\d\s().\-/]+")
JAPAN = 81
# In Japan; elsewhere landlines take SMS often enough. Ranges that were opened lately are unknown to the tables.
TAKE_SMS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UNKNOWN)
LONGEST = 254


class NotAnAddress(ValueError):
    """Its text is a sentence for the person who typed the value."""

    @property
    def sentence(self) -> str:
        return str(self.args[0])


def normalise(kind: str, value: str) -> str:
    """The stored form of a value; raises NotAnAddress with a sentence that tells what to do."""
    text = unicodedata.normalize("NFKC", value).strip()
    if not text:
        raise NotAnAddress(_("Enter an address or a number."))
    if len(text) > LONGEST or any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in text):
        raise NotAnAddress(_("This value is too long or contains characters that cannot be shown."))
    if kind == IdentityKind.EMAIL:
        return _email(text)
    if kind == IdentityKind.PHONE:
        return _phone(text)
    # The ids of providers tell capitals apart and are nobody's handwriting.
    return value.strip()


def display(kind: str, value: str) -> str:
    """A stored value as people write it: national phone numbers in Japan, with the country's code elsewhere."""
    if kind != IdentityKind.PHONE:
        return value
    try:
        number = phonenumbers.parse(value, "JP")
    except phonenumbers.NumberParseException:
        return value
    if number.country_code != JAPAN:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def takes_sms(value: str) -> bool:
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return False
    return number.country_code != JAPAN or phonenumbers.number_type(number) in TAKE_SMS


def once(found: Iterable[Identity]) -> list[Identity]:
    """Each address and account once, as the first of its kind says it, and all browsers as one.

    Every chat site proves an account by itself and holds a row of its own; to a reader that is one account.
    """
    kept: dict[tuple[str, str], Identity] = {}
    for identity in found:
        value = "" if identity.kind == IdentityKind.VISITOR else identity.value
        kept.setdefault((identity.kind, value), identity)
    return list(kept.values())


# One message asks for its sender's address several times, one right after the other.
@lru_cache(maxsize=4)
def _email(text: str) -> str:
    # Heavy; most processes read no address.
    from email_validator import EmailNotValidError, validate_email

    try:
        checked = validate_email(text, check_deliverability=False, allow_display_name=False)
    except EmailNotValidError as error:
        raise NotAnAddress(_("This is not an e-mail address (e.g. hanako@example.com).")) from error
    return checked.normalized.lower()


def _phone(text: str) -> str:
    text = DASHES.sub("-", text)
    if not PHONE_SIGNS.fullmatch(text):
        raise NotAnAddress(_("A phone number has digits only (e.g. 03-1234-5678)."))
    try:
        number = phonenumbers.parse(text, "JP")
    except phonenumbers.NumberParseException as error:
        raise NotAnAddress(_("This is not a phone number (e.g. 03-1234-5678).")) from error
    _check_length(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _check_length(number: phonenumbers.PhoneNumber) -> None:
    """Length only: number ranges are given out faster than their tables are published."""
    digits = len(str(number.national_number))
    reason = phonenumbers.is_possible_number_with_reason(number)
    japanese = number.country_code == JAPAN
    if reason == phonenumbers.ValidationResult.TOO_SHORT or (japanese and digits < 9):
        raise NotAnAddress(_("This phone number is too short (e.g. 03-1234-5678)."))
    if reason == phonenumbers.ValidationResult.TOO_LONG or (japanese and digits > 10):
        raise NotAnAddress(_("This phone number is too long (e.g. 03-1234-5678)."))
    if reason == phonenumbers.ValidationResult.INVALID_COUNTRY_CODE:
        raise NotAnAddress(_("This country code does not exist."))
