"""`make shots`, or `make shots ARGS="--only inbox matter --langs ja --schemes light --widths 1440"`.

The pictures lie in var/shots (in VAR_DIR) afterwards. It fails where a page said something to its console, broke the
content policy, was answered with an error, or scrolls sideways.
"""

import argparse
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product as every
from pathlib import Path

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import sync_playwright

from omnidesk import environment
from tests.browser import WHOLE
from tests.product import Product
from tests.shots.camera import Camera, Look
from tests.shots.subjects import Subject, chosen

FOLDER = environment.read().VAR_DIR / "shots"
QUIET = "from agents.models import Company; Company.objects.update(trickle_on=False)"
PASSWORD = "from demo.logins import PASSWORD; print(PASSWORD)"
SPEAK = "from agents.models import Agent; Agent.objects.update(language={language!r}, theme='system')"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make shots")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="subjects, by the beginning of the name")
    parser.add_argument("--langs", nargs="*", default=["ja", "en"])
    parser.add_argument("--schemes", nargs="*", default=["light", "dark"])
    parser.add_argument("--widths", nargs="*", type=int, default=[1440, 390])
    return parser.parse_args()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def places(subjects: list[Subject]) -> Iterator[dict[str, Product]]:
    """Only the products that the chosen pictures need."""
    with ExitStack() as stack:
        running: dict[str, Product] = {}
        if any(subject.place != "new" for subject in subjects):
            say("starting the demo")
            running["desk"] = stack.enter_context(Product(demo=True))
            running["desk"].run(QUIET)
        if any(subject.place == "new" for subject in subjects):
            say("starting a desk that nobody has set up")
            running["new"] = stack.enter_context(Product(demo=False))
        yield running


def address(subject: Subject, running: dict[str, Product], look: Look) -> str:
    if subject.place == "shop":
        return running["desk"].shop_url + subject.path.format(language=look.language)
    if subject.name == "setup-form":
        # The link with the one-time token, as the start prints it.
        printed = re.search(r"\S+/setup/#\S+", running["new"].manage("setup_token"))
        assert printed is not None
        return printed[0]
    return running[subject.place].url + subject.path


def take(camera: Camera, subject: Subject, running: dict[str, Product]) -> None:
    camera.at = f"{subject.name}-{camera.look}"
    page = None
    try:
        page = camera.page(subject.who)
        page.goto(address(subject, running, camera.look))
        if subject.deed:
            subject.deed(page)
        camera.snap(page, subject.name)
    except (BrowserError, StopIteration, AssertionError) as error:
        camera.complaints.append(f"{camera.at}: no picture, {str(error).strip().splitlines()[:1]}")
    finally:
        if page:
            page.close()


def one_look(camera: Camera, subjects: list[Subject], running: dict[str, Product]) -> list[str]:
    began = time.monotonic()
    try:
        for subject in subjects:
            take(camera, subject, running)
    finally:
        camera.close()
    say("\n".join([f"{camera.look}: {len(subjects)} pictures, {time.monotonic() - began:.0f} s", *camera.complaints]))
    return camera.complaints


def main() -> int:
    asked = arguments()
    subjects = chosen(asked.only)
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    complaints: list[str] = []
    with places(subjects) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=WHOLE, args=["--no-sandbox"])
        password = running["desk"].run(PASSWORD).split()[-1] if "desk" in running else ""
        for language in asked.langs:
            if "desk" in running:
                running["desk"].run(SPEAK.format(language=language))
            for scheme, width in every(asked.schemes, asked.widths):
                some = running.get("desk") or running["new"]
                camera = Camera(some, browser, Look(language, scheme, width), FOLDER, password)
                complaints += one_look(camera, subjects, running)
        browser.close()
    say(f"{len(complaints)} complaints; the pictures are in {FOLDER}")
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
