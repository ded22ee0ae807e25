"""A visitor's browser in the tests: speaks to the real URLs and sockets as the widget does."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client

from channels_ingest import intake
from channels_ingest.models import RawDelivery, VisitorSession
from conversations.models import Channel, Message


class Browser:
    def __init__(self, channel: Channel, language: str = "ja", **extra: Any) -> None:
        self.channel = channel
        self.client = Client(headers={"Accept-Language": language}, **extra)
        self.token = ""
        self.session_id = ""

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Visitor {self.token}"} if self.token else {}

    def url(self, path: str) -> str:
        return f"/chat/{self.channel.public_id}/{path}"

    def post(self, path: str, body: Any = None, **extra: Any) -> HttpResponse:
        extra |= {"content_type": "application/json", "headers": self.headers()}
        return self.client.post(self.url(path), {} if body is None else body, **extra)

    def get(self, path: str) -> HttpResponse:
        return self.client.get(self.url(path), headers=self.headers())

    def begin(self) -> "Browser":
        said = self.post("session/", {"language": "ja", "page": {"url": "https://shop.example/a", "title": "A"}}).json()
        self.token, self.session_id = said["token"], said["session"]
        return self

    @property
    def session(self) -> VisitorSession:
        return VisitorSession.objects.get(pk=self.session_id)

    def say(
        self, text: str = "充電できません", key: str = "", files: tuple[str, ...] = (), **more: Any
    ) -> HttpResponse:
        return self.post("messages/", {"key": key or str(uuid.uuid4()), "text": text, "files": list(files), **more})

    def write(self, text: str = "充電できません", **more: Any) -> Message:
        """Say it, and let the worker come by."""
        assert self.say(text, **more).status_code == 202
        work()
        return Message.objects.select_related("conversation", "customer", "identity", "channel").latest("pk")

    def thread(self, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"messages/{query}").json()["messages"]
        return found


def work() -> None:
    for raw in RawDelivery.objects.filter(state="pending").order_by("pk"):
        intake.ingest(raw.pk)
