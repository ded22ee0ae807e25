import json
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from channels_ingest.api import keys
from channels_ingest.models import ConnectedApp
from tests.cast import Desk


class Caller:
    """A server of the company, with its key."""

    def __init__(self, app: ConnectedApp, key: str, language: str = "en") -> None:
        self.app, self.key, self.client = app, key, Client(headers={"Accept-Language": language})

    def post(self, path: str, body: Any, **extra: Any) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.key}"} | extra.pop("headers", {})
        content = body if isinstance(body, bytes) else json.dumps(body)
        extra = {"content_type": "application/json"} | extra
        return self.client.post(f"/api/v1/{path}/", content, headers=headers, **extra)

    def hand_over(self, **body: Any) -> dict[str, Any]:
        answer = self.post("handoffs", SATO | body)
        assert answer.status_code == 201, answer.content
        return answer.json()


SATO = {
    "identity": {"account": "m-1", "name": "佐藤 花子", "email": "hanako@example.jp", "phone": "090-1234-5678"},
    "authentication": {"state": "authenticated", "method": "passkey", "level": "aal2"},
    "context": {"screen": "AddressChange", "flow": "住所変更", "step": "3", "error": "E-ADDR-03"},
}


def connected(desk: Desk, name: str = "みなとアプリ", **fields: Any) -> Caller:
    fields = {"scopes": ["handoffs", "touchpoints"], "members_of": desk.chat} | fields
    app = ConnectedApp(name=name, **fields)
    key = keys.give(app)
    app.save()
    return Caller(app, key)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def app(desk: Desk) -> Caller:
    """The company's app; its members are those of the shop's chat."""
    return connected(desk)
