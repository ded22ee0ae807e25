"""Providers as they call us: how each signs, and what it says. A new one is one entry of PROVIDERS."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from channels_ingest.adapters.webhook import webhook_address
from conversations.models import Channel

BOT = "Ub9952f8a4c0d4f1f8e5a7c2f4d6e8a10"
LINE_SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"


@dataclass(frozen=True)
class Provider:
    kind: str
    # The header that holds the signature.
    header: str
    credentials: dict[str, str]
    # (body, channel) → the headers of a request that is rightly signed.
    signed: Callable[[bytes, Channel], dict[str, str]]
    # (the provider's id of it, words) → a delivery of one message.
    said: Callable[[str, str], bytes]
    # A delivery that is meant for somebody else's channel, though rightly signed.
    foreign: bytes
    # Rightly signed deliveries that nobody understands: set aside, or known not to concern anybody.
    odd: tuple[bytes, ...]
    # So many messages in one delivery; None = this provider sends one at a time.
    many: Callable[[int], bytes] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    content_type: str = "application/json"
    # Where the signature travels in the body: (body, what `signed` says) → the body as it is sent.
    carried: Callable[[bytes, dict[str, str]], bytes] | None = None
    # Both cases of a hexadecimal digit are the same to it.
    any_case: bool = False
    # By which tests tell two providers of one kind apart; "" = by its kind.
    name: str = ""
    # What the thread shows of it, where it has no words of its own.
    shown: str = ""
    # What it costs to keep it and to answer, where its channel is recalled.
    queries: int = 1


def line_signed(body: bytes, channel: Channel) -> dict[str, str]:
    secret = json.loads(channel.credentials)["secret"]
    return {"X-Line-Signature": base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()}


def line_body(*events: Any, destination: str = BOT) -> bytes:
    """With the escapes of JSON, because a lone surrogate has no other form."""
    return json.dumps({"destination": destination, "events": list(events)}).encode()


def line_event(name: str, text: str = "", **more: Any) -> dict[str, Any]:
    """A text of Hanako's."""
    return {
        "type": "message",
        "mode": "active",
        "timestamp": 1_462_629_479_859,
        "webhookEventId": f"01H{name}",
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": "U206d25c2ea6bd87c17655609a1c37cb8"},
        "replyToken": f"token{name}",
        "message": {"type": "text", "id": name, "text": text},
    } | more


LINE = Provider(
    kind="line",
    header="X-Line-Signature",
    credentials={"secret": LINE_SECRET, "token": "a-long-lived-token-of-line"},
    settings={"bot_user_id": BOT},
    signed=line_signed,
    said=lambda name, text: line_body(line_event(name, text)),
    foreign=line_body(line_event("1", "他社宛"), destination="U00000000000000000000000000000000"),
    many=lambda number: line_body(*({"type": "x", "webhookEventId": str(one)} for one in range(number))),
    odd=(
        b"",
        b"{",
        b"7",
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe",
        line_body("text", 7, None, []),
        line_body({"type": ["message"], "source": 7, "message": []}),
        line_body({"type": "message", "source": {"type": "user", "userId": 7}}),
        line_body({"type": "greatNewFeature", "source": {"type": "user", "userId": "U1"}}),
        line_body(line_event("1", message={"type": "hologram", "id": "1"})),
        line_body(line_event("1", timestamp=10**17, message={"type": "text", "id": 7, "text": {}})),
        line_body(line_event("1", "x")).replace(b"1462629479859", b"9" * 5000),
        line_body(line_event("1", "x")).replace(b"1462629479859", b"NaN"),
        line_body(line_event("1", "x", deep=json.loads("[" * 200 + "]" * 200))),
    ),
)  # fmt: skip

TWILIO_SID, TWILIO_TOKEN, TWILIO_NUMBER = "AC0123456789abcdef0123456789abcdef", "8a11b27e8f34b3c1", "+815012345678"


def twilio_signed(body: bytes, channel: Channel, query: str = "") -> dict[str, str]:
    """Over the address and every field of the form, sorted."""
    signed = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    text = f"{webhook_address(channel)}{query}" + "".join(f"{name}{signed[name]}" for name in sorted(signed))
    made = hmac.new(json.loads(channel.credentials)["auth_token"].encode(), text.encode(), hashlib.sha1).digest()
    return {"X-Twilio-Signature": base64.b64encode(made).decode()}


def twilio_body(name: str, text: str = "", **more: str) -> bytes:
    """An SMS of Hanako's."""
    told = {"ToCountry": "JP", "SmsMessageSid": f"SM{name}", "NumMedia": "0", "SmsSid": f"SM{name}"}
    told |= {"SmsStatus": "received", "Body": text, "To": TWILIO_NUMBER, "NumSegments": "1", "MessageSid": f"SM{name}"}
    told |= {"AccountSid": TWILIO_SID, "From": "+819012345678", "ApiVersion": "2010-04-01"}
    return urlencode(told | more).encode()


TWILIO = Provider(
    kind="sms",
    header="X-Twilio-Signature",
    credentials={"auth_token": TWILIO_TOKEN},
    settings={"provider": "twilio", "account_sid": TWILIO_SID, "number": TWILIO_NUMBER},
    signed=twilio_signed,
    said=twilio_body,
    foreign=twilio_body("1", "別の番号宛", To="+815087654321"),
    content_type="application/x-www-form-urlencoded",
    odd=(
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff\xfe",
        b"&" * 100_000,
        b"a=1&" * 1000,
        twilio_body("2", "x", From=""),
        twilio_body("", "x"),
        twilio_body("3", "x", NumMedia="9" * 5000),
        twilio_body("4", "x", NumMedia="3", MediaUrl0="file:///etc/passwd", MediaUrl1="http://169.254.169.254/"),
        twilio_body("5", "x", MessageSid="../../" * 50, SmsSid=""),
        twilio_body("6", "x", From="whatsapp:+819012345678"),
        twilio_body("7", "x", MessageStatus="9" * 5000, From=TWILIO_NUMBER),
        twilio_body("8", CallSid="CA1", MessageSid="", SmsSid=""),
    ),
)  # fmt: skip


def voice_body(name: str, text: str = "", **more: str) -> bytes:
    """Hanako calls."""
    told = {"CallSid": f"CA{name}", "AccountSid": TWILIO_SID, "From": "+819012345678", "To": TWILIO_NUMBER}
    told |= {"CallStatus": "ringing", "Direction": "inbound", "ApiVersion": "2010-04-01", "CallerName": text}
    return urlencode(told | more).encode()


VOICE = Provider(
    kind="phone",
    header="X-Twilio-Signature",
    credentials={"auth_token": TWILIO_TOKEN},
    settings={"provider": "twilio", "account_sid": TWILIO_SID, "number": TWILIO_NUMBER},
    signed=twilio_signed,
    said=voice_body,
    shown="着信",
    # Where it answers: who calls, whether the team is there, and whose telephones ring.
    queries=4,
    foreign=voice_body("1", To="+815087654321"),
    content_type="application/x-www-form-urlencoded",
    odd=(
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff\xfe",
        b"&" * 100_000,
        voice_body("2", From=""),
        voice_body(""),
        voice_body("3", From="client:joey_ramone"),
        voice_body("4", CallStatus="9" * 5000),
        voice_body("5", CallSid="../../" * 50),
        twilio_body("8", "x"),
    ),
)  # fmt: skip

VONAGE_SECRET, VONAGE_OWN = "a-signature-secret-of-vonage", "815011112222"


def vonage_signed(body: bytes, channel: Channel) -> dict[str, str]:
    """Over every other field of the form, sorted; it is one of the fields itself."""
    said = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    text = "".join(f"&{name}={said[name].replace('&', '_').replace('=', '_')}" for name in sorted(said))
    key = json.loads(channel.credentials)["signature_secret"].encode()
    return {"sig": hmac.new(key, text.encode(), hashlib.sha256).hexdigest()}


def vonage_said(name: str, text: str = "", **more: str) -> bytes:
    told = {"msisdn": "819012345678", "to": VONAGE_OWN, "messageId": f"0B{name}", "text": text, "type": "unicode"}
    told |= {"api-key": "abcd1234", "timestamp": str(int(time.time())), "nonce": "n"}
    return urlencode(told | {key.replace("_", "-"): value for key, value in more.items()}).encode()


def vonage_carried(body: bytes, signed: dict[str, str]) -> bytes:
    return body + (b"&" if body else b"") + urlencode(signed).encode() if signed else body


VONAGE = Provider(
    kind="sms",
    name="vonage",
    header="sig",
    credentials={"api_secret": "an-api-secret", "signature_secret": VONAGE_SECRET},
    settings={"provider": "vonage", "api_key": "abcd1234", "number": f"+{VONAGE_OWN}"},
    signed=vonage_signed,
    said=vonage_said,
    foreign=vonage_said("1", "別の番号宛", to="815033334444"),
    content_type="application/x-www-form-urlencoded",
    carried=vonage_carried,
    any_case=True,
    odd=(
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff\xfe",
        b"&" * 100_000,
        b"a=1&" * 1000,
        vonage_said("2", "x", msisdn=""),
        vonage_said("", "x", messageId=""),
        vonage_said("3", "x", timestamp="9" * 5000),
        vonage_said("4", "x", concat="true", concat_ref="1", concat_total="9" * 500, concat_part="0"),
        vonage_said("5", "x", messageId="../../" * 50),
        vonage_said("6", "x", status="eaten", err_code="9" * 500),
        vonage_said("7", "x", type="hologram", msisdn="nobody"),
    ),
)  # fmt: skip

API_SECRET = "odsec_8a11b27e8f34b3c1_of_a_ticket_system"


def api_signed(body: bytes, channel: Channel, at: float | None = None) -> dict[str, str]:
    """Over the time and the raw body."""
    stamp = str(int(time.time() if at is None else at))
    key = json.loads(channel.credentials)["secret"].encode()
    made = hmac.new(key, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Omnidesk-Signature": f"t={stamp},v1={made}"}


def api_event(name: str, text: str = "", /, **more: Any) -> dict[str, Any]:
    """Hanako writes in another system."""
    return {"type": "message", "id": name, "sender": {"id": "user-7", "name": "佐藤 花子"}, "text": text} | more


def api_body(name: str, text: str = "", /, **more: Any) -> bytes:
    return json.dumps(api_event(name, text, **more)).encode()


API = Provider(
    kind="api",
    header="Omnidesk-Signature",
    credentials={"secret": API_SECRET},
    settings={"url": "https://system.example/omnidesk", "receipts": "read"},
    signed=api_signed,
    said=api_body,
    foreign=json.dumps({"channel": "another", "events": [api_event("1", "別の窓口宛")]}).encode(),
    # A batch of hers is smaller than what this door takes of others; see test_api_channel.py.
    many=None,
    odd=(
        b"",
        b"{",
        b"7",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b"\xff\xfe",
        json.dumps({"events": ["text", 7, None, []]}).encode(),
        json.dumps({"events": {}, "type": ["message"]}).encode(),
        b'{"events": [' + b"[" * 900 + b"]" * 900 + b"]}",
        b'{"events": [' + b"[" * 30_000 + b"]" * 30_000 + b"]}",
        api_body("2", "x", sender={"id": "a b"}),
        api_body("3", "x", sender="user-7"),
        api_body("", "x"),
        api_body("4", "x", type="hologram"),
        api_body("5", "x").replace(b'"x"', b"{}"),
        api_body("6", "x" * 30_000),
        api_body("7", "x", at="2026-11-22T14:00:00"),
        api_body("8", "x", at="0001-01-01T00:00:00+14:00"),
        api_body("9", "x", files=[{"url": "file:///etc/passwd"}, {"base64": "=%"}, {}]),
        api_body("10", "x", deep=json.loads("[" * 200 + "]" * 200)),
        api_body("11", "x").replace(b'"x"', b"9" * 5000),
        api_body("12", "x").replace(b'"x"', b"NaN"),
        json.dumps({"type": "receipt", "message": "9" * 300, "status": "read"}).encode(),
        json.dumps({"type": "receipt", "message": "x", "status": "eaten"}).encode(),
    ),
)  # fmt: skip

PROVIDERS: dict[str, Provider] = {one.name or one.kind: one for one in (LINE, TWILIO, VONAGE, VOICE, API)}
