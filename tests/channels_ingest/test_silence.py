"""What people write, and what opens their doors, goes through the whole house and into no log and no task."""

import logging
from typing import Any

import pytest
from django.urls import reverse

from omnidesk import waking
from tests.cast import Desk
from tests.channels_ingest.visitor import Browser, work
from tests.conversations.test_files import picture

CANARY = "kanariya4711"


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr(waking, "call", lambda *words: told.append(words) or False)
    return told


def visitor_s_way(desk: Desk) -> Browser:
    browser = Browser(desk.chat, HTTP_USER_AGENT=f"{CANARY}\r\n\x1b[31m<script>").begin()
    page = {"url": f"https://shop.example/{CANARY}", "title": CANARY}
    browser.post("messages/", {"key": "5a3cf2c8-9f5e-4f0e-9d38-2f4c8a1b7e60", "text": CANARY, "page": page})
    browser.post("details/", {"name": CANARY, "email": f"{CANARY}@mail.example"})
    browser.post("details/", {"name": CANARY, "email": CANARY})
    browser.post("identify/", {"token": f"{CANARY}.{CANARY}.{CANARY}"})
    browser.post("messages/", {"key": CANARY, "text": CANARY})
    browser.client.post(browser.url("uploads/"), {"file": picture()}, headers=browser.headers())
    browser.get(f"messages/?after={CANARY}")
    work()
    return browser


def agent_s_way(desk: Desk, browser: Browser) -> None:
    client = desk.client(desk.aya)
    matter = browser.session.identity.customer.conversations.get()  # type: ignore[union-attr]  # it has written
    client.get(f"/conversations/{matter.pk}/")
    client.post(reverse("notes", args=[matter.pk]), {"text": CANARY, "client_key": "a"})
    client.post(reverse("replies", args=[matter.pk]), {"text": CANARY, "client_key": CANARY})
    client.post(reverse("title", args=[matter.pk]), {"title": CANARY})
    client.get(f"/customers/?q={CANARY}")
    client.get(f"/{CANARY}/")
    client.post(reverse("account_login"), {"login": f"{CANARY}@x.example", "password": CANARY})


def test_no_word_of_anybody_is_logged_or_handed_to_a_task(
    desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], woken: list[tuple[Any, ...]]
) -> None:
    caplog.set_level(logging.INFO)
    browser = visitor_s_way(desk)
    agent_s_way(desk, browser)
    printed = "".join(capfd.readouterr())
    for secret in (CANARY, browser.token):
        assert secret not in printed
        assert secret not in str(woken)
        assert [line for line in caplog.records if secret in str(line.__dict__.get("msg"))] == []
    assert all(isinstance(word, int) for _, *words in woken for word in words)
