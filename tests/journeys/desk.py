"""What an agent does in the console, in words."""

import re

from playwright.sync_api import Locator, Page


def open_matter_saying(page: Page, text: str) -> None:
    """Find the row by its last line, in the queue of the unassigned, and open it."""
    page.locator("a[data-view=unassigned]").click()
    page.locator("[role=option]", has_text=text).last.click()
    thread(page).get_by_text(text).first.wait_for()


def thread(page: Page) -> Locator:
    return page.locator("[role=log]")


def write(page: Page, text: str) -> None:
    page.locator("#write").fill(text)


def send(page: Page) -> None:
    page.locator("#write").press("Control+Enter")


def reply(page: Page, text: str) -> None:
    write(page, text)
    send(page)


def bubble(page: Page, text: str) -> Locator:
    return thread(page).locator("li[data-kind=message]", has_text=text)


def insist(page: Page, text: str) -> None:
    """Confirm a reply that is held because something came in between, until it is sent."""
    held = page.get_by_role("button", name="確認して送信")
    sent = bubble(page, text).filter(has_text=re.compile("送信済|配信済|既読"))
    sent.or_(held).first.wait_for()
    if held.is_visible():
        held.click()
    sent.first.wait_for()
