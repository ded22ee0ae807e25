"""A practice channel over real HTTP, and what its provider would be asked without any adapter of ours."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from channels_ingest import credentials
from conversations.models import Channel
from omnidesk.calling import Answer, call
from simulator import acting
from simulator.models import SimulatorCall
from simulator.people import PEOPLE
from simulator.providers import Provider
from tests.cast import Desk

HANAKO = PEOPLE[0]


@dataclass
class Practice:
    desk: Desk
    channel: Channel
    provider: Provider

    @property
    def base(self) -> str:
        return f"{settings.SIMULATOR_URL}/simulator/{self.channel.public_id}"

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return call(method, f"{self.base}/{path}", headers=named, body=body)

    def secret(self, name: str) -> str:
        return credentials.secret(self.channel, name)

    def says(self, text: str = "充電できません", deed: str = "text") -> list[SimulatorCall]:
        return acting.act(self.channel, HANAKO, deed, text)

    def line(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        bearer = {"Authorization": f"Bearer {self.secret('token')}", "Content-Type": "application/json"}
        packed = json.dumps(body).encode() if body is not None else b""
        return self.ask(method, path, packed, **(bearer | headers))

    def push_body(self) -> dict[str, Any]:
        return {"to": HANAKO.line_id, "messages": [{"type": "text", "text": "承りました"}]}

    def line_push(self) -> Answer:
        return self.line("POST", "v2/bot/message/push", self.push_body())

    def twilio(self, **fields: str) -> Answer:
        account = str(self.channel.settings["account_sid"])
        packed = base64.b64encode(f"{account}:{self.secret('auth_token')}".encode()).decode()
        form = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {packed}"}
        own = {"To": HANAKO.phone, "From": str(self.channel.settings["number"]), "Body": "承りました"} | fields
        return self.ask("POST", f"2010-04-01/Accounts/{account}/Messages.json", urlencode(own).encode(), **form)

    def vonage(self, **fields: str) -> Answer:
        own = {
            "api_key": str(self.channel.settings["api_key"]), "api_secret": self.secret("api_secret"),
            "to": HANAKO.phone, "from": str(self.channel.settings["number"]), "text": "承りました", "type": "unicode",
        }  # fmt: skip
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", "sms/json", urlencode(own | fields).encode(), **kind)
