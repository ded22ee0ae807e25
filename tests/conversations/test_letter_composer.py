"""Mails in a real browser: written, refused, taken back, handed on, and opened in their frame."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from conversations.envelopes import Address
from conversations.models import Draft, Message
from tests.browser import CHROMIUM, until
from tests.cast import Desk
from tests.letters import HANAKO, SUPPORT, Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE = 20_000
OTHERS = (Address("", SUPPORT), Address("佐藤 太郎", "taro@mail.example"))
FORMATTED = '<p style="height:900px">Hello</p><img src="https://cdn.example/a.png" width="80" height="40">'


@pytest.fixture
def mail(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Message:
    post = Post.open(desk, monkeypatch)
    return post.brings("動きません", html=FORMATTED, to=OTHERS)


@contextmanager
def opened(desk: Desk, live_server: LiveServer, mail: Message) -> Iterator[Page]:
    """Without sockets, so that the page asks by itself. The database is asked before or after, never meanwhile."""
    session, troubles = desk.client(desk.aya).cookies[settings.SESSION_COOKIE_NAME].value, []

    def hear(said: ConsoleMessage) -> None:
        # Sockets have no server here, and a refusal is what one of the tests is about.
        if said.type == "error" and "WebSocket" not in said.text and "400" not in said.text:
            troubles.append(said.text)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja-JP")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.on("console", hear)
        page.goto(live_server.url + reverse("conversation", args=[mail.conversation_id]))
        until(page, "document.querySelector('#log-frame:not([aria-busy])')")
        yield page
        browser.close()
    assert troubles == []


def test_it_writes_a_mail_and_takes_it_back(desk: Desk, live_server: LiveServer, mail: Message):
    with opened(desk, live_server, mail) as page:
        expect(page.locator("#letter-to")).to_have_text(HANAKO)
        page.click("[data-reply-all]")
        expect(page.locator("#letter-cc")).to_have_value("佐藤 太郎 <taro@mail.example>")
        page.fill("#letter-cc", "taro@")
        page.fill("#letter-subject", "交換のご案内")
        page.fill("#write", "交換品を発送します。")
        page.press("#write", "Control+Enter")
        expect(page.locator("#guards")).to_contain_text("taro@")
        expect(page.locator("#write")).to_have_value("交換品を発送します。")
        page.fill("#letter-cc", "taro@mail.example")
        page.press("#write", "Control+Enter")
        expect(page.locator(".leg .mail.ours")).to_contain_text("交換のご案内")
        expect(page.locator("[data-leaves]")).to_contain_text("秒")
        expect(page.locator("#letter-subject")).to_have_value("Re: 掃除機が充電できない")
        page.click(".toast .do")
        expect(page.locator("#write")).to_have_value("交換品を発送します。")
        expect(page.locator("#letter-subject")).to_have_value("交換のご案内")
        expect(page.locator("#letter-cc")).to_have_value("taro@mail.example")
        expect(page.locator(".msg.unsent")).to_be_visible()
        expect(page.locator("#saved")).to_have_text("下書きを保存しました")
    assert Draft.objects.get().letter == {"subject": "交換のご案内", "cc": "taro@mail.example"}


def test_it_hands_a_mail_on_to_somebody_else(desk: Desk, live_server: LiveServer, mail: Message):
    with opened(desk, live_server, mail) as page:
        page.click("[data-forward]")
        expect(page.locator("#letter-elsewhere")).to_be_focused()
        expect(page.locator("#letter-subject")).to_have_value("Fwd: 掃除機が充電できない")
        page.fill("#letter-elsewhere", "repair@parts.example")
        page.press("#write", "Control+Enter")
        expect(page.locator(".leg .mail.ours")).to_contain_text("repair@parts.example へ")
    assert Message.objects.get(direction="out").envelope.to == [["", "repair@parts.example"]]


def test_it_opens_the_formatted_mail_inside_its_bubble(desk: Desk, live_server: LiveServer, mail: Message):
    with opened(desk, live_server, mail) as page:
        assert page.locator("iframe").count() == 0
        page.click("[data-letter]")
        frame = page.frame_locator(".letter-card iframe")
        expect(frame.locator("p")).to_have_text("Hello")
        expect(page.locator(".letter-card .held")).to_be_visible()
        height = page.locator(".letter-card iframe").bounding_box()["height"]  # type: ignore[index]  # it is visible
        assert 400 < height <= 900 * 0.7 + 1
        assert page.locator(".letter-card iframe").get_attribute("title") == "メール: 掃除機が充電できない"
        page.click("[data-letter]")
        expect(page.locator("iframe")).to_have_count(0)
