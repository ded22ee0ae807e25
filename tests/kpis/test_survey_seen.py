"""The survey's page in a real browser: a mark counts once it is seen, and without scripts by the button."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from kpis.models import SurveyAnswer
from tests.browser import CHROMIUM
from tests.cast import Desk
from tests.kpis import asked as story
from tests.kpis.asked import asks, solved, survey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE = 20_000


@contextmanager
def opened(scripts: bool) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, locale="ja-JP", java_script_enabled=scripts
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield page
        browser.close()


@pytest.fixture
def path(desk: Desk) -> str:
    cache.clear()
    survey(desk)
    matter = solved(desk, desk.writes())
    asks()
    return story.link(matter)


def test_a_mark_counts_once_it_is_seen_and_the_rest_by_the_button(path: str, live_server: LiveServer) -> None:
    with opened(scripts=True) as page:
        page.goto(f"{live_server.url}{path}?score=4")
        expect(page.locator("h1")).to_have_text("「満足」で受け付けました")
        page.locator(".rate label").nth(4).click()
        expect(page.locator("h1")).to_have_text("「とても満足」で受け付けました")
        page.get_by_text("1 回", exact=True).click()
        page.fill("#comment", "助かりました")
        expect(page.locator("#left")).to_have_text("6 / 2,000")
        page.click("footer .button")
        expect(page.locator("h1")).to_have_text("回答が届きました")
    row = SurveyAnswer.objects.get()
    assert (row.score, row.again, row.comment, row.is_whole) == (5, 1, "助かりました", True)


def test_without_scripts_the_button_sends_what_the_link_marked(path: str, live_server: LiveServer) -> None:
    with opened(scripts=False) as page:
        page.goto(f"{live_server.url}{path}?score=2")
        expect(page.locator("h1")).to_have_text("「不満」を選びました")
        page.locator(".rate label").nth(2).click()
        page.click("footer .button")
        expect(page.locator("h1")).to_have_text("回答が届きました")
    assert SurveyAnswer.objects.get().score == 3
