"""The panes' widths in a real browser: dragged, pressed, clicked, and remembered."""

import pytest
from playwright.sync_api import Page

from tests.browser import until
from tests.looks.conftest import Open

SPLITTER = '<div class="splitter" role="separator" tabindex="0" data-pane="{}" aria-label="幅"></div>'
BODY = SPLITTER.format("queue") + SPLITTER.format("context")
WIDTH = "getComputedStyle(document.documentElement).getPropertyValue('--{}-w').trim()"


@pytest.fixture
def wide(shell: Open) -> Page:
    page = shell(BODY)
    page.set_viewport_size({"width": 1600, "height": 900})
    return page


def drag(page: Page, pane: str, by: int) -> None:
    box = page.locator(f"[data-pane={pane}]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 4 + by, 300, steps=4)
    page.mouse.up()


@pytest.mark.parametrize(("pane", "by"), [("queue", 40), ("context", -40)])
def test_it_follows_the_pointer_and_remembers(wide: Page, pane: str, by: int) -> None:
    before = int(wide.evaluate(WIDTH.format(pane))[:-2])
    drag(wide, pane, by)
    assert wide.evaluate(WIDTH.format(pane)) == f"{before + 40}px"
    wide.reload()
    until(wide, "document.documentElement.dataset.ready === 'yes'")
    assert wide.evaluate(WIDTH.format(pane)) == f"{before + 40}px"


def test_it_moves_with_the_arrows_between_its_ends(wide: Page) -> None:
    splitter = wide.locator("[data-pane=queue]")
    splitter.press("Home")
    splitter.press("ArrowRight")
    assert splitter.get_attribute("aria-valuenow") == "316"
    splitter.press("End")
    splitter.press("ArrowRight")
    assert wide.evaluate(WIDTH.format("queue")) == "420px"


def test_a_click_goes_to_the_widest_and_back(wide: Page) -> None:
    splitter = wide.locator("[data-pane=context]")
    splitter.press("Enter")
    for width in ("420", "348"):
        drag(wide, "context", 0)
        assert splitter.get_attribute("aria-valuenow") == width


def test_a_narrow_window_keeps_its_own_widths(wide: Page) -> None:
    drag(wide, "queue", 60)
    wide.set_viewport_size({"width": 1366, "height": 768})
    until(wide, WIDTH.format("queue") + " === '300px'")
