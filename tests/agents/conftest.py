from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from agents.models import Agent
from omnidesk import waking
from tests.cast import PASSWORD


@pytest.fixture(autouse=True)
def rested() -> Iterator[None]:
    """Lock-outs and limits are counted in Redis, which tests do not roll back."""
    cache.clear()
    yield
    cache.clear()


@dataclass
class Post:
    """Letters handed to the worker: what was asked, and (once delivered) the mail itself."""

    asked: list[tuple[str, int]] = field(default_factory=list)

    def last(self) -> EmailMessage:
        return mail.outbox[-1]

    def link(self) -> str:
        return next(word for word in str(self.last().body).split() if word.startswith("http"))


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """No worker runs here: as without Redis, letters are sent at once."""
    box = Post()

    def call(name: str, kind: str, pk: int) -> bool:
        box.asked.append((kind, pk))
        return False

    monkeypatch.setattr(waking, "call", call)
    return box


def with_password(agent: Agent, password: str = PASSWORD) -> Agent:
    agent.set_password(password)
    agent.save(update_fields=["password"])
    return agent


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None, **more: str):
    client = client or Client()
    to = more.pop("next", "")
    data = {"login": email, "password": password, **({"next": to} if to else {})}
    return client.post(reverse("account_login"), data, **more)
