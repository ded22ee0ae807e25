"""From, To and their kin: mailboxes out of whatever was written there. What is no address is kept as a name."""

import re
from collections.abc import Iterable, Iterator

from channels_ingest.mail import words
from channels_ingest.mail.limits import ADDRESSES, VALUE_BYTES
from conversations.envelopes import Address

# An encoded word is one token: a comma or a colon within it is a letter of the name.
_TOKEN = re.compile(
    r"(?P<word>=\?[^?\s=]{1,40}\?[bBqQ]\?[^?]{0,2000}\?=)"
    r"|(?P<quoted>\"(?:[^\"\\]|\\.){0,2000}\")|(?P<angle><[^<>]{0,1000}>)"
    r"|(?P<open>\()|(?P<close>\))|(?P<comma>[,;])|(?P<group>:)|(?P<text>[^\s\",;:()<>=]+|=|.)|(?P<blank>\s+)",
    re.DOTALL,
)
_LOCAL = r"[^\s<>@,;:()\"\[\]]"
_ADDRESS = re.compile(rf"{_LOCAL}{{1,255}}@(?:{_LOCAL}{{1,255}}|\[[^\s\[\]<>]{{1,60}}\])")
_QUOTED_LOCAL = re.compile(rf"\"[^\"]{{1,255}}\"@{_LOCAL}{{1,255}}")
# `=?utf-8?B?…?=` around the whole, address and all.
_PACKED = re.compile(rf"([^<>]{{0,300}})<({_LOCAL}{{1,255}}@{_LOCAL}{{1,255}})>")
type Token = tuple[str, str]  # kind and text
LONGEST_NAME = 300
LONGEST_ADDRESS = 600


def addresses(value: str, hints: Iterable[str] = ()) -> tuple[Address, ...]:
    found = (mailbox(tokens, hints) for tokens in boxes(value[:VALUE_BYTES]))
    return tuple(one for one in found if one is not None)[:ADDRESSES]


def boxes(value: str) -> Iterator[list[Token]]:
    """The tokens of each mailbox. A group is its members; the words before the colon are its name."""
    tokens: list[Token] = []
    depth, has_address = 0, False
    for found in _TOKEN.finditer(value):
        kind, text = str(found.lastgroup), found[0]
        depth = max(0, depth + (kind == "open") - (kind == "close"))
        if depth or kind == "close":
            if kind not in ("open", "close") or depth > 1:
                tokens.append(("comment", text))
        elif kind == "comma" and (has_address or text == ";"):
            yield tokens
            tokens, has_address = [], False
        elif kind == "group" and not has_address:
            tokens = []
        elif kind != "comma" or tokens:  # `Smith, John <j@x>`: the quotes around the name were forgotten
            tokens.append((kind, text))
            has_address = has_address or kind == "angle" or "@" in text
    yield tokens


def mailbox(tokens: list[Token], hints: Iterable[str]) -> Address | None:
    angles = [text[1:-1] for kind, text in tokens if kind == "angle" and text != "<>"]
    outside = "".join(text for kind, text in tokens if kind not in ("angle", "comment"))
    comment = "".join(text for kind, text in tokens if kind == "comment")
    written = next((one for one in angles if "@" in one), "")
    if written:
        bare = words.decoded("".join(written.split()), hints)
        return Address(shown(outside, hints) or shown(comment, hints), address_in(bare) or bare[:LONGEST_ADDRESS])
    plain = words.decoded(outside, hints)
    if packed := _PACKED.fullmatch(plain):
        return Address(shown(packed[1], hints), packed[2])
    found = address_in(plain)
    if found.startswith('"') and plain.count("<") != plain.count(">"):
        return Address(shown(plain, hints), plain[:LONGEST_ADDRESS])
    if found and not (rest := plain.replace(found, "", 1).strip(" <>[]\"'")):
        return Address(shown(comment, hints), found)
    if found and not plain.rstrip().endswith(">"):
        return Address(shown(rest, hints) or shown(comment, hints), found)
    name = shown(" ".join((outside, *angles)), hints) or shown(comment, hints)
    return Address(name, plain.strip()[:LONGEST_ADDRESS] if "@" in plain else "") if name else None


def address_in(text: str) -> str:
    found = (_QUOTED_LOCAL.search(text) or _ADDRESS.search(text)) if "@" in text else None
    return found[0].strip("'").removeprefix("mailto:") if found else ""


def shown(text: str, hints: Iterable[str]) -> str:
    """A name without the quotes that carried it."""
    text = re.sub(r"\\(.)", r"\1", text)
    name = " ".join(words.decoded(text, hints).replace('"', "").split())[:LONGEST_NAME]
    return name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] == "'" else name
