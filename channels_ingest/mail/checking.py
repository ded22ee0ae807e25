"""Mails beside the fields that a reader of them is known to find (.yml): where do we read them differently?"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from channels_ingest.mail import addresses, charsets, html, params
from channels_ingest.mail.reading import Mail, Part, TooMuch, read

MAILS = ("*.box", "*.eml")
# Fields that the other reader got wrong: (name of the mail, field) and why.
NO_TARGET = {
    ("mail046", "from"): "the yml has the GBK name read as ISO-8859-2",
    ("mail072", "body"): "the yml has windows-1258 read as ISO-8859-2",
}
# That reader's words for a letter without any.
EMPTY = "no visible content"


@dataclass(frozen=True)
class Field:
    mail: str
    name: str
    expected: str
    found: str

    @property
    def agrees(self) -> bool:
        return self.expected == self.found

    @property
    def excuse(self) -> str:
        return NO_TARGET.get((self.mail, self.name), "")


class _Loader(yaml.SafeLoader):
    """Tags of Ruby's own classes say nothing to us: below them lie plain maps, lists and strings."""


def _untagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    text = str(loader.construct_scalar(node)) if isinstance(node, yaml.ScalarNode) else ""
    return base64.b64decode(text) if suffix == "binary" else text


_Loader.add_multi_constructor("!", _untagged)


def mails(folder: Path) -> list[tuple[Path, Path]]:
    found = sorted(path for pattern in MAILS for path in folder.rglob(pattern))
    return [(path, path.with_suffix(".yml")) for path in found if path.with_suffix(".yml").is_file()]


def fields(path: Path, beside: Path) -> Iterator[Field]:
    try:
        told = yaml.load(beside.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 a SafeLoader of ours
    except (yaml.YAMLError, UnicodeDecodeError, binascii.Error) as error:
        yield Field(path.stem, "yml", "readable", type(error).__name__)
        return
    try:
        mail = read(path.read_bytes())
    except TooMuch as error:
        yield Field(path.stem, "mail", "read", error.code)
        return
    for name, expected, found in compared(told if isinstance(told, dict) else {}, mail):
        yield Field(path.stem, name, expected, found)


def compared(told: dict[str, Any], mail: Mail) -> Iterator[tuple[str, str, str]]:
    if told.get("from") or told.get("from_email"):
        yield "from", expected_sender(told), sender(mail)
    if "subject" in told:
        yield "subject", plain(told["subject"]), plain(mail.subject)
    if "body" in told:
        yield "body", expected_body(told), body(told, mail)
    if isinstance(told.get("attachments"), list):
        yield from files([one for one in told["attachments"] if is_file(one)], mail)


def expected_sender(told: dict[str, Any]) -> str:
    if "from_email" in told:
        return f"{plain(told.get('from_display_name'))} <{plain(told['from_email']).casefold()}>"
    first = next(iter(addresses.addresses(str(told["from"]))), None)
    return f"{first.name} <{first.address.casefold()}>" if first else plain(told["from"])


def sender(mail: Mail) -> str:
    return f"{plain(mail.sender.name)} <{mail.sender.address.casefold()}>" if mail.sender else ""


def is_html(told: dict[str, Any]) -> bool:
    return "html" in str(told.get("content_type", ""))


def expected_body(told: dict[str, Any]) -> str:
    written = str(told["body"] or "")
    text = html.to_text(written, links=False) if is_html(told) else written
    return "" if plain(text) == EMPTY else plain(text)


def body(told: dict[str, Any], mail: Mail) -> str:
    return plain(html.to_text(mail.html, links=False) if is_html(told) and mail.html else mail.text)


def is_file(told: Any) -> bool:
    """That reader also files the HTML it found, under a name of its own; we have it as the mail's `html`."""
    return isinstance(told, dict) and not (told.get("preferences") or {}).get("original-format")


def files(told: list[dict[str, Any]], mail: Mail) -> Iterator[tuple[str, str, str]]:
    """What lies within a nested mail is ours alone: that reader does not open them."""
    left = [part for part in mail.parts if not part.within]
    for number, one in enumerate(told, 1):
        part = counterpart(one, left)
        if part in left:
            left.remove(part)
        data, content = contents(one.get("data"), part)
        yield f"attachment {number} name", plain(one.get("filename")), plain(part.name if part else "")
        yield f"attachment {number} type", kind(one), part.content_type if part else ""
        yield f"attachment {number} bytes", data, content
    yield "other attachments", "", ", ".join(part.name for part in left)


def counterpart(told: dict[str, Any], parts: list[Part]) -> Part | None:
    named = (part for part in parts if plain(part.name) == plain(told.get("filename")))
    return next(named, None) or next(
        (part for part in parts if part.content_type == kind(told)), next(iter(parts), None)
    )


def kind(told: dict[str, Any]) -> str:
    headers = told.get("preferences") or {}
    return params.full_type(str(headers.get("Mime-Type") or headers.get("Content-Type") or ""))


def contents(data: Any, part: Part | None) -> tuple[str, str]:
    """As hexadecimal digits where they differ. Line ends of text are the yml's own."""
    expected = data if isinstance(data, bytes) else str(data or "").encode("utf-8", "surrogateescape")
    found = part.content if part else b""
    if lines(expected) == lines(found) or (
        part and expected.decode("utf-8", "replace").split() == decoded(part).split()
    ):
        return "", ""
    return f"{len(expected)} bytes {expected[:24].hex()}", f"{len(found)} bytes {found[:24].hex()}"


def decoded(part: Part) -> str:
    return charsets.decode(part.content)[0] if part.content_type.startswith("text/") else ""


def lines(content: bytes) -> bytes:
    return re.sub(rb"\r\n?", b"\n", content).strip()


def plain(value: object) -> str:
    """One form of each letter, one blank between words."""
    return " ".join(unicodedata.normalize("NFC", str(value if value is not None else "")).split())
