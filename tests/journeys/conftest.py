"""Real Chromium on the running product. Whatever a page says to its console, and every breach of the policy, fails."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from demo.logins import PASSWORD
from tests.browser import CHROMIUM
from tests.channels_ingest import line_server, sms_server
from tests.channels_ingest.line_server import LineServer
from tests.channels_ingest.sms_server import SmsServer
from tests.mail import servers, smtp_server
from tests.mail.servers import Dovecot
from tests.mail.smtp_server import SmtpServer
from tests.product import Product

PATIENCE = 20_000
# What a page cannot help saying when the line or a server is away on purpose.
HELD = re.compile("status of 409")  # how a stale reply is held back
# Whose pages may ask by CORS is written in the database.
OUTAGE = re.compile(
    "WebSocket connection|Failed to load resource|Failed to fetch|net::ERR_|ERR_INTERNET_DISCONNECTED|status of 50"
    "|blocked by CORS policy"
)


@pytest.fixture(scope="package")
def dovecot() -> Iterator[Dovecot]:
    """The mailboxes of the company and of its customers."""
    with servers.running() as started:
        yield started


@pytest.fixture(scope="package")
def post_office(dovecot: Dovecot) -> Iterator[SmtpServer]:
    with smtp_server.accepting(dovecot, local="example.com") as started:
        yield started


@dataclass(frozen=True)
class Played:
    """The providers of channels that are not of practice; see played.py."""

    line: LineServer
    sms: SmsServer
    settings: dict[str, str]


@pytest.fixture(scope="package")
def played() -> Iterator[Played]:
    with line_server.running() as (line, to_line), sms_server.running() as (sms, to_sms):
        module = {"DJANGO_SETTINGS_MODULE": "tests.journeys.played"}
        yield Played(line, sms, module | {"PLAYED_LINE": to_line, "PLAYED_SMS": to_sms})


@pytest.fixture(scope="package")
def product(dovecot: Dovecot, played: Played) -> Iterator[Product]:
    """The demo, without its own trickle: here only the people of the journeys write."""
    authority = {"SSL_CERT_FILE": str(dovecot.folder / "authority.pem")}
    with Product(demo=True, settings=authority | played.settings) as running:
        running.run("from agents.models import Company; Company.objects.update(trickle_on=False)")
        yield running


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
    )
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def sessions() -> dict[str, Any]:
    """Of whoever has signed in at the page: they come back, as people do, without their password."""
    return {}


@dataclass
class Theatre:
    """Opens windows for people, and remembers what their pages complained about."""

    product: Product
    browser: Browser
    sessions: dict[str, Any]
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    outage: bool = False

    def window(self, *, language: str = "ja", width: int = 1440, height: int = 900) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale=f"{language}-JP", timezone_id="Asia/Tokyo"
        )
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.contexts.append(context)
        return self.watched(context.new_page())

    def watched(self, page: Page) -> Page:
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def heard(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if not (HELD.search(message.text) or (self.outage and OUTAGE.search(message.text))):
            self.complaints.append(f"{message.type}: {message.text}")

    def agent(self, name: str, **window: object) -> Page:
        """Signs in through the page, the first time; `name` is the part before the @."""
        page = self.window(**window)  # type: ignore[arg-type]  # as given
        page.context.add_cookies([self.sessions[name]] if name in self.sessions else [])
        page.goto(self.product.url + "/")
        if "/accounts/login/" in page.url:
            self.sign_in(page, name)
        page.wait_for_url("**/inbox/**")
        return page

    def sign_in(self, page: Page, name: str) -> None:
        page.fill("input[name=login]", f"{name}@minato-kaden.example")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox/**")
        self.sessions[name] = next(kept for kept in page.context.cookies() if "session" in kept["name"])

    def visitor(self, **window: object) -> "Visitor":
        page = self.window(**window)  # type: ignore[arg-type]  # as given
        page.goto(self.product.shop_url + "/")
        return Visitor(page)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


class Visitor:
    """A customer on the demo shop, with the chat in its frame."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chat = page.frame_locator("iframe[src*='/chat/']")

    def open_chat(self) -> None:
        self.page.get_by_role("button", name=re.compile("チャット|chat", re.I)).last.click()
        self.chat.locator("#text").wait_for()
        # Seen is not yet heard: what is pressed before the scripts are there goes nowhere.
        self.chat.locator("html[data-ready]").wait_for(state="attached")

    def writes(self, text: str) -> None:
        self.chat.locator("#text").fill(text)
        self.chat.locator("#send").click()

    def leaves_address(self, address: str) -> None:
        """Offered where nobody is there to answer."""
        self.chat.locator("#email").fill(address)
        self.chat.locator("#email").press("Enter")
        self.chat.get_by_text(address).first.wait_for()

    def sees(self, text: str) -> None:
        self.chat.locator("#lines").get_by_text(text).first.wait_for()

    def count(self, text: str) -> int:
        return self.chat.locator("#lines .bubble", has_text=text).count()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Beside a journey that failed: what the product said meanwhile."""
    report = yield
    product = item.funcargs.get("product")
    if report.failed and isinstance(product, Product):
        report.sections.append(("the product's last words", "\n".join(product.lines[-60:])))
    return report


@pytest.fixture
def theatre(product: Product, chromium: Browser, sessions: dict[str, Any]) -> Iterator[Theatre]:
    stage = Theatre(product, chromium, sessions)
    yield stage
    stage.close()
    assert stage.complaints == [], "\n".join(product.lines[-30:])
