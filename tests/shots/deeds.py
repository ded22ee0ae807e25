"""What a person does on a page before it is worth a picture."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser import until

type Deed = Callable[[Page], None]


def then(*deeds: Deed) -> Deed:
    def do(page: Page) -> None:
        for deed in deeds:
            deed(page)

    return do


def sign_in_wrongly(page: Page) -> None:
    page.fill("input[name=login]", "nobody@minato-kaden.example")
    page.fill("input[name=password]", "not the password")
    page.keyboard.press("Enter")
    page.locator("[role=alert], .error, .banner").first.wait_for()


def set_up(kind: str, until: str) -> Deed:
    """One more of that kind, as far as this step; at the test it waits for its word."""

    def do(page: Page) -> None:
        page.locator(f"button[name=kind][value={kind}]").click()
        while f"/steps/{until}/" not in page.url:
            origins = page.locator("textarea[name=origins]")
            if origins.count():
                origins.fill("https://shop.example.com")
            page.locator("form .onward button.primary").click()
            page.wait_for_load_state()
        if until == "test":
            page.locator("form[action$='/echo/'] button").click()
            page.locator("#echo-word").wait_for()

    return do


def other_system(page: Page) -> None:
    """The simulator's API channel, with a word from its side."""
    page.goto(page.url)
    button = page.locator("button[name=provider][value=api]")
    if button.count():
        page.evaluate(
            "document.querySelector('button[name=provider][value=api]').form.requestSubmit("
            "document.querySelector('button[name=provider][value=api]'))"
        )
    else:
        page.evaluate("[...document.querySelectorAll('a.simch')].at(-1).click()")
    page.wait_for_load_state()
    page.locator("textarea[name=text]").fill("チケット12の件です")
    page.locator("button[name=act][value=text]").click()
    page.locator("#sim-talk .msg").first.wait_for()


def open_first(page: Page) -> None:
    page.locator("#queue-list [role=option]").first.click()
    page.locator("[role=log] li").first.wait_for()


def note_mode(page: Page) -> None:
    page.locator("#tab-note").click()


def customer_drawer(page: Page) -> None:
    button = page.locator(".drawer:visible")
    if button.count():
        button.first.click()


def shown(page: Page, popover: str) -> None:
    """By its button where that can be seen, by hand where a narrow window folds the button away."""
    button = page.locator(f"[popovertarget={popover}]:visible")
    if button.count():
        button.first.click()
    else:
        page.evaluate("id => document.getElementById(id).showPopover()", popover)
    page.locator(f"#{popover}").wait_for()


def opened(popover: str) -> Deed:
    return lambda page: shown(page, popover)


def menu(popover: str) -> Deed:
    """Of the open matter: from its button, or from the menu that holds the rest."""

    def do(page: Page) -> None:
        if not page.locator(f"[popovertarget={popover}]:visible").count():
            shown(page, "more-menu")
            inner = page.locator(f"#more-menu [data-menu={popover}]:visible")
            inner.click() if inner.count() else shown(page, popover)
        else:
            shown(page, popover)
        # Some lists come from the server.
        until(page, "id => document.getElementById(id).textContent.trim() !== ''", arg=popover)

    return do


def palette(query: str) -> Deed:
    def do(page: Page) -> None:
        page.locator("#queue-list").wait_for()
        page.keyboard.press("Control+k")
        page.locator("#palette[open]").wait_for()
        page.locator("#palette input").fill(query)
        page.locator("#palette-list mark" if query else "#palette-list [role=option]").first.wait_for()

    return do


def key_sheet(page: Page) -> None:
    page.locator("[role=log]").focus()
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()


def new_message(page: Page) -> None:
    page.locator("[data-dialog=new-message]").first.click()
    page.locator("#new-message[open] input").first.wait_for()


def invite(page: Page) -> None:
    page.locator("[data-dialog=invite]").first.click()
    page.locator("#invite[open] textarea, #invite[open] input:not([type=hidden])").first.wait_for()


def follow(selector: str, ending: str = "") -> Deed:
    """The first link of this kind whose address ends so."""

    def do(page: Page) -> None:
        addresses = page.locator(selector).evaluate_all("links => links.map((link) => link.href)")
        page.goto(next(address for address in addresses if re.search(ending, address)))

    return do


def first_customer(tail: str) -> Deed:
    def do(page: Page) -> None:
        addresses = page.locator("a[href]").evaluate_all("links => links.map((link) => link.href)")
        page.goto(next(address for address in addresses if re.search(r"/customers/\d+/$", address)) + tail)
        if not tail:
            page.locator(".touches li:not(:has(.bone))").first.wait_for()

    return do


def compare(page: Page) -> None:
    follow("main a[href*='/merge/']", r"/merge/\d+/")(page)


def open_chat(page: Page) -> None:
    page.get_by_role("button", name=re.compile("チャット|chat", re.I)).last.click()
    page.frame_locator("iframe[src*='/chat/']").locator("#text").wait_for()


def ask_for_call(page: Page) -> None:
    open_chat(page)
    frame = page.frame_locator("iframe[src*='/chat/']")
    frame.locator("#call-me").click()
    frame.locator("#call-wish").select_option("booked")
    frame.locator("#call-time option").first.wait_for(state="attached")


def prove(page: Page) -> None:
    """Past the one-time token, which the page has taken from its address."""
    page.locator("input[name=token]").press("Enter")
    page.locator("input[name=token]").wait_for(state="detached")
