"""What LINE takes as messages of ours, and what the customer then sees."""

from typing import Any

from django.utils.translation import gettext_noop

from simulator.providers import Bubble

MOST = 5
LONGEST = 5000
NEEDED = {
    "text": ("text",),
    "sticker": ("packageId", "stickerId"),
    "image": ("originalContentUrl", "previewImageUrl"),
    "video": ("originalContentUrl", "previewImageUrl"),
    "audio": ("originalContentUrl", "duration"),
    "location": ("title", "address", "latitude", "longitude"),
    "template": ("altText", "template"),
    "flex": ("altText", "contents"),
}
URLS = ("originalContentUrl", "previewImageUrl")
WORDS = {"image": gettext_noop("A photo"), "video": gettext_noop("A video"), "audio": gettext_noop("A recording")}


def errors(messages: Any) -> list[dict[str, str]]:
    """One line for each thing that is wrong, with the place where it stands; [] = fine."""
    if not isinstance(messages, list):
        return [error("May not be null", "messages")]
    if not 1 <= len(messages) <= MOST:
        return [error(f"Size must be between 1 and {MOST}", "messages")]
    return [found for number, message in enumerate(messages) for found in errors_in(f"messages[{number}]", message)]


def errors_in(place: str, message: Any) -> list[dict[str, str]]:
    kind = message.get("type") if isinstance(message, dict) else None
    if kind not in NEEDED:
        return [error("Must be one of the following values: [text, sticker, image, …]", f"{place}.type")]
    missing = [name for name in NEEDED[kind] if message.get(name) in (None, "")]
    if missing:
        return [error("May not be empty", f"{place}.{name}") for name in missing]
    if kind == "text" and utf16(str(message["text"])) > LONGEST:
        return [error(f"Length must be between 0 and {LONGEST}", f"{place}.text")]
    plain = [name for name in URLS if name in message and not is_address(str(message[name]))]
    return [error("Must be a valid HTTPS URL", f"{place}.{name}") for name in plain]


def is_address(url: str) -> bool:
    """LINE fetches over HTTPS only; a desk on this machine has none, and is not held to it."""
    return url.startswith(("https://", "http://localhost", "http://127.0.0.1", "http://testserver"))


def utf16(text: str) -> int:
    """LINE counts as UTF-16 does."""
    return len(text.encode("utf-16-le", "replace")) // 2


def error(message: str, place: str) -> dict[str, str]:
    return {"message": message, "property": place}


def bubble(message: dict[str, Any]) -> Bubble:
    kind = str(message["type"])
    if kind == "text":
        return {"kind": "text", "text": str(message["text"])}
    if kind == "location":
        return {"kind": "location", "text": f"{message['title']} {message['address']}"}
    if kind == "sticker":
        return {"kind": "sticker", "text": ""}
    return {"kind": kind, "text": str(message.get("altText") or ""), "word": WORDS.get(kind, "")}
