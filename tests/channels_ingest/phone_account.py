"""A telephone number at Twilio in the tests: its channel here, its server there, and Hanako's telephone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree.ElementTree import Element, fromstring

from django.http import HttpResponse
from django.test import Client
from twilio.request_validator import RequestValidator

from agents.models import Agent
from channels_ingest import sending
from channels_ingest.adapters.webhook import webhook_address
from channels_ingest.phone.twilio import Twilio
from conversations import calls
from conversations.models import Call, Channel, Message
from customers.models import Assurance, Identity, IdentityKind
from tests.cast import Desk
from tests.channels_ingest.providers import TWILIO_NUMBER, TWILIO_SID, TWILIO_TOKEN, VOICE
from tests.channels_ingest.sms_server import ACCOUNT, SmsServer, running
from tests.channels_ingest.visitor import work

HANAKO, AYA = "+819012345678", "+819099990001"
DIALLING = f"{ACCOUNT}/Calls.json"


class VoiceServer(SmsServer):
    """Takes calls besides, and hands out recordings."""

    def answer(self, path: str, headers: dict[str, str], form: dict[str, str]) -> tuple[int, Any]:
        status, answer = super().answer(path, headers, form)
        if path != DIALLING or status == 401:
            return status, answer
        self.said.append(form)
        return 201, {"sid": f"CA{len(self.said):032d}", "status": "queued"}


@dataclass
class Line:
    desk: Desk
    channel: Channel
    api: SmsServer

    def tell(self, step: str = "", about: object = "", *, do: bool = True, **told: str) -> Element:
        """Twilio calls us, signed by its own package; what it is told to do comes back."""
        fields = {"AccountSid": TWILIO_SID, "CallSid": "CA1", "From": HANAKO, "To": TWILIO_NUMBER} | told
        answer = self.brings(urlencode(fields).encode(), step, about)
        assert answer.status_code == 200
        if do:
            work()
        return fromstring(answer.content)  # noqa: S314  our own

    def brings(self, body: bytes, step: str = "", about: object = "") -> HttpResponse:
        """A body as it came, signed for the address of its step."""
        asked = ({"omnidesk-step": step} if step else {}) | ({"omnidesk-message": str(about)} if about else {})
        query = f"?{urlencode(asked)}" if asked else ""
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        signature = RequestValidator(TWILIO_TOKEN).compute_signature(f"{webhook_address(self.channel)}{query}", fields)
        path = f"{urlsplit(webhook_address(self.channel)).path}{query}"
        kind = "application/x-www-form-urlencoded"
        return Client().post(path, body, content_type=kind, headers={VOICE.header: signature})

    def recorded(self, body: bytes, step: str = "", about: object = "", *, ours: str = "From") -> HttpResponse:
        """What Twilio once said to somebody else: the channel is theirs, by the account and number that it names."""
        told = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.channel.settings = self.channel.settings | {"account_sid": told["AccountSid"], "number": told[ours]}
        self.channel.save()
        answer = self.brings(body, step, about)
        work()
        return answer

    def rings(self, **told: str) -> Element:
        return self.tell(Direction="inbound", CallStatus="ringing", **told)

    @property
    def call(self) -> Call:
        return Call.objects.select_related("message").get()

    def number(self, assurance: int = Assurance.PROVEN) -> Identity:
        own = {"kind": IdentityKind.PHONE, "value": HANAKO, "scope": "", "assurance": assurance}
        return Identity.objects.create(customer=self.desk.hanako, home=self.desk.hanako, **own)

    def dialled(self, agent: Agent | None = None) -> Message:
        message = calls.dial(agent or self.desk.aya, self.desk.matter, self.number(), self.channel, key="one")
        sending.deliver(message.pk)
        message.refresh_from_db()
        return message


@contextmanager
def opened(desk: Desk, settings: Any, monkeypatch: Any) -> Iterator[Line]:
    settings.PUBLIC_URL = "https://desk.example.com"
    desk.aya.telephone = AYA
    desk.aya.save()
    with running(VoiceServer()) as (api, address):
        settings.SIMULATOR_URL = address  # where private addresses are allowed
        monkeypatch.setattr(Twilio, "api", address)
        channel = Channel.objects.create(
            kind="phone",
            name="代表電話",
            team=desk.support,
            settings=VOICE.settings,
            credentials=f'{{"auth_token": "{TWILIO_TOKEN}"}}',
        )
        yield Line(desk, channel, api)
