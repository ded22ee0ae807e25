"""The name of an attachment: as given, else after what it is."""

import mimetypes
import re
from collections.abc import Iterable

from channels_ingest.mail import params, words
from channels_ingest.mail.structure import MESSAGES, Node

# Read as the kind of thing they are by people who know no content types.
_PLAIN = {
    "message/delivery-status": ("delivery-status", ".txt"),
    "message/disposition-notification": ("read-receipt", ".txt"),
    "text/rfc822-headers": ("headers", ".txt"),
    "text/plain": ("document", ".txt"),
    "text/html": ("document", ".html"),
    "text/calendar": ("calendar", ".ics"),
    "image/jpeg": ("image", ".jpg"),
    "image/jpg": ("image", ".jpg"),
    "image/png": ("image", ".png"),
    "image/gif": ("image", ".gif"),
    "video/quicktime": ("video", ".mov"),
}
# Anything may be in them: an ending would say more than is known.
_NO_ENDING = ("application/octet-stream", "application/pgp-encrypted")
_WITH_ENDING = re.compile(r"(.+\.[A-Za-z0-9]{2,5})(?:@.*)?")
_CONTROL = re.compile("[\x00-\x1f\x7f]+")
LONGEST = 255


def name_of(node: Node, hints: Iterable[str]) -> str:
    written = given(node, hints) or described(node, hints)
    return _CONTROL.sub("", written).strip()[:LONGEST] or "file"


def given(node: Node, hints: Iterable[str]) -> str:
    """What the sender named it."""
    disposition = params.params(node.value("Content-Disposition"), hints)
    names = (
        disposition.get("filename"),
        disposition.get("name"),
        node.options.get("name"),
        node.options.get("filename"),
    )
    return next((name for name in names if name and name.strip()), "")


def described(node: Node, hints: Iterable[str]) -> str:
    if node.kind in MESSAGES:
        subject = words.decoded(node.children[0].value("Subject"), hints) if node.children else ""
        return f"{subject or 'Mail'}.eml"
    content_id = node.value("Content-ID").strip().strip("<>")
    found = _WITH_ENDING.fullmatch(content_id)
    if found:
        return found[1]
    stem, ending = _PLAIN.get(node.kind, ("file", ""))
    if ending:
        return f"{words.decoded(node.value('Content-Description'), hints) or stem}{ending}"
    return content_id.partition("@")[0] or f"file{guessed_ending(node.kind)}"


def guessed_ending(kind: str) -> str:
    return "" if kind in _NO_ENDING else mimetypes.guess_extension(kind) or ""


def apart(name: str, taken: Iterable[str]) -> str:
    """Two of the same name are told apart by a number, before the ending."""
    stem, dot, ending = name.partition(".") if not name.startswith(".") else (name, "", "")
    known, tried, number = set(taken), name, 0
    while tried in known:
        number += 1
        tried = f"{stem}{number}{dot}{ending}"
    return tried
