"""The shell in real Chromium without a database: a small server renders the page under the real content policy."""

import mimetypes
import threading
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.csp import build_policy
from django.utils.translation import override
from django.views.i18n import JavaScriptCatalog
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from agents.models import Agent
from tests.browser import CHROMIUM, PATIENCE, until

PALETTE = (
    '<div role="group" aria-label="操作"><div class="head">操作</div>'
    '<div role="option" id="p-1" data-command="assign">引き継ぐ</div>'
    '<div role="option" id="p-2" data-command="resolve">完了</div></div>'
)
POLICY: dict[str, Any] = settings.SECURE_CSP
type Open = Callable[..., Page]


class Desk(ThreadingHTTPServer):
    """Answers what a page asks for, and keeps what it posts."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.page = ""
        self.posted: list[tuple[str, str]] = []

    def show(self, body: str, agent: Agent) -> None:
        request: Any = RequestFactory().get("/inbox/")
        request.user = agent
        with override("ja"):
            self.page = render_to_string("base.html", {}, request).replace("</nav>", "</nav>" + body, 1)


class Answer(BaseHTTPRequestHandler):
    server: Desk

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            body, kind = static_file(path.removeprefix("/static/"))
            return self.give(body, kind, more={"Cache-Control": "max-age=600"})
        if path == "/jsi18n/":
            return self.give(catalogue(), "text/javascript")
        if path == "/palette/":
            return self.give(PALETTE.encode())
        return self.give(self.server.page.encode(), more={"Content-Security-Policy": build_policy(POLICY)})

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.posted.append((self.path, form))
        self.give(b"", status=500 if "broken" in self.path else 200)

    def give(
        self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's name
        """Nothing to say."""


@cache
def static_file(name: str) -> tuple[bytes, str]:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found).read_bytes(), mimetypes.guess_type(found)[0] or "text/plain"


@cache
def catalogue() -> bytes:
    with override("ja"):
        answer: Any = JavaScriptCatalog.as_view(domain="djangojs")(RequestFactory().get("/jsi18n/"))
        return bytes(answer.content)


@pytest.fixture(scope="module")
def desk_server() -> Iterator[Desk]:
    server = Desk()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def window() -> Iterator[BrowserContext]:
    """Closed after each file: the loop that it keeps would be in the way of asynchronous tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        size = {"width": 1280, "height": 800}
        yield browser.new_context(locale="ja-JP", timezone_id="America/New_York", viewport=size)  # type: ignore[arg-type]  # a TypedDict
        browser.close()


@pytest.fixture
def shell(window: BrowserContext, desk_server: Desk) -> Iterator[Open]:
    """shell("<main>…</main>", theme="dark") → the open page; anything in its console fails the test."""
    heard: list[str] = []
    desk_server.posted.clear()
    window.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)

    def opened(body: str = '<main id="main" class="page"></main>', **about: Any) -> Page:
        desk_server.show(body, Agent(pk=6, family_name="高橋", given_name="美穂", presence="available", **about))
        page = window.new_page()
        page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(f"{desk_server.address}/inbox/")
        until(page, "document.documentElement.dataset.ready === 'yes'")
        return page

    yield opened
    for page in window.pages:
        page.close()
    assert [line for line in heard if "500 (Internal" not in line] == []
