"""How the headers of our mails are written: what every mail program reads, and nothing that could be a second header.

The library folds ids and addresses of some lengths into words that no program understands, so those are written here.
"""

import re
import unicodedata
from collections.abc import Callable
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any

from channels_ingest.origins import in_ascii

# RFC 2047 allows 75 characters for an encoded word, and 76 for its line.
LINE = 76
_QUOTED = str.maketrans({"\\": r"\\", '"': r"\""})
_ATOM = frozenset("!#$%&'*+-/=?^_`{|}~ ")


def line(text: str) -> str:
    """One line of signs that can be seen: no line break, no control, no half of a pair, in whatever disguise. Blanks
    become one, except the wide one between Japanese names."""
    blank = ("Cc", "Zl", "Zp", "Zs", "Cs")
    seen = "".join(" " if unicodedata.category(sign) in blank and sign != "\u3000" else sign for sign in text)
    return re.sub(" +", " ", seen).strip()


def reachable(address: str) -> str:
    """The domain as the net knows it."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{in_ascii(domain) or domain}"
    except UnicodeError:
        return address


def words(text: str, used: int = 0) -> str:
    """As it is where that is safe; else encoded words, none of which breaks a letter in two."""
    if text.isascii() and "=?" not in text and used + len(text) <= LINE:
        return text
    return Header(text, "utf-8", maxlinelen=LINE, header_name="x" * used).encode(linesep="\r\n")


def subject(value: Any) -> str:
    return words(str(value), len("Subject: "))


def addresses(value: Any) -> str:
    return ",\r\n ".join(named(one) for one in value.addresses)


def named(one: Address) -> str:
    bare = f"<{one.addr_spec}>"
    if not one.display_name:
        return one.addr_spec
    return f"{phrase(one.display_name)} {bare}"


def phrase(name: str) -> str:
    if not name.isascii() or "=?" in name:
        return words(name, len("Reply-To: "))
    plain = all(sign.isalnum() or sign in _ATOM for sign in name)
    return name if plain else f'"{name.translate(_QUOTED)}"'


def ids(value: Any) -> str:
    return "\r\n ".join(str(value).split())


SHAPES: dict[str, Callable[[Any], str]] = {
    "subject": subject,
    **dict.fromkeys(("from", "to", "cc", "reply-to"), addresses),
    **dict.fromkeys(("message-id", "in-reply-to", "references", "list-unsubscribe", "x-omnidesk-loop"), ids),
}


class Posted(EmailPolicy):
    def fold(self, name: str, value: Any) -> str:
        shape = SHAPES.get(name.lower())
        return (
            f"{name}: {shape(value)}".replace("\r\n", self.linesep) + self.linesep
            if shape
            else super().fold(name, value)
        )

    def fold_binary(self, name: str, value: Any) -> bytes:
        # Letters beyond ASCII are left only in an address that the server has agreed to (SMTPUTF8).
        return self.fold(name, value).encode() if name.lower() in SHAPES else super().fold_binary(name, value)


POSTED = Posted(linesep="\r\n", cte_type="7bit", max_line_length=LINE)
