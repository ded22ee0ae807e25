"""An account at LINE in the tests: its channel here, its server there, and Hanako who writes to it."""

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from channels_ingest.adapters.line import Line
from channels_ingest.models import RawDelivery
from conversations import outbox
from conversations.models import Attachment, Channel, Message
from tests.cast import Desk
from tests.channels_ingest.line_server import LineServer, running
from tests.channels_ingest.providers import LINE, line_body, line_event
from tests.channels_ingest.visitor import work

HANAKO = "U206d25c2ea6bd87c17655609a1c37cb8"


@dataclass
class Account:
    desk: Desk
    channel: Channel
    line: LineServer
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def brings(self, *events: Any) -> RawDelivery:
        """LINE calls; the newest delivery."""
        body = line_body(*events)
        path = f"/in/line/{self.channel.public_id}/"
        signed = LINE.signed(body, self.channel)
        assert Client().post(path, body, content_type="application/json", headers=signed).status_code == 200
        return RawDelivery.objects.latest("pk")

    def event(self, text: str = "", **more: Any) -> dict[str, Any]:
        """Of this moment: a text, unless `message` says otherwise."""
        number = str(next(self._numbers))
        message = {"id": number} | more.pop("message", {"type": "text", "text": text})
        return line_event(number, timestamp=int(time.time() * 1000)) | {"message": message} | more

    def writes(self, text: str = "充電できません", **more: Any) -> Message:
        self.brings(self.event(text, **more))
        work()
        return Message.objects.latest("pk")

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


@contextmanager
def opened(desk: Desk, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    with running() as (line, address):
        settings.SIMULATOR_URL = address  # where private addresses are allowed
        monkeypatch.setattr(Line, "api", address)
        monkeypatch.setattr(Line, "data", address)
        channel = Channel.objects.create(
            kind="line",
            name="みなと家電 LINE",
            team=desk.support,
            credentials=json.dumps(LINE.credentials),
            settings=LINE.settings,
        )
        yield Account(desk, channel, line)
