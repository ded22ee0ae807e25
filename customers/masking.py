"""What is not shown at a glance: phone numbers, mail addresses and postal addresses, until somebody looks and it is
written down that they did."""

import re

from customers.models import Customer, Identity, IdentityKind

MASKED_KINDS = frozenset({IdentityKind.EMAIL, IdentityKind.PHONE})
MASKED_FIELDS = frozenset({"address", "postal_code"})
# Keys of facts that say the same, each as what it is masked.
MASKED_FACTS = {
    "phone": IdentityKind.PHONE,
    "contact_phone": IdentityKind.PHONE,
    "email": IdentityKind.EMAIL,
    "work_email": IdentityKind.EMAIL,
    "address": "address",
}
DIGIT = re.compile(r"\d")
FIRST_NUMBER = re.compile(r"[\d０-９一二三四五六七八九十]+(?:丁目|番|[-－ー])")


def masked(kind: str, value: str) -> str:
    if kind == IdentityKind.PHONE:
        return phone(value)
    if kind == IdentityKind.EMAIL:
        return email(value)
    return address(value) if value and kind in MASKED_FIELDS else value


def phone(value: str) -> str:
    """090-****-5678: the last four digits stay, and the first group where a rest is hidden between them."""
    digits = len(DIGIT.findall(value))
    first = len(re.match(r"\D*\d*", value)[0]) if digits >= 8 else 0  # type: ignore[index]  # it fits the empty string too
    first = min(first, 3) if "-" not in value and " " not in value else first
    seen, shown = 0, []
    for at, sign in enumerate(value):
        is_digit = sign.isdigit()
        seen += is_digit
        hidden = is_digit and at >= first and seen <= digits - 4
        shown.append("*" if hidden else sign)
    return "".join(shown)


def email(value: str) -> str:
    """h***@mail.example: the first sign and the house."""
    name, at, house = value.rpartition("@")
    return f"{name[:1]}***{at}{house}" if at else "***"


def address(value: str) -> str:
    """The town, not the house: 名古屋市中区栄 3-**; a postal code keeps its first half."""
    if re.fullmatch(r"\d{3}-?\d{4}", value):
        return f"{value[:3]}-****"
    number = FIRST_NUMBER.search(value) or DIGIT.search(value)
    return f"{value[: number.end()]}**" if number else f"{value[:6]}**"


def of_fact(key: str, value: str) -> str:
    return masked(MASKED_FACTS[key], value) if key in MASKED_FACTS else value


def of_identity(identity: Identity) -> str:
    """What a page shows of it at first."""
    return masked(identity.kind, identity.address)


def is_masked(identity: Identity) -> bool:
    return identity.kind in MASKED_KINDS and of_identity(identity) != identity.address


def of_field(customer: Customer, field: str) -> str:
    return masked(field, getattr(customer, field))
