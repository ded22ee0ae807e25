"""Real Chromium on a shop page, the emulated desk on another origin. A console error or policy report fails."""

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FrameLocator, Page, Playwright, sync_playwright

from tests.browser import CHROMIUM
from tests.widget.emulator import Emulator

PATIENCE = 20_000


@pytest.fixture(scope="module")
def served() -> Iterator[Emulator]:
    emulator = Emulator()
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    ports = [one.getsockname()[1] for one in sockets]
    # Two names of this machine: two sites for the browser, so the frame is a true third party.
    emulator.desk, emulator.shop = f"http://localhost:{ports[0]}", f"http://127.0.0.1:{ports[1]}"
    emulator.loop = asyncio.new_event_loop()
    server = uvicorn.Server(uvicorn.Config(emulator, lifespan="off", log_level="error", ws="websockets-sansio"))
    thread = threading.Thread(
        target=emulator.loop.run_until_complete, args=(server.serve(sockets=sockets),), daemon=True
    )
    thread.start()
    yield emulator
    server.should_exit = server.force_exit = True
    thread.join(10)
    emulator.loop.close()


@pytest.fixture(scope="module")
def program() -> str:
    """A file that asks what a frame may keep takes the whole browser instead."""
    return CHROMIUM


def launched(playwright: Playwright, program: str, *args: str) -> Browser:
    return playwright.chromium.launch(executable_path=program, args=["--no-sandbox", *args])


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(playwright: Playwright, program: str) -> Iterator[Browser]:
    """As people have it: storage of a frame kept apart for each site around it; by the whole browser, third-party
    cookies blocked.

    Playwright switches that partition off; a later --disable-features replaces its own.
    """
    browser = launched(playwright, program, "--disable-features=HttpsUpgrades")
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def unkept(playwright: Playwright, program: str) -> Iterator[Browser]:
    """Where a frame may store nothing at all: localStorage throws."""
    browser = launched(playwright, program)
    yield browser
    browser.close()


@pytest.fixture
def emulator(served: Emulator) -> Iterator[Emulator]:
    served.reset()
    yield served
    served.break_sockets()


def fresh(browser: Browser, **options: Any) -> BrowserContext:
    viewport = {"width": 1280, "height": 860}
    context = browser.new_context(**{"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": viewport} | options)
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = fresh(chromium)
    yield context
    context.close()


class Visitor:
    """A person with the shop's page before them."""

    def __init__(self, context: BrowserContext, emulator: Emulator, path: str = "/") -> None:
        self.page: Page = context.new_page()
        self.emulator = emulator
        self.problems: list[str] = []
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(emulator.shop + path)

    def note(self, line: ConsoleMessage) -> None:
        # The browser reports every refused request; what the chat makes of it is what the tests look at.
        if line.type == "error" and not re.search("Failed to load resource|WebSocket connection to", line.text):
            self.problems.append(line.text)

    @property
    def launcher(self) -> Any:
        return self.page.locator("omnidesk-chat .launch")

    @property
    def chat(self) -> FrameLocator:
        return self.page.frame_locator("omnidesk-chat iframe")

    def open(self) -> "Visitor":
        self.launcher.click()
        self.chat.locator("html[data-ready]").wait_for(state="attached")
        return self

    def begin(self, text: str = "はじめまして") -> "Visitor":
        """The first word is there and the line is live."""
        self.open().write(text)
        self.wait(lambda: self.emulator.reads and self.emulator.heard)
        self.sees("送信済み")
        return self

    def write(self, text: str) -> None:
        self.chat.locator("#text").fill(text)
        self.chat.locator("#text").press("Enter")

    def turns(self) -> list[str]:
        said: list[str] = self.chat.locator("#lines .bubble").evaluate_all(
            "all => all.map(one => one.lastChild.textContent)"
        )
        return said

    def wait(self, condition: Callable[[], object]) -> None:
        """Until the other side has what it should have."""
        for _ in range(PATIENCE // 50):
            if condition():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("it did not happen")

    def sees(self, text: str, **how: Any) -> None:
        self.chat.get_by_text(text, **how).first.wait_for()


@pytest.fixture
def visitor(context: BrowserContext, emulator: Emulator) -> Iterator[Visitor]:
    visitor = Visitor(context, emulator)
    yield visitor
    assert visitor.problems == []
