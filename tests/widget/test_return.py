"""A desk that was away for minutes comes back: everybody is with it within seconds, by the browser's own clock."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import PATIENCE, until
from tests.widget.conftest import Visitor
from tests.widget.emulator import Emulator

SOON = 10
AWAY = 90


@pytest.fixture(autouse=True)
def clock(context: BrowserContext) -> None:
    context.clock.install()


def pass_by(page: Page, seconds: int, *, breath: int = 20, until: Callable[[], object] = lambda: False) -> None:
    """Second by second, with a breath in between for the answers of the network, which has a clock of its own."""
    for _ in range(seconds):
        if until():
            return
        page.clock.run_for(1000)
        page.wait_for_timeout(breath)


def soon(page: Page, true: Callable[[], object]) -> None:
    """What is asked by then is answered, however long the network takes: the page's clock stands still meanwhile."""
    pass_by(page, SOON, breath=400, until=true)
    end = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert true()


def state(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.live"))


def test_a_visitor_is_heard_and_hears_soon_after_a_long_outage(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    emulator.down = True
    emulator.break_sockets()
    visitor.write("留守の間に書きました")
    pass_by(visitor.page, AWAY)
    assert len(emulator.posted) == 1
    emulator.heard.clear()
    emulator.down = False
    soon(visitor.page, lambda: emulator.heard and len(emulator.posted) == 2)
    assert [row["text"] for row in emulator.posted] == ["はじめまして", "留守の間に書きました"]


def test_a_page_of_the_console_is_fresh_soon_after_a_long_outage(context: BrowserContext, emulator: Emulator):
    page = context.new_page()
    page.goto(emulator.desk + "/static/js/live.js")
    page.evaluate("import('/static/js/live.js')")
    until(page, "document.documentElement.dataset.live === 'fresh'")
    emulator.down = True
    emulator.break_sockets()
    until(page, "document.documentElement.dataset.live === 'offline'")
    pass_by(page, AWAY)
    assert state(page) == "offline"
    emulator.down = False
    soon(page, lambda: state(page) == "fresh")
