"""The simulator in a real browser: the customer writes, the desk answers, and both are seen without a press."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright

from tests.browser import CHROMIUM
from tests.simulator.practice import Practice

pytestmark = pytest.mark.slow
PATIENCE = 20_000


@contextmanager
def opened(practice: Practice, width: int = 1440) -> Iterator[Page]:
    """Without sockets; the page asks by itself."""
    session = practice.desk.client(practice.desk.noguchi).cookies[settings.SESSION_COOKIE_NAME].value
    home, troubles = settings.PUBLIC_URL, []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error" and "WebSocket" not in said.text:
            troubles.append(said.text)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="ja-JP")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": home}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.on("console", hear)
        page.goto(f"{home}/settings/simulator/")
        yield page
        browser.close()
    assert troubles == []


def test_words_a_trouble_and_an_answer(line: Practice):
    with opened(line) as page:
        page.locator("#fault-unsigned").press("Space")
        expect(page.locator("#fault-unsigned")).to_have_attribute("aria-checked", "true")
        expect(page.locator("#fault-unsigned")).to_be_focused()
        page.get_by_role("textbox", name="本文").fill("充電できません")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".msg.out .bubble")).to_have_text("充電できません")
        expect(page.locator("#fault-unsigned")).to_have_attribute("aria-checked", "false")
        page.locator(".logline", has_text="403").press("Enter")
        expect(page.locator("#simcall")).to_contain_text("x-line-signature: •••")
        page.get_by_role("textbox", name="本文").fill("書きかけ")
        page.request.fetch(
            f"{line.base}/v2/bot/message/push", method="POST",
            headers={"Authorization": f"Bearer {line.secret('token')}"}, data=line.push_body(),
        )  # fmt: skip
        expect(page.locator(".msg:not(.out) .bubble")).to_have_text("承りました")
        expect(page.get_by_role("textbox", name="本文")).to_have_value("書きかけ")


def test_a_narrow_window_shows_one_pane_at_a_time(line: Practice):
    with opened(line, width=390) as page:
        expect(page.locator("[data-of]:visible")).to_have_count(1)
        page.get_by_role("button", name="故障と記録").click()
        expect(page.locator(".simlog")).to_be_visible()
        expect(page.locator("[data-of]:visible")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
