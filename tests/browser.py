"""The Chromium that the tests open."""

import os
import shutil
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def found(*names: str) -> str:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), "/usr/bin/chromium")


# As people have it: what a frame of another site may keep is decided in the windows around the engine.
WHOLE = found("chromium", "chromium-browser", "google-chrome")
# The same engine without windows, menus and start pages that nobody looks at here, where the system has it: each new
# page costs the processor half as much, which is what these tests mostly wait for.
CHROMIUM = found("chromium-headless-shell", WHOLE)

PATIENCE = 20.0


def until(page: "Page", expression: str, arg: object = None) -> None:
    """Waits until it is true. Not by `wait_for_function`: what is not so at its first look it evaluates again in
    the page, whose policy forbids that."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"never: {expression}"
        page.wait_for_timeout(50)
