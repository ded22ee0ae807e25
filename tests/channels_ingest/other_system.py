"""A ticket system of the company in the tests: it signs by its own code, keeps what it was told once, and answers."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from unittest.mock import patch

from django.http import HttpResponse
from django.test import Client

from channels_ingest import credentials, sending
from channels_ingest.models import RawDelivery
from conversations import outbox
from conversations.models import Attachment, Channel, Message
from omnidesk import calling
from tests.cast import Desk
from tests.channels_ingest.local_server import serving
from tests.channels_ingest.providers import API_SECRET, api_event, api_signed
from tests.channels_ingest.visitor import work


class OtherSystem:
    """What it was told, by the delivery's name; `troubles` = what the next calls meet instead."""

    def __init__(self) -> None:
        self.secret = API_SECRET
        self.had: dict[str, dict[str, Any]] = {}
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.troubles: list[tuple[int, Any, dict[str, str]] | str] = []
        # GET: a path → what is there.
        self.files: dict[str, list[tuple[int, bytes]]] = {}
        self.answers_id = True

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        stamp, *given = headers["omnidesk-signature"].split(",")
        right = hmac.new(self.secret.encode(), f"{stamp[2:]}.".encode() + body, hashlib.sha256).hexdigest()
        if f"v1={right}" not in given or abs(time.time() - int(stamp[2:])) > 300:
            return 401, {"error": "signature"}
        name, said = headers["omnidesk-delivery"], json.loads(body)
        if said["type"] == "ping":
            return 200, {}
        if name in self.had:
            return 409, {}
        self.had[name] = said
        return 200, {"id": f"t-{len(self.had)}"} if self.answers_id else {}


@contextmanager
def running() -> Iterator[tuple[OtherSystem, str]]:
    system = OtherSystem()
    with serving(handler(system)) as address:
        yield system, address


def handler(system: OtherSystem) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers = system.files.get(self.path, [(404, b"")])
            self.say(*(answers.pop(0) if len(answers) > 1 else answers[0]))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            system.calls.append((headers, body))
            trouble = system.troubles.pop(0) if system.troubles else None
            if trouble == "broken":
                system.take(headers, body)
                self.close_connection = True
                return
            self.say(*(trouble if isinstance(trouble, tuple) else system.take(headers, body)))

        def say(self, status: int, answer: Any, headers: dict[str, str] | None = None) -> None:
            packed = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(packed)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


@dataclass
class Ticketing:
    desk: Desk
    channel: Channel
    system: OtherSystem
    address: str
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def posts(self, said: Any, at: float | None = None, headers: dict[str, str] | None = None) -> HttpResponse:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        signed = api_signed(body, self.channel, at) if headers is None else headers
        path = f"/in/api/{self.channel.public_id}/"
        return Client().post(path, body, content_type="application/json", headers=signed)

    def brings(self, said: Any) -> RawDelivery:
        assert self.posts(said).json() == {"kept": True}
        work()
        return RawDelivery.objects.latest("pk")

    def writes(self, text: str = "充電できません", **more: Any) -> Message:
        self.brings(api_event(f"m-{next(self._numbers)}", text, **more))
        return Message.objects.latest("pk")

    def answered(self, message: Message, text: str = "お調べします", *files: Attachment) -> Message:
        """Aya answers, and it is sent."""
        return deliver(self.queued(message, text, *files))

    def queued(self, message: Message, text: str = "お調べします", *files: Attachment) -> Message:
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

    def fresh(self) -> Channel:
        return Channel.objects.get(pk=self.channel.pk)


def deliver(message: Message) -> Message:
    sending.deliver(message.pk)
    return Message.objects.select_related("channel").get(pk=message.pk)


@contextmanager
def opened(desk: Desk, settings: Any) -> Iterator[Ticketing]:
    with running() as (system, address):
        settings.SIMULATOR_URL = address
        channel = Channel(kind="api", name="チケット", team=desk.support)
        channel.settings = {"url": f"{address}/omnidesk", "receipts": "read"}
        credentials.replace(channel, {"secret": API_SECRET})
        channel.save()
        with public(address):
            yield Ticketing(desk, channel, system, address)


def public(address: str) -> Any:
    """As if this one server stood in the public network; every other address is judged as ever."""
    judged = calling.opened

    def opened(url: str, until: float, strange: bool) -> Any:
        return judged(url, until, strange and not url.startswith(f"{address}/"))

    return patch.object(calling, "opened", opened)
