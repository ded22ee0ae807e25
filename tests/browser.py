"""The Chromium that the tests open."""

import os
import shutil


def found(*names: str) -> str:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), "/usr/bin/chromium")


# As people have it: what a frame of another site may keep is decided in the windows around the engine.
WHOLE = found("chromium", "chromium-browser", "google-chrome")
# The same engine without windows, menus and start pages that nobody looks at here, where the system has it: each new
# page costs the processor half as much, which is what these tests mostly wait for.
CHROMIUM = found("chromium-headless-shell", WHOLE)
