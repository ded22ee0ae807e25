"""The other system's part, for an API channel: its events, our answers to it, and the signature under both.

Written from docs/channels/api.md, not from our adapter, so that each of the two proves the other.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_ingest import credentials
from conversations.models import Channel
from simulator import faults, pictures
from simulator.models import SimulatorCall, SimulatorOnce
from simulator.people import Person
from simulator.providers import Answered, Asked, Bubble, Call, Happening, Provider

FRESH = 300
WORDS = {"delivered": "delivered", "undelivered": "failed"}
# Nobody lives there: a practice channel is called at the simulator instead.
NOWHERE = "https://other-system.invalid/events"


class Api(Provider):
    kind: ClassVar[str] = "api"
    name: ClassVar[str] = ""
    word = _("Another system (API)")
    about = _("Signed events, receipts")
    acts = ("photo", "unsend")
    faults = faults.KINDS

    def account(self, seed: str) -> tuple[dict[str, Any], dict[str, str]]:
        return {"url": NOWHERE, "receipts": "delivered"}, {"secret": f"odsec_{secrets.token_urlsafe(32)}"}

    def id_of(self, person: Person) -> str:
        return f"member-{person.key}"

    def refused(self, asked: Asked) -> Answered | None:
        return None if is_signed(asked) else Answered(401, {"error": "signature"})

    def is_sending(self, asked: Asked) -> bool:
        return asked.method == "POST" and asked.path == "events" and said_of(asked).get("type") == "message"

    def answer(self, asked: Asked) -> Answered:
        if asked.method != "POST" or asked.path != "events":
            return Answered(404, {"error": "not found"})
        return take(asked) if self.is_sending(asked) else Answered(200, {"signature": "valid"})

    def broken(self) -> Answered:
        return Answered(500, {"error": "out of order"})

    def throttled(self) -> Answered:
        return Answered(429, {"error": "too many requests"}, {"Retry-After": "30"})

    def happening(self, channel: Channel, person: Person, act: str, text: str) -> Happening:
        who = self.id_of(person)
        if act == "unsend":
            return Happening(who, {"type": "unsent", "message": text, "at": now()}, text, what="unsent")
        name = f"ext-{secrets.token_hex(8)}"
        sender = {"id": who, "name": str(person.name), "phone": person.phone}
        told: dict[str, Any] = {
            "type": "message",
            "id": name,
            "sender": sender,
            "text": text,
            "at": now(),
            "thread": f"case-{who}",
        }
        if act == "photo":
            told["files"] = [photo()]
            return Happening(who, told, name, [{"kind": "photo", "text": ""}])
        return Happening(who, told, name, [{"kind": "text", "text": text}])

    def calls(self, channel: Channel, happenings: list[Happening], *, again: bool = False) -> list[Call]:
        """One event by itself, several as a batch; what is repeated is signed anew."""
        told = [one.told for one in happenings]
        said = told[0] if len(told) == 1 else {"events": told}
        body = json.dumps({"channel": channel.public_id, **said}, ensure_ascii=False).encode()
        return [Call({"Content-Type": "application/json; charset=utf-8"} | signature(channel, body), body)]

    def spoil(self, call: Call) -> Call:
        stamp, _comma, _right = call.headers["Omnidesk-Signature"].partition(",")
        wrong = hashlib.sha256(call.body).hexdigest()
        return Call(call.headers | {"Omnidesk-Signature": f"{stamp},v1={wrong}"}, call.body)

    def report(self, sent: SimulatorCall, asked: Mapping[str, str], status: str) -> Happening | None:
        """That it was sent is its own answer; afterwards it tells how it ended."""
        word = WORDS.get(status)
        told = {"type": "receipt", "message": sent.name, "status": word, "at": now()}
        told |= {"reason": "mailbox full"} if word == "failed" else {}
        return Happening(sent.who, told, sent.name, what=status) if word else None


def take(asked: Asked) -> Answered:
    """Each delivery once: whoever repeats it hears that we have it."""
    said, name = said_of(asked), f"ext-{secrets.token_hex(8)}"
    delivery, who = asked.headers.get("omnidesk-delivery", "")[:80], str((said.get("to") or {}).get("id") or "")
    if not delivery or not who:
        return Answered(422, {"error": "no delivery, or nobody to give it to"})
    try:
        with transaction.atomic():
            SimulatorOnce.objects.create(channel=asked.channel, kind="event", value=delivery, at=timezone.now())
    except IntegrityError:
        return Answered(409, {"error": "already here", "signature": "valid"})
    answered = Answered(200, {"id": name, "signature": "valid"})
    answered.who, answered.name, answered.said = who[:64], name, bubbles(said)
    answered.report_to = "account"
    return answered


def bubbles(said: dict[str, Any]) -> list[Bubble]:
    words: list[Bubble] = [{"kind": "text", "text": str(said["text"])}] if said.get("text") else []
    files = [one for one in said.get("files") or [] if isinstance(one, dict)]
    return words + [{"kind": "file", "text": str(one.get("name", ""))[:200]} for one in files]


def said_of(asked: Asked) -> dict[str, Any]:
    try:
        said = asked.json
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def is_signed(asked: Asked) -> bool:
    stamp, *given = asked.headers.get("omnidesk-signature", "").split(",")
    seconds = stamp.removeprefix("t=")
    if not (seconds.isascii() and seconds.isdigit() and abs(time.time() - int(seconds[:12])) <= FRESH):
        return False
    right = made(asked.channel, seconds, asked.body)
    return any(hmac.compare_digest(f"v1={right}".encode(), one.encode()) for one in given)


def made(channel: Channel, seconds: str, body: bytes) -> str:
    key = credentials.secret(channel, "secret").encode()
    return hmac.new(key, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def signature(channel: Channel, body: bytes) -> dict[str, str]:
    seconds = str(int(time.time()))
    return {"Omnidesk-Signature": f"t={seconds},v1={made(channel, seconds, body)}"}


def photo() -> dict[str, str]:
    return {"name": "photo.jpg", "type": "image/jpeg", "base64": base64.b64encode(pictures.sample()).decode()}


def now() -> str:
    return timezone.now().isoformat()
