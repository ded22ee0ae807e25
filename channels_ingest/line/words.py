"""What is no text, in words that a colleague reads at a glance, in the language of the channel."""

import math
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from omnidesk.cleaning import clean, clean_message, clean_words

LONGEST = 5000
LONGEST_LINE = 300
MOST_KEYWORDS = 3
MAP = "https://www.google.com/maps/search/?api=1&query={},{}"


def words(message: dict[str, Any], language: str) -> str:
    """Of a message without a file of its own."""
    with override(language):
        return WORDS.get(text_of(message, "type"), unsupported)(message)


def text(message: dict[str, Any]) -> str:
    """Mentions stand in it as @name and LINE's own emoji as (moon): nothing has to be put in their place."""
    return clean_message(text_of(message, "text"))[:LONGEST] or _("[A message without words]")


def sticker(message: dict[str, Any]) -> str:
    """What the customer wrote on it, else what it stands for. The picture is LINE's, and is not copied."""
    listed = message.get("keywords")
    keywords = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    said = line(message, "text") or clean_words(", ".join(keywords[:MOST_KEYWORDS]), LONGEST_LINE)
    return _("[Sticker: %(words)s]") % {"words": said} if said else _("[Sticker]")


def location(message: dict[str, Any]) -> str:
    lines = [_("[Location]"), line(message, "title"), line(message, "address")]
    place = [message.get("latitude"), message.get("longitude")]
    if all(isinstance(one, int | float) and math.isfinite(one) and abs(one) <= 180 for one in place):
        lines.append(MAP.format(*place))
    return "\n".join(filter(None, lines))


def postback(event: dict[str, Any], language: str) -> str:
    """A press on a button of a menu or card: what the button stands for, and a day or time that was picked."""
    pressed = inner(event, "postback")
    picked = [clean_words(str(one), 40) for one in inner(pressed, "params").values() if isinstance(one, str)]
    said = " ".join(filter(None, [line(pressed, "data"), *picked]))
    with override(language):
        return _("[Button: %(words)s]") % {"words": said} if said else _("[Button]")


def edited(message: dict[str, Any], language: str) -> str:
    with override(language):
        label = _("[Changed]")
        return f"{label}\n{words(message, language)}"


def not_fetched(kind: str, name: str, language: str) -> str:
    """The file is missed by whoever reads it, so the message says that there was one."""
    with override(language):
        label = _("[%(kind)s could not be fetched from LINE]") % {"kind": KINDS.get(kind, KINDS["file"])()}
        return f"{label} {name}".strip()


def elsewhere(kind: str, address: str, language: str) -> str:
    """A file on somebody's own server: as with pictures in mails, nothing is fetched that nobody asked for."""
    with override(language):
        return f"[{KINDS.get(kind, KINDS['file'])()}] {clean_words(address, 2000)}".strip()


def unsupported(message: dict[str, Any]) -> str:
    return _("[A message of a kind that is not supported here]")


def text_of(data: dict[str, Any], name: str) -> str:
    """Whatever stands there; a provider's change of type must not lose a message."""
    value = data.get(name)
    return clean(value) if isinstance(value, str) else ""


def line(data: dict[str, Any], name: str) -> str:
    return clean_words(text_of(data, name), LONGEST_LINE)


def inner(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def at(event: dict[str, Any]) -> datetime | None:
    """When it happened, by LINE's clock; None where it makes no sense."""
    stamp = event.get("timestamp")
    if not isinstance(stamp, int | float) or not 0 < stamp < 10**13:
        return None
    return datetime.fromtimestamp(stamp / 1000, UTC)


WORDS = {"text": text, "sticker": sticker, "location": location}
KINDS = {
    "image": lambda: _("Picture"),
    "video": lambda: _("Video"),
    "audio": lambda: _("Voice"),
    "file": lambda: _("File"),
}
