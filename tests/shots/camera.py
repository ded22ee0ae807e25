"""One window of one language, scheme and width. It takes the pictures and remembers what its pages complain about."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.product import Product

PATIENCE = 20_000
HEIGHTS = {1440: 900, 390: 844}
# How far the page can be pushed sideways; zero is right everywhere.
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SETTLE_MS = 350


@dataclass(frozen=True)
class Look:
    language: str
    scheme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


@dataclass
class Camera:
    product: Product
    browser: Browser
    look: Look
    folder: Path
    password: str = ""
    complaints: list[str] = field(default_factory=list)
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    at: str = ""

    @property
    def phone(self) -> bool:
        return self.look.width < 600

    def page(self, who: str = "") -> Page:
        """A fresh tab of this person, signed in; of nobody when no name is given."""
        context = self.contexts.get(who)
        if context is None:
            context = self.contexts[who] = self._context()
            if who:
                self._sign_in(context, who)
        return self._watched(context.new_page())

    def snap(self, page: Page, name: str) -> None:
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=self.folder / f"{name}-{self.look}.png", animations="disabled", caret="hide")
        pushed = page.evaluate(SIDEWAYS)
        if pushed > 0:
            self.complaints.append(f"{self.at}: scrolls sideways by {pushed} px")

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()

    def _context(self) -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": self.look.width, "height": HEIGHTS.get(self.look.width, 900)},
            color_scheme="dark" if self.look.scheme == "dark" else "light",
            locale=f"{self.look.language}-JP", timezone_id="Asia/Tokyo",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        return context

    def _sign_in(self, context: BrowserContext, who: str) -> None:
        page = context.new_page()
        page.goto(self.product.url + "/accounts/login/")
        page.fill("input[name=login]", f"{who}@minato-kaden.example")
        page.fill("input[name=password]", self.password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox/**")
        page.close()

    def _watched(self, page: Page) -> Page:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{self.at}: {error}"))
        page.on("response", self._answered)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        # What a status says is told by _answered, with its address.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{self.at}: {message.text}")

    def _answered(self, response: Response) -> None:
        wanted = response.request.is_navigation_request() and response.status in (403, 404)
        if response.status >= 400 and not wanted:
            self.complaints.append(f"{self.at}: {response.status} {response.url}")
