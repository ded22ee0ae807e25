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
MOST_REPLIES, LONGEST_LABEL, LONGEST_DATA, LONGEST_URI, LONGEST_ALT = 13, 20, 300, 1000, 1500
# What each action of a button needs, and how long that may be.
ACTIONS = {
    "postback": {"data": LONGEST_DATA, "displayText": LONGEST_DATA},
    "message": {"text": LONGEST_DATA},
    "uri": {"uri": LONGEST_URI},
}
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
    return [error("Must be a valid HTTPS URL", f"{place}.{name}") for name in plain] + errors_in_buttons(place, message)


def errors_in_buttons(place: str, message: dict[str, Any]) -> list[dict[str, str]]:
    """Quick replies, and the buttons of a card."""
    quick = replies(message)
    if "quickReply" in message and not 1 <= len(quick) <= MOST_REPLIES:
        return [error(f"Size must be between 1 and {MOST_REPLIES}", f"{place}.quickReply.items")]
    if utf16(str(message.get("altText", ""))) > LONGEST_ALT:
        return [error(f"Length must be between 0 and {LONGEST_ALT}", f"{place}.altText")]
    asked = [(f"{place}.quickReply.items[{number}].action", action) for number, action in enumerate(quick)]
    asked += [(f"{place}.contents", action) for action in actions(message.get("contents"))]
    return [found for where, action in asked for found in errors_in_action(where, action)]


def errors_in_action(place: str, action: dict[str, Any]) -> list[dict[str, str]]:
    needed = ACTIONS.get(str(action.get("type")))
    if needed is None:
        return [error("Must be one of the following values: [postback, message, uri, …]", f"{place}.type")]
    return [
        error(f"Length must be between 1 and {most}", f"{place}.{name}")
        for name, most in {"label": LONGEST_LABEL, **needed}.items()
        if not 1 <= utf16(str(action.get(name) or "")) <= most
    ]


def replies(message: dict[str, Any]) -> list[dict[str, Any]]:
    listed = message.get("quickReply", {}).get("items", [])
    return [one.get("action", {}) for one in listed if isinstance(one, dict)]


def actions(part: Any) -> list[dict[str, Any]]:
    """Of all buttons in a card, wherever they stand."""
    if isinstance(part, list):
        return [found for one in part for found in actions(one)]
    if not isinstance(part, dict):
        return []
    own = [part["action"]] if part.get("type") == "button" and isinstance(part.get("action"), dict) else []
    return own + [found for name, one in part.items() if name != "action" for found in actions(one)]


def button(action: dict[str, Any]) -> dict[str, str]:
    """As the customer taps it: it leads somewhere, or says something and brings back data."""
    says = str(action.get("displayText") or action.get("text") or "")
    told = {"label": str(action["label"]), "says": says, "data": str(action.get("data") or "")}
    return told | {"url": str(action.get("uri") or "")}


def is_address(url: str) -> bool:
    """LINE fetches over HTTPS only; a desk on this machine has none, and is not held to it."""
    return url.startswith(("https://", "http://localhost", "http://127.0.0.1", "http://testserver"))


def utf16(text: str) -> int:
    """LINE counts as UTF-16 does."""
    return len(text.encode("utf-16-le", "replace")) // 2


def error(message: str, place: str) -> dict[str, str]:
    return {"message": message, "property": place}


def bubble(message: dict[str, Any]) -> Bubble:
    """With the buttons below it; a customer sees those of the last message only."""
    quick = [button(action) for action in replies(message)]
    return drawn(message) | ({"quick": quick} if quick else {})


def drawn(message: dict[str, Any]) -> Bubble:
    kind = str(message["type"])
    if kind == "text":
        return {"kind": "text", "text": str(message["text"])}
    if kind == "flex":
        buttons = [button(action) for action in actions(message["contents"])]
        return {"kind": "card", "text": str(message["altText"]), "buttons": buttons}
    if kind == "location":
        return {"kind": "location", "text": f"{message['title']} {message['address']}"}
    if kind == "sticker":
        return {"kind": "sticker", "text": ""}
    return {"kind": kind, "text": str(message.get("altText") or ""), "word": WORDS.get(kind, "")}
