"""The files of a mail, and what of them must not come in."""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace

from channels_ingest.mail import names
from channels_ingest.mail.limits import ZIP_BYTES, ZIP_ENTRIES, ZIP_HARMLESS, ZIP_RATIO, TooMuch
from channels_ingest.mail.structure import Node
from channels_ingest.mail.transfer import from_uu

_UU = re.compile(r"^begin [0-7]{3,4} (\S[^\n]{0,200})\n((?:[ -`]{1,62}\n)*?)(?:`\n)?end[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """`inline`: the letter shows it in its place (cid). `within`: the name of the nested mail it came in."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False
    within: str = ""


def part_of(node: Node, hints: Iterable[str], within: str = "") -> Part:
    content = node.content
    refuse_bomb(content)
    content_id = "".join(node.value("Content-ID").split()).strip("<>")
    return Part(names.name_of(node, hints), node.kind, content, content_id, within=within)


def refuse_bomb(content: bytes) -> None:
    """Only an archive's table of contents is read; nothing is ever unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        return
    if content.count(b"PK\x01\x02") > ZIP_ENTRIES:
        raise TooMuch("zip")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = sum(entry.file_size for entry in archive.infolist())
    except Exception:
        return
    if listed > ZIP_BYTES or listed > max(ZIP_HARMLESS, len(content) * ZIP_RATIO):
        raise TooMuch("zip")


def told_apart(parts: Iterable[Part], html: str) -> tuple[Part, ...]:
    kept: list[Part] = []
    html = html.lower()
    for part in parts:
        name = names.apart(part.name, (one.name for one in kept))
        shown = bool(part.content_id) and f"cid:{part.content_id}".lower() in html
        kept.append(replace(part, name=name, inline=shown))
    return tuple(kept)


def uuencoded(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Files that old programs write into the text itself."""
    found = [(one[1].strip(), from_uu(one[2].encode("ascii", "replace"))) for one in _UU.finditer(text)]
    return (_UU.sub("", text), found) if found else (text, [])
