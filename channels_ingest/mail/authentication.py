"""Does the mailbox's own server vouch for the From? By its Authentication-Results (RFC 8601), and by nothing else.

Anyone can write such a header. Believed is only the top-most one that bears the server's own name, and only while
nothing but that server's own hops (or nameless inner ones) stand above it; the rest came with the mail.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from enum import Enum
from functools import cache

from publicsuffixlist import PublicSuffixList

from channels_ingest.mail.addresses import addresses
from channels_ingest.mail.limits import VALUE_BYTES
from channels_ingest.mail.reading import Mail

_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
_METHOD = re.compile(r"\s*([a-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*([a-z0-9_-]+)(?=\s|$)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z0-9-]+\.[a-z0-9_-]+)\s*=\s*(\S+)", re.IGNORECASE)
_BY = re.compile(r"\bby\s+([^\s;()]+)", re.IGNORECASE)
_ONE_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class Verdict(Enum):
    PASSED = "passed"
    FAILED = "failed"
    NONE = "none"


@dataclass(frozen=True)
class Headed:
    """The head of a mail whose rest cannot be read."""

    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Result:
    method: str
    result: str
    properties: dict[str, str]


def assured(mail: Mail | Headed, authserv_id: str) -> Verdict:
    value = trusted(mail, authserv_id.strip().lower()) if authserv_id.strip() else None
    domain = from_domain(mail) if value is not None else ""
    if not domain or value is None:
        return Verdict.NONE
    results = list(parsed(value))
    if any(one.method == "dmarc" and one.result == "fail" for one in results):
        return Verdict.FAILED
    if any(vouches(one, domain) for one in results):
        return Verdict.PASSED
    denied = any(one.method == "spf" and one.result == "fail" and aligned(mail_from(one), domain) for one in results)
    return Verdict.FAILED if denied else Verdict.NONE


def from_domain(mail: Mail | Headed) -> str:
    """Of the one address in the one From; whatever two readers could read differently names nobody."""
    written = [value for name, value in mail.headers if name.lower() == "from"]
    found = addresses(written[0]) if len(written) == 1 else ()
    if len(found) != 1 or read_otherwise(written[0]) != [found[0].address]:
        return ""
    return domain_of(found[0].address) if _ONE_ADDRESS.fullmatch(found[0].address) else ""


def read_otherwise(value: str) -> list[str]:
    """The same header by the library's own grammar: a second opinion."""
    try:
        return [one.addr_spec for one in policy.default.header_factory("From", value).addresses]
    except Exception:  # what breaks it is no plain address
        return []


def trusted(mail: Mail | Headed, authserv_id: str) -> str | None:
    """The top-most result of that server, unless a stranger's hop stands above it."""
    for name, value in mail.headers:
        if name.lower() == "received" and not is_inner_hop(value, authserv_id):
            return None
        if name.lower() == "authentication-results":
            text = without_comments(value)
            words = text.partition(";")[0].replace('"', "").split()
            if words and words[0].lower() == authserv_id:
                return text
    return None


def is_inner_hop(received: str, authserv_id: str) -> bool:
    found = _BY.search(without_comments(received))
    host = found[1].strip("[]").lower().rstrip(".") if found else ""
    return (
        "." not in host
        or is_ip(host)
        or host.endswith((".local", ".internal", ".localdomain", ".lan"))
        or aligned(host, authserv_id)
    )


def is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def without_comments(value: str) -> str:
    """Innermost first; a comment that never ends swallows the rest."""
    value = " ".join(value[:VALUE_BYTES].split())
    # A quoted string is one value even when it holds a bracket or a semicolon.
    value = _QUOTED.sub(lambda found: re.sub(r"[();=\s]", "_", found[1]), value)
    for _depth in range(8):
        value, count = _COMMENT.subn(" ", value)
        if not count:
            break
    return value.partition("(")[0]


def parsed(text: str) -> Iterator[Result]:
    for part in text.split(";")[1:]:
        found = _METHOD.match(part)
        if found:
            properties = {name.lower(): value for name, value in _PROPERTY.findall(part[found.end() :])}
            yield Result(found[1].lower(), found[2].lower(), properties)


def vouches(one: Result, domain: str) -> bool:
    if one.result != "pass":
        return False
    if one.method == "dmarc":
        return domain_of(one.properties.get("header.from", "")) == domain
    if one.method == "dkim":
        signed = one.properties.get("header.d") or one.properties.get("header.i", "")
        return aligned(domain_of(signed), domain)
    return one.method == "spf" and aligned(mail_from(one), domain)


def mail_from(one: Result) -> str:
    return domain_of(one.properties.get("smtp.mailfrom") or one.properties.get("smtp.mail", ""))


def domain_of(address: str) -> str:
    domain = address.rpartition("@")[2].strip("<>,\"'").lower().rstrip(".")
    try:
        return domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        return ""


def aligned(first: str, second: str) -> bool:
    """The same organisation: equal, or below the same registered domain."""
    if not first or not second:
        return False
    if first == second:
        return True
    organisation = suffixes().privatesuffix(first)
    return organisation is not None and organisation == suffixes().privatesuffix(second)


@cache
def suffixes() -> PublicSuffixList:
    return PublicSuffixList()
