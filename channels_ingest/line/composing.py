"""A message of ours in the objects of which LINE takes up to five at once."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_ingest import sent_files
from channels_ingest.line import tapping
from conversations import private_links
from conversations.choosing import Choice
from conversations.file_types import MEGABYTE
from conversations.models import Attachment, Message

# LINE counts in UTF-16: a sign outside the basic plane counts two.
LONGEST = 5000
MOST_AT_ONCE = 5
# LINE shows JPEG and PNG by their address, over https only. The same one serves as the small picture.
SHOWN = ("image/jpeg", "image/png")
LARGEST_SHOWN = MEGABYTE
LONGEST_ALT = 400


def batches(message: Message) -> list[list[dict[str, Any]]]:
    made = offering(message, [*(words(piece) for piece in pieces(text_of(message))), *map(picture, shown(message))])
    return [made[start : start + MOST_AT_ONCE] for start in range(0, len(made), MOST_AT_ONCE)]


def offering(message: Message, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Below the last object: LINE shows the quick replies of no other one, and only as long as it is the last."""
    choices = private_links.offered(message)
    replies = [quick(message, place, one) for place, one in enumerate(choices) if one.says]
    made += [card([one for one in choices if one.url])] if any(one.url for one in choices) else []
    if replies and made:
        made[-1]["quickReply"] = {"items": replies}
    return made


def quick(message: Message, place: int, one: Choice) -> dict[str, Any]:
    """LINE shows what it says as the customer's own words, and gives us the data: which choice of which message."""
    action = {"type": "postback", "label": one.label, "data": tapping.named(message, place), "displayText": one.says}
    return {"type": "action", "action": action}


def card(choices: list[Choice]) -> dict[str, Any]:
    """altText: what the list of chats and a screen reader say of it."""
    leading = [{"type": "uri", "label": one.label, "uri": one.url} for one in choices]
    buttons = [{"type": "button", "style": "secondary", "height": "sm", "action": action} for action in leading]
    body = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": buttons}
    said = "\n".join(f"{one.label} {one.url}" for one in choices)
    return {"type": "flex", "altText": said[:LONGEST_ALT], "contents": {"type": "bubble", "size": "kilo", "body": body}}


def text_of(message: Message) -> str:
    """With a line for each file that LINE cannot show."""
    own = {file.pk for file in shown(message)}
    links = [link(file, message) for file in message.attachments.all() if file.pk not in own]
    return "\n".join(filter(None, [private_links.text(message).strip(), *links]))


def shown(message: Message) -> list[Attachment]:
    if not is_fetched_by_line(message):
        return []
    return [file for file in message.attachments.all() if file.content_type in SHOWN and file.size <= LARGEST_SHOWN]


def is_fetched_by_line(message: Message) -> bool:
    """LINE takes https only; the simulator is no stickler."""
    is_practice = message.channel is not None and message.channel.is_practice
    return is_practice or sent_files.host().startswith("https://")


def link(file: Attachment, message: Message) -> str:
    with override(message.customer.language):
        return _("File: %(name)s %(address)s") % {"name": file.name, "address": sent_files.address(file)}


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def picture(file: Attachment) -> dict[str, Any]:
    address = sent_files.address(file)
    return {"type": "image", "originalContentUrl": address, "previewImageUrl": address}


def pieces(text: str) -> list[str]:
    """As LINE counts; no sign is cut in two."""
    found, length = [""] if text else [], 0
    for sign in text:
        width = 1 + (ord(sign) > 0xFFFF)
        if length + width > LONGEST:
            found, length = [*found, ""], 0
        found[-1] += sign
        length += width
    return found
