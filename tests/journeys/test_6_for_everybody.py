"""axe finds nothing to complain about on any page, wide and light or narrow and dark, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Theatre

PAGES = [
    "/inbox/", "/inbox/?view=all", "/customers/", "/customers/new/", "/customers/duplicates/", "/me/", "/messages/new/",
    "/settings/people/",
    "/settings/teams/", "/settings/calendars/", "/settings/company/", "/settings/audit/", "/settings/chat-sites/",
    "/settings/chat-sites/new/", "/settings/channels/", "/settings/channels/new/", "/settings/channels/import/",
    "/accounts/password/change/", "/accounts/2fa/", "/nowhere/",
]  # fmt: skip


def complaints(page: Page) -> list[str]:
    # All rules are asked; only what passed is not described node by node.
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [f"{page.url} {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]]


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "ja"), (390, "dark", "en")])
def test_axe_finds_nothing(theatre: Theatre, width: int, scheme: str, language: str):
    theatre.outage = True  # the page that is not there says so to the console too
    admin = theatre.agent("tomoya.noguchi", width=width, height=844, language=language)
    admin.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    found = []
    for path in PAGES:
        admin.goto(theatre.product.url + path)
        found += complaints(admin)
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


def test_nothing_is_cut_off_on_the_smallest_laptop(theatre: Theatre):
    admin = theatre.agent("tomoya.noguchi", width=1366, height=768)
    for path in PAGES[:-1]:
        admin.goto(theatre.product.url + path)
        assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
