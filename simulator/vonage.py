"""Vonage's part: its SMS API, its webhooks and its delivery receipts.

Written from https://developer.vonage.com/en/api/sms, not from our adapter, so that each of the two proves the other.
"""

import base64
import binascii
import re
import secrets
import time
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_ingest import credentials
from conversations.models import Channel
from simulator import faults, signing
from simulator.models import SimulatorCall
from simulator.people import Person
from simulator.providers import Answered, Asked, Call, Happening, Provider, drawn

NUMBER = re.compile(r"\+?[1-9]\d{6,14}")
LONGEST = 3200
TEXTS = {
    "1": "Throughput Rate Exceeded - please wait [ 250 ] and retry",
    "2": "Missing {} param",
    "3": "Invalid value for parameter: {}",
    "4": "Bad Credentials",
    "5": "Internal Error",
    "14": "Invalid Signature",
    "15": "Illegal Sender Address - rejected",
}


class Vonage(Provider):
    kind: ClassVar[str] = "sms"
    name: ClassVar[str] = "vonage"
    word = "SMS (Vonage)"
    about = _("Signed fields, delivery receipts")
    acts = ()
    faults = faults.KINDS - {faults.BATCHED}

    def account(self, seed: str) -> tuple[dict[str, Any], dict[str, str]]:
        number = f"+815032{drawn(seed) % 10**6:06d}"
        own = {"api_secret": secrets.token_urlsafe(12), "signature_secret": secrets.token_urlsafe(24)}
        return {"provider": self.name, "api_key": f"{drawn(seed) % 2**32:08x}", "number": number}, own

    def id_of(self, person: Person) -> str:
        return person.phone

    def refused(self, asked: Asked) -> Answered | None:
        if is_right(asked):
            return None
        if asked.path == "sms/json":
            return no("4")
        return Answered(401, {"error-code": "401", "error-code-label": "authentication failed"})

    def is_sending(self, asked: Asked) -> bool:
        return asked.method == "POST" and asked.path == "sms/json"

    def answer(self, asked: Asked) -> Answered:
        if self.is_sending(asked):
            return send(asked)
        if asked.method == "GET" and asked.path == "account/get-balance":
            return Answered(200, {"value": 15.5359, "autoReload": False})
        return Answered(404, {"error-code": "404", "error-code-label": "not found"})

    def broken(self) -> Answered:
        return Answered(500, "Internal Server Error", {"Content-Type": "text/plain"})

    def throttled(self) -> Answered:
        answered = no("1")
        answered.status, answered.headers["Retry-After"] = 429, "30"
        return answered

    def happening(self, channel: Channel, person: Person, act: str, text: str) -> Happening:
        name = f"0B{secrets.token_hex(7).upper()}"
        told = {
            "msisdn": digits(person.phone), "to": digits(str(channel.settings.get("number") or "")), "messageId": name,
            "text": text, "type": "text" if text.isascii() else "unicode",
            "keyword": (text.split() or [""])[0].upper()[:20], **stamped(channel),
        }  # fmt: skip
        return Happening(person.phone, told, name, [{"kind": "text", "text": text}])

    def calls(self, channel: Channel, happenings: list[Happening], *, again: bool = False) -> list[Call]:
        return [signed(channel, one) for one in happenings]

    def spoil(self, call: Call) -> Call:
        text = re.sub(r"sig=[^&]*", f"sig={'0' * 64}", call.body.decode())
        return Call(call.headers, text.encode())

    def report(self, sent: SimulatorCall, asked: Mapping[str, str], status: str) -> Happening:
        channel = sent.channel
        told = {
            "msisdn": digits(sent.who), "to": digits(str(channel.settings.get("number") or "")), "messageId": sent.name,
            "network-code": "44010", "price": "0.07450000", "status": WORDS.get(status, status),
            "scts": timezone.now().strftime("%y%m%d%H%M"), "err-code": "1" if status == "undelivered" else "0",
            **stamped(channel),
        }  # fmt: skip
        told |= {"client-ref": asked["client-ref"]} if asked.get("client-ref") else {}
        return Happening(sent.who, told, sent.name, what=status)


# What Twilio calls sent is told as "accepted"; what could not be delivered, as "failed".
WORDS = {"sent": "accepted", "undelivered": "failed"}


def digits(number: str) -> str:
    return number.removeprefix("+")


def key_of(channel: Channel) -> str:
    return str(credentials.of(channel).get("api_key") or channel.settings.get("api_key") or "")


def is_right(asked: Asked) -> bool:
    """The key and its secret, in the fields or as basic authentication."""
    fields = {**asked.query, **asked.form}
    try:
        packed = asked.headers.get("authorization", "").removeprefix("Basic ")
        user, _colon, word = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        user, word = "", ""
    given = f"{user or fields.get('api_key', '')}:{word or fields.get('api_secret', '')}"
    right = credentials.secret(asked.channel, "api_secret")
    return bool(right) and secrets.compare_digest(given.encode(), f"{key_of(asked.channel)}:{right}".encode())


def no(status: str, about: str = "") -> Answered:
    """A refusal too is answered with 200."""
    row = {"status": status, "error-text": TEXTS[status].format(about)}
    return Answered(200, {"message-count": "1", "messages": [row]})


def send(asked: Asked) -> Answered:
    missing = next((name for name in ("to", "from", "text") if not asked.form.get(name)), "")
    to, text = asked.form.get("to", ""), asked.form.get("text", "")
    if missing:
        return no("2", missing)
    if not NUMBER.fullmatch(to):
        return no("3", "to")
    if len(text) > LONGEST:
        return no("3", "text")
    if digits(asked.form["from"]) != digits(str(asked.channel.settings.get("number") or "")):
        return no("15")
    # Without the type "unicode" only the letters of GSM travel; whatever else becomes a question mark.
    return took(asked, to, text if asked.form.get("type") == "unicode" else re.sub(r"[^\x00-\x7f]", "?", text))


def took(asked: Asked, to: str, text: str) -> Answered:
    name = f"0C{secrets.token_hex(7).upper()}"
    row = {
        "to": digits(to), "message-id": name, "status": "0", "remaining-balance": "15.53590000",
        "message-price": "0.07450000", "network": "44010",
    }  # fmt: skip
    row |= {"client-ref": asked.form["client-ref"]} if asked.form.get("client-ref") else {}
    answered = Answered(200, {"message-count": "1", "messages": [row]})
    answered.who, answered.name, answered.said = f"+{digits(to)}", name, [{"kind": "text", "text": text}]
    # Without an address of its own a message is reported to the account's, which is our webhook.
    answered.report_to = asked.form.get("callback", "") or "account"
    return answered


def stamped(channel: Channel) -> dict[str, str]:
    now = timezone.now()
    own = {"api-key": key_of(channel), "message-timestamp": now.strftime("%Y-%m-%d %H:%M:%S")}
    return own | {"timestamp": str(int(time.time())), "nonce": str(uuid.uuid4())}


def signed(channel: Channel, one: Happening) -> Call:
    fields: Mapping[str, str] = {name: str(value) for name, value in one.told.items()}
    method = str(channel.settings.get("signature_method") or "sha256")
    sig = signing.vonage(credentials.secret(channel, "signature_secret"), fields, method)
    return Call({"Content-Type": "application/x-www-form-urlencoded"}, urlencode({**fields, "sig": sig}).encode())
