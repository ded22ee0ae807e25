"""From the From header to a person: an address that can be answered, and a name in its parts."""

import re
from dataclasses import dataclass

from conversations.envelopes import Address
from customers.identities import LONGEST, NotAnAddress, normalise
from customers.models import IdentityKind

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_PLAIN = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*")
LONGEST_NAME = 60


@dataclass(frozen=True)
class Person:
    address: str
    shown: str
    family_name: str = ""
    given_name: str = ""
    # False = the From held no address: the mail is kept, and cannot be answered.
    is_reachable: bool = True


def person(sender: Address | None, fallback: str) -> Person:
    written = sender or Address("", "")
    family, given = parts(written.name)
    address = answerable(written.address)
    if not address:
        shown = (written.address or written.name or "?")[:254]
        return Person(f"{fallback[:40]}@unknown.invalid", shown, family or shown[:LONGEST_NAME], given, False)
    return Person(address, address, family or address.partition("@")[0][:LONGEST_NAME], given)


def answerable(address: str) -> str:
    """Names inside a company (user@mail.local) are refused where people type them, and answered where one wrote."""
    try:
        return normalise(IdentityKind.EMAIL, address)
    except NotAnAddress:
        plain = address.strip().casefold()
        return plain if _PLAIN.fullmatch(plain) and len(plain) <= LONGEST else ""


def parts(name: str) -> tuple[str, str]:
    """(family, given). In East Asian writing the family comes first; elsewhere last, unless a comma says otherwise."""
    words = name.replace("\u3000", " ").strip().strip("'\"").split()
    if len(words) < 2:
        return " ".join(words)[:LONGEST_NAME], ""
    if _CJK.search(name):
        return words[0][:LONGEST_NAME], " ".join(words[1:])[:LONGEST_NAME]
    if words[0].endswith(","):
        return words[0].rstrip(",")[:LONGEST_NAME], " ".join(words[1:])[:LONGEST_NAME]
    return words[-1][:LONGEST_NAME], " ".join(words[:-1])[:LONGEST_NAME]
