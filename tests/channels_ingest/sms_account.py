"""Accounts at Twilio and Vonage in the tests: their channels here, their servers there, and Hanako who writes."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from channels_ingest import sending
from channels_ingest.sms.twilio import Twilio
from channels_ingest.sms.vonage import Vonage
from conversations import outbox
from conversations.models import Attachment, Channel, Message
from tests.cast import Desk
from tests.channels_ingest.providers import TWILIO, twilio_body, twilio_signed
from tests.channels_ingest.sms_server import SmsServer, running
from tests.channels_ingest.visitor import work

HANAKO = "+819012345678"
FORM = "application/x-www-form-urlencoded"
SECRET, VONAGE_NUMBER = "a-signature-secret-of-vonage", "815011112222"
VONAGE_SETTINGS = {"provider": "vonage", "api_key": "abcd1234", "number": f"+{VONAGE_NUMBER}"}
VONAGE_SECRETS = {"api_secret": "an-api-secret", "signature_secret": SECRET}


@dataclass
class Account:
    desk: Desk
    channel: Channel
    api: SmsServer
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def post(
        self, body: bytes, query: str = "", kind: str = FORM, headers: dict[str, str] | None = None
    ) -> HttpResponse:
        path = f"/in/sms/{self.channel.public_id}/{query}"
        answer: Any = Client().post(path, body, content_type=kind, headers=headers or {})
        return answer

    def twilio(self, body: bytes, query: str = "") -> None:
        assert self.post(body, query, headers=twilio_signed(body, self.channel, query)).status_code == 200
        work()

    def vonage(self, kind: str = FORM, *, do: bool = True, **told: str) -> None:
        assert self.post(vonage_body(kind, **told), kind=kind).status_code == 200
        if do:
            work()

    def writes(self, text: str = "充電できません", **more: str) -> Message:
        number = str(next(self._numbers))
        if self.channel.settings["provider"] == "twilio":
            self.twilio(twilio_body(number, text, **more))
        else:
            self.vonage(messageId=f"0B{number}", text=text, **more)
        return Message.objects.select_related("identity", "conversation").latest("pk")

    def answers(self, message: Message, text: str = "お調べします", *files: Attachment) -> Message:
        """Aya answers; not sent yet."""
        return outbox.reply(
            message.conversation,
            self.desk.aya,
            text=text,
            channel=self.channel,
            identity=message.identity,
            client_key=str(next(self._numbers)),
            seen_revision=None,
            attachment_ids=tuple(file.pk for file in files),
        )


def deliver(message: Message) -> Message:
    sending.deliver(message.pk)
    return Message.objects.select_related("channel", "identity").get(pk=message.pk)


def vonage_body(kind: str = FORM, **told: str) -> bytes:
    """An SMS of Hanako's, of this moment, signed."""
    said = {"msisdn": "819012345678", "to": VONAGE_NUMBER, "messageId": "0B01", "text": "", "type": "unicode"}
    said |= {"api-key": "abcd1234", "timestamp": str(int(time.time())), "nonce": "n"}
    said |= {name.replace("_", "-"): value for name, value in told.items()}
    text = "".join(f"&{name}={said[name].replace('&', '_').replace('=', '_')}" for name in sorted(said))
    said["sig"] = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    return json.dumps(said).encode() if kind == "application/json" else urlencode(said).encode()


@contextmanager
def opened(desk: Desk, settings: Any, monkeypatch: pytest.MonkeyPatch, provider: str) -> Iterator[Account]:
    with running() as (api, address):
        settings.SIMULATOR_URL = address  # where private addresses are allowed
        settings.PUBLIC_URL = "https://desk.example.com"
        monkeypatch.setattr(Twilio, "api", address)
        monkeypatch.setattr(Vonage, "api", address)
        is_twilio = provider == "twilio"
        channel = Channel.objects.create(
            kind="sms",
            name="みなと家電 SMS",
            team=desk.support,
            settings=dict(TWILIO.settings if is_twilio else VONAGE_SETTINGS),
            credentials=json.dumps(TWILIO.credentials if is_twilio else VONAGE_SECRETS),
        )
        yield Account(desk, channel, api)
