"""Twilio's part: what an SMS channel uses of its REST API, its webhooks, and what it tells of a message's way.

Written from https://www.twilio.com/docs/messaging/api and https://www.twilio.com/docs/usage/security, not from our
adapter, so that each of the two proves the other.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_ingest import credentials
from channels_ingest.adapters.webhook import webhook_address
from conversations.models import Channel
from simulator import faults, pictures, signing
from simulator.models import SimulatorCall
from simulator.people import Person
from simulator.providers import Answered, Asked, Call, Happening, Provider, drawn

API = "2010-04-01"
ACCOUNTS = f"{API}/Accounts/"
NUMBER = re.compile(r"\+[1-9]\d{6,14}")
LONGEST = 1600
ERRORS = "https://www.twilio.com/docs/errors/"
MEDIA = re.compile(r"Messages/(MM[0-9a-f]{32})/Media/(ME[0-9a-f]{32})")
# After one of these words Twilio itself lets nothing through any more.
STOPS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
STARTS = {"START", "YES", "UNSTOP"}


class Twilio(Provider):
    kind: ClassVar[str] = "sms"
    name: ClassVar[str] = "twilio"
    word: ClassVar[str | Promise] = "SMS (Twilio)"
    about = _("Signature, delivery receipts, STOP")
    acts: ClassVar[tuple[str, ...]] = ("photo",)
    faults = faults.KINDS - {faults.BATCHED}

    def account(self, seed: str) -> tuple[dict[str, Any], dict[str, str]]:
        number = f"+815031{drawn(seed) % 10**6:06d}"
        told = {"provider": self.name, "account_sid": f"AC{drawn(seed):032x}", "number": number}
        return told, {"auth_token": secrets.token_hex(16)}

    def id_of(self, person: Person) -> str:
        return person.phone

    def refused(self, asked: Asked) -> Answered | None:
        scheme, _space, packed = asked.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            given = b""
        token = credentials.secret(asked.channel, "auth_token")
        right = f"{sid_of(asked.channel)}:{token}".encode()
        if scheme == "Basic" and token and secrets.compare_digest(given, right):
            return None
        answered = wrong(401, 20003, "Authenticate")
        answered.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        return answered

    def is_sending(self, asked: Asked) -> bool:
        return asked.method == "POST" and asked.path.endswith("/Messages.json")

    def answer(self, asked: Asked) -> Answered:
        own = f"{ACCOUNTS}{sid_of(asked.channel)}"
        rest = asked.path.removeprefix(own).removeprefix("/")
        if not asked.path.startswith(own):
            return nowhere(asked)
        if asked.method == "POST" and rest == "Messages.json":
            return send(asked)
        if asked.method == "GET" and rest == ".json":
            return Answered(200, account_of(asked.channel))
        if asked.method == "GET" and rest == "IncomingPhoneNumbers.json":
            return Answered(200, numbers_of(asked))
        if asked.method == "GET" and MEDIA.fullmatch(rest):
            return media(asked, MEDIA.fullmatch(rest)[1])  # type: ignore[index]  # it has just matched
        return nowhere(asked)

    def broken(self) -> Answered:
        return wrong(500, 20500, "Internal Server Error")

    def throttled(self) -> Answered:
        answered = wrong(429, 20429, "Too Many Requests")
        answered.headers["Retry-After"] = "30"
        return answered

    def happening(self, channel: Channel, person: Person, act: str, text: str) -> Happening:
        kind = "MM" if act == "photo" else "SM"
        sid = f"{kind}{secrets.token_hex(16)}"
        told = common(channel, person.phone) | {
            "SmsMessageSid": sid, "SmsSid": sid, "MessageSid": sid, "SmsStatus": "received",
            "NumSegments": "1", "Body": "" if act == "photo" else text, "NumMedia": "0",
        }  # fmt: skip
        if act != "photo":
            return Happening(person.phone, told, sid, [{"kind": "text", "text": text}])
        address = f"{home(channel)}/{ACCOUNTS}{sid_of(channel)}/Messages/{sid}/Media/ME{secrets.token_hex(16)}"
        told |= {"NumMedia": "1", "MediaUrl0": address, "MediaContentType0": "image/jpeg"}
        return Happening(person.phone, told, sid, [{"kind": "photo", "text": ""}])

    def calls(self, channel: Channel, happenings: list[Happening], *, again: bool = False) -> list[Call]:
        return [signed(channel, one) for one in happenings]

    def spoil(self, call: Call) -> Call:
        return Call(call.headers | {"X-Twilio-Signature": "c2lnbmF0dXJlIG9mIG5vYm9keQ=="}, call.body, call.query)

    def report(self, sent: SimulatorCall, asked: Mapping[str, str], status: str) -> Happening:
        told = {
            "MessageSid": sent.name, "SmsSid": sent.name, "MessageStatus": status, "SmsStatus": status, "To": sent.who,
            "From": number_of(sent.channel), "AccountSid": sid_of(sent.channel), "ApiVersion": API,
        }  # fmt: skip
        told |= {"ErrorCode": "30003"} if status == "undelivered" else {}
        # Of the address only what follows its path: a receipt goes to the door of this very channel.
        query = urlsplit(asked.get("StatusCallback", "")).query
        return Happening(sent.who, told, sent.name, what=status, query=query)


def sid_of(channel: Channel) -> str:
    return str(credentials.of(channel).get("account_sid") or channel.settings.get("account_sid") or "")


def number_of(channel: Channel) -> str:
    return str(channel.settings.get("number") or "")


def home(channel: Channel) -> str:
    return f"{settings.SIMULATOR_URL}/simulator/{channel.public_id}"


def common(channel: Channel, phone: str) -> dict[str, str]:
    return {
        "ToCountry": "JP", "ToState": "", "ToCity": "", "ToZip": "", "FromCountry": "JP", "FromState": "",
        "FromCity": "", "FromZip": "", "To": number_of(channel), "From": phone,
        "AccountSid": sid_of(channel), "ApiVersion": API,
    }  # fmt: skip


def wrong(status: int, code: int, message: str) -> Answered:
    return Answered(status, {"code": code, "message": message, "more_info": f"{ERRORS}{code}", "status": status})


def nowhere(asked: Asked) -> Answered:
    return wrong(404, 20404, f"The requested resource /{asked.path} was not found")


def send(asked: Asked) -> Answered:
    to, own, body = (asked.form.get(name, "") for name in ("To", "From", "Body"))
    mistake = mistake_in(asked, to, own, body)
    if mistake:
        return mistake
    sid, photos = f"SM{secrets.token_hex(16)}", [{"kind": "image", "text": ""}] if asked.form.get("MediaUrl") else []
    answered = Answered(201, message(asked, sid, to, own, body))
    answered.who, answered.name, answered.report_to = to, sid, asked.form.get("StatusCallback", "")
    answered.said = ([{"kind": "text", "text": body}] if body else []) + photos
    return answered


def mistake_in(asked: Asked, to: str, own: str, body: str) -> Answered | None:
    if not to:
        return wrong(400, 21604, "A 'To' phone number is required.")
    if not NUMBER.fullmatch(to):
        return wrong(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if not own and not asked.form.get("MessagingServiceSid"):
        return wrong(400, 21603, "A 'From' phone number is required.")
    if own and own != number_of(asked.channel):
        return wrong(
            400, 21606, f"The 'From' phone number provided ({own}) is not a valid message-capable Twilio phone number."
        )
    if not body and not asked.form.get("MediaUrl"):
        return wrong(400, 21602, "Message body is required.")
    if len(body) > LONGEST:
        return wrong(400, 21617, f"The concatenated message body exceeds the {LONGEST} character limit")
    return wrong(400, 21610, "Attempt to send to unsubscribed recipient") if stopped(asked.channel, to) else None


def stopped(channel: Channel, phone: str) -> bool:
    """By the last such word they wrote, until the practice began anew."""
    rows = SimulatorCall.objects.filter(channel=channel, who=phone, direction="in", is_past=False).order_by("-pk")
    for said in rows.exclude(said=[]).values_list("said", flat=True):
        word = said[0].get("text", "").strip().upper()
        if word in STOPS | STARTS:
            return word in STOPS
    return False


def message(asked: Asked, sid: str, to: str, own: str, body: str) -> dict[str, Any]:
    now, account = format_datetime(timezone.now()), sid_of(asked.channel)
    uri = f"/{ACCOUNTS}{account}/Messages/{sid}"
    return {
        "account_sid": account, "api_version": API, "body": body, "date_created": now, "date_sent": None,
        "date_updated": now, "direction": "outbound-api", "error_code": None, "error_message": None,
        "from": own or None, "messaging_service_sid": asked.form.get("MessagingServiceSid"), "num_media": "0",
        "num_segments": segments(body), "price": None, "price_unit": None, "sid": sid, "status": "queued",
        "subresource_uris": {"media": f"{uri}/Media.json"}, "to": to, "uri": f"{uri}.json",
    }  # fmt: skip


def segments(body: str) -> str:
    whole, part = (160, 153) if body.isascii() else (70, 67)
    return str(1 if len(body) <= whole else -(-len(body) // part))


def account_of(channel: Channel) -> dict[str, Any]:
    own = sid_of(channel)
    return {
        "sid": own,
        "friendly_name": channel.name,
        "status": "active",
        "type": "Full",
        "uri": f"/{ACCOUNTS}{own}.json",
    }


def numbers_of(asked: Asked) -> dict[str, Any]:
    number, wanted = number_of(asked.channel), asked.query.get("PhoneNumber", "")
    row = {
        "sid": f"PN{asked.channel.pk:032x}", "account_sid": sid_of(asked.channel), "phone_number": number,
        "friendly_name": number, "sms_url": webhook_address(asked.channel), "sms_method": "POST",
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
    }  # fmt: skip
    found = [row] if wanted in ("", number) else []
    return {"incoming_phone_numbers": found, "page": 0, "page_size": 50, "end": 0, "start": 0, "next_page_uri": None}


def media(asked: Asked, sid: str) -> Answered:
    if not SimulatorCall.objects.filter(channel=asked.channel, name=sid, direction="in").exists():
        return nowhere(asked)
    return Answered(200, pictures.sample(), {"Content-Type": "image/jpeg"})


def signed(channel: Channel, one: Happening) -> Call:
    """Over the address as the customer entered it, which is not the one that a proxy hands on."""
    fields = dict(one.told)
    token = credentials.secret(channel, "auth_token")
    address = f"{webhook_address(channel)}?{one.query}" if one.query else webhook_address(channel)
    signature = signing.twilio(token, address, fields)
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    return Call({"Content-Type": kind, "X-Twilio-Signature": signature}, urlencode(fields).encode(), one.query)
