"""LINE's webhooks: what customers do, in its words, signed with the channel's secret."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from channels_ingest import credentials
from conversations.models import Channel
from simulator.models import SimulatorOnce
from simulator.people import Person
from simulator.providers import Bubble, Call, Happening

PLACE = {
    "title": "みなと家電 本店",
    "address": "神奈川県横浜市中区海岸通1-1",
    "latitude": 35.4498,
    "longitude": 139.6424,
}
STICKER = {"packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC", "keywords": ["hello", "greeting"]}


def number() -> str:
    """Of eighteen digits, as LINE's own; later ones are higher."""
    return f"{time.time_ns() // 1000:016d}{secrets.randbelow(100):02d}"


def bot_of(channel: Channel) -> str:
    return str(channel.settings.get("bot_user_id") or "U" + hashlib.sha256(channel.public_id.encode()).hexdigest()[:32])


def happening(channel: Channel, person: Person, act: str, text: str) -> Happening:
    if act == "unsend":
        return Happening(person.line_id, event(person, "unsend", unsend={"messageId": text}), text, what="unsend")
    if act == "link":
        # What the company's page would give LINE as the nonce: the token of a hand-off.
        link = {"result": "ok", "nonce": text or secrets.token_urlsafe(24)}
        linked = event(person, "accountLink", replyToken=reply_token(channel, person), link=link)
        return Happening(person.line_id, linked, said=[{"kind": "link", "text": ""}], what="accountLink")
    if act in ("follow", "unfollow"):
        token = {"replyToken": reply_token(channel, person)} if act == "follow" else {}
        more = {"follow": {"isUnblocked": False}} if act == "follow" else {}
        bubbles = [{"kind": act, "text": ""}]
        return Happening(person.line_id, event(person, act, **token, **more), said=bubbles, what=act)
    message, bubble = worded(act, text)
    told = event(person, "message", replyToken=reply_token(channel, person), message=message)
    return Happening(person.line_id, told, message["id"], [bubble])


def tap(channel: Channel, person: Person, button: Mapping[str, str]) -> Happening | None:
    """What has data comes as a postback, and its words are seen by the customer alone."""
    if not button["data"]:
        return happening(channel, person, "text", button["says"]) if button["says"] else None
    told = event(person, "postback", replyToken=reply_token(channel, person), postback={"data": button["data"]})
    return Happening(person.line_id, told, said=[{"kind": "text", "text": button["says"]}], what="postback")


def worded(act: str, text: str) -> tuple[dict[str, Any], Bubble]:
    own = {"id": number()}
    quote = {"quoteToken": secrets.token_urlsafe(32)}
    if act == "photo":
        return own | quote | {"type": "image", "contentProvider": {"type": "line"}}, {"kind": "photo", "text": ""}
    if act == "sticker":
        return own | quote | {"type": "sticker", **STICKER}, {"kind": "sticker", "text": ""}
    if act == "location":
        said = {"kind": "location", "text": f"{PLACE['title']} {PLACE['address']}"}
        return own | {"type": "location", **PLACE}, said
    return own | quote | {"type": "text", "text": text}, {"kind": "text", "text": text}


def event(person: Person, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "webhookEventId": "01" + secrets.token_hex(12).upper(),
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": person.line_id},
        **more,
    }


def reply_token(channel: Channel, person: Person) -> str:
    """It lives for a minute from the moment it is given out."""
    token = secrets.token_hex(16)
    SimulatorOnce.objects.create(
        channel=channel, kind="reply", value=token, at=timezone.now(), told={"who": person.line_id}
    )
    return token


def call(channel: Channel, happenings: list[Happening], *, again: bool = False) -> Call:
    events = [dict(one.told) for one in happenings]
    if again:
        events = [one | {"deliveryContext": {"isRedelivery": True}} for one in events]
    body = json.dumps({"destination": bot_of(channel), "events": events}, ensure_ascii=False).encode()
    return Call({"Content-Type": "application/json; charset=utf-8", "X-Line-Signature": sign(channel, body)}, body)


def sign(channel: Channel, body: bytes) -> str:
    key = credentials.secret(channel, "secret").encode()
    return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()


def spoil(call: Call) -> Call:
    wrong = base64.b64encode(hashlib.sha256(call.body).digest()).decode()
    return Call(call.headers | {"X-Line-Signature": wrong}, call.body)
