"""axe finds nothing to complain about on any page, wide and light or narrow and dark, in both languages; and nothing is
cut off on the smallest laptop."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Theatre

PAGES = [
    "/inbox/", "/inbox/?view=all", "/customers/", "/customers/new/", "/customers/duplicates/", "/me/", "/messages/new/",
    "/callbacks/", "/promises/", "/asked-again/", "/settings/people/",
    "/settings/teams/", "/settings/calendars/", "/settings/company/", "/settings/audit/", "/settings/chat-sites/",
    "/settings/simulator/", "/settings/deliveries/", "/settings/mailboxes/", "/settings/apps/",
    "/settings/chat-sites/new/", "/settings/channels/", "/settings/channels/new/", "/settings/channels/import/",
    "/accounts/password/change/", "/accounts/2fa/", "/nowhere/",
]  # fmt: skip


def complaints(page: Page) -> list[str]:
    # All rules are asked; only what passed is not described node by node.
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [f"{page.url} {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]]


def cut_off(page: Page) -> list[str]:
    """In a window as the smallest laptop has it; then it is as wide as before."""
    size: Any = page.viewport_size
    page.set_viewport_size({"width": 1366, "height": 768})
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size(size)
    return [f"{page.url} is {wide} too wide"] if wide > 0 else []


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "ja"), (390, "dark", "en")])
def test_axe_finds_nothing_and_nothing_is_cut_off(theatre: Theatre, width: int, scheme: str, language: str):
    theatre.outage = True  # the page that is not there says so to the console too
    admin = theatre.agent("tomoya.noguchi", width=width, height=844, language=language)
    admin.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    found = []
    for path in PAGES:
        admin.goto(theatre.product.url + path)
        found += complaints(admin) + (cut_off(admin) if width > 1366 else [])
    admin.goto(theatre.product.url + "/inbox/?view=all")
    admin.locator("[role=option]").first.click()
    admin.locator("[role=log] li").first.wait_for()
    found += complaints(admin)
    admin.goto(theatre.product.url + "/customers/")
    admin.locator("tbody a").first.click()
    found += complaints(admin)
    stranger = theatre.window(width=width, language=language)
    stranger.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    for path in ("/accounts/login/", "/accounts/password/reset/"):
        stranger.goto(theatre.product.url + path)
        found += complaints(stranger)
    assert found == []
