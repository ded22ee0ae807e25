"""The line on a company's page: any page, any policy, any width; and nobody else's messages."""

import gzip
import re

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext

from tests.widget.conftest import Visitor, fresh
from tests.widget.emulator import Emulator

FRAME = settings.BASE_DIR / "static" / "widget" / "frame"
LATER = ("callback.js", "choices.js", "menu.js")
FOCUS = "() => document.activeElement.id || document.activeElement.tagName"


def test_it_is_light():
    from channels_ingest.embed import loader

    # The form for a call and the menu are fetched by whoever opens them, the buttons of a message with its first.
    parts = [loader().encode(), *(path.read_bytes() for path in FRAME.iterdir() if path.name not in LATER)]
    assert len(parts) > 10
    assert sum(len(gzip.compress(part, 9)) for part in parts) <= 30_000


def test_it_carries_no_eval_and_writes_no_markup():
    for path in [*FRAME.glob("*.js"), FRAME.parent / "loader" / "widget.js"]:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", path.read_text()
        )


def test_it_loads_the_frame_only_when_it_is_needed(visitor: Visitor, emulator: Emulator):
    visitor.launcher.wait_for()
    assert visitor.page.locator("omnidesk-chat iframe").count() == 0
    visitor.begin()
    visitor.page.reload()
    visitor.chat.locator("html[data-ready]").wait_for(state="attached")
    assert visitor.page.locator("omnidesk-chat .panel").is_hidden()


def test_it_stands_once_where_the_line_is_loaded_twice(context: BrowserContext, emulator: Emulator):
    visitor = Visitor(context, emulator, "/twice")
    visitor.open()
    assert visitor.page.locator("omnidesk-chat").count() == 1
    assert visitor.problems == []


def test_it_outlives_a_page_that_replaces_its_body(visitor: Visitor, emulator: Emulator):
    visitor.begin("前のページ")
    visitor.page.evaluate(
        """() => { history.pushState({}, '', '/next?token=secret#x'); document.title = '次のページ';
        document.body = document.createElement('body'); }"""
    )
    visitor.sees("前のページ")
    place = {"do": "page", "url": f"{emulator.shop}/next", "title": "次のページ"}
    visitor.wait(lambda: place in emulator.heard)


def test_it_takes_the_focus_in_and_gives_it_back(visitor: Visitor):
    visitor.page.locator("#buy").focus()
    visitor.page.evaluate("() => Omnidesk.open()")
    visitor.chat.locator("#text:focus").wait_for()
    visitor.chat.locator("#text").press("Escape")
    visitor.page.locator("omnidesk-chat .panel").wait_for(state="hidden")
    assert visitor.page.evaluate(FOCUS) == "buy"
    visitor.launcher.focus()
    visitor.page.keyboard.press("Enter")
    visitor.chat.locator("#text:focus").wait_for()
    visitor.chat.locator("#minimise").click()
    visitor.page.locator("omnidesk-chat .launch:focus").wait_for()


def test_it_closes_the_menu_first(visitor: Visitor):
    visitor.open().chat.locator("#menu-open").click()
    visitor.chat.locator("#menu button:focus").wait_for()
    visitor.page.keyboard.press("Escape")
    visitor.chat.locator("#menu").wait_for(state="hidden")
    assert visitor.page.locator("omnidesk-chat .panel").is_visible()


def test_it_counts_what_was_not_read_and_tells_the_page(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    visitor.page.evaluate(
        "() => { window.counts = []; Omnidesk.on('unread', ({count}) => counts.push(count)); Omnidesk.close(); }"
    )
    emulator.answer("一つ目")
    emulator.answer("二つ目")
    visitor.page.locator("omnidesk-chat .badge", has_text="2").wait_for()
    assert visitor.launcher.get_attribute("aria-label") == "チャットを開く(未読 2 件)"
    visitor.launcher.click()
    visitor.wait(lambda: visitor.page.evaluate("() => counts.at(-1)") == 0)


def test_it_fills_a_phone_and_holds_the_page_behind(chromium: Browser, emulator: Emulator):
    phone = fresh(chromium, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visitor = Visitor(phone, emulator).open()
    assert visitor.page.locator("omnidesk-chat .panel").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert visitor.page.evaluate("() => document.documentElement.style.overflow") == "hidden"
    assert visitor.chat.locator("#minimise .phone").is_visible()
    sizes = visitor.chat.locator("button:visible").evaluate_all(
        "all => all.map(one => [one.id, Math.min(one.offsetWidth, one.offsetHeight)])"
    )
    assert all(size >= 44 for _name, size in sizes), sizes
    visitor.chat.locator("#text").fill("指で")
    visitor.chat.locator("#text").press("Enter")
    assert visitor.chat.locator("#text").input_value() == "指で\n"
    visitor.chat.locator("#send").tap()
    visitor.sees("送信済み")
    visitor.chat.locator("#minimise").tap()
    visitor.wait(lambda: visitor.page.evaluate("() => document.documentElement.style.overflow") == "")
    assert visitor.problems == []
    phone.close()


def test_it_keeps_tab_inside_when_it_fills_the_screen(chromium: Browser, emulator: Emulator):
    phone = fresh(chromium, viewport={"width": 390, "height": 844})
    visitor = Visitor(phone, emulator).open()
    visitor.chat.locator("#send").focus()
    visitor.page.keyboard.press("Tab")
    visitor.chat.locator("#menu-open:focus").wait_for()
    visitor.page.keyboard.press("Shift+Tab")
    visitor.chat.locator("#send:focus").wait_for()
    phone.close()


def test_it_shows_no_launcher_where_the_site_is_paused(context: BrowserContext, emulator: Emulator):
    emulator.config["paused"] = True
    visitor = Visitor(context, emulator)
    visitor.page.wait_for_timeout(800)
    assert visitor.page.locator("omnidesk-chat").count() == 0


def drawn(visitor: Visitor, number: int) -> None:
    visitor.page.evaluate("number => localStorage.setItem('omnidesk-chat:shop-1:drawn', number)", number)


def sees_it_for(visitor: Visitor, share: int) -> bool:
    visitor.emulator.config["share"] = share
    visitor.page.reload()
    visitor.page.locator("omnidesk-chat").wait_for(state="attached")
    return bool(visitor.launcher.is_visible())


def test_it_stands_for_a_share_of_the_browsers(context: BrowserContext, emulator: Emulator):
    emulator.config["share"] = 0
    visitor = Visitor(context, emulator)
    visitor.page.locator("omnidesk-chat").wait_for(state="attached")
    assert visitor.page.evaluate("() => localStorage['omnidesk-chat:shop-1:drawn']") in map(str, range(100))
    drawn(visitor, 42)
    assert [sees_it_for(visitor, share) for share in (0, 42, 42, 43, 43, 60, 100)] == [False] * 3 + [True] * 4
    other = Visitor(context, emulator)
    assert [sees_it_for(other, share) for share in (42, 43)] == [False, True]
    assert other.page.locator("omnidesk-chat iframe").count() == 0
    assert visitor.problems == other.problems == []


def test_whoever_is_in_a_conversation_keeps_it(visitor: Visitor, emulator: Emulator):
    visitor.begin("続きを待っています")
    drawn(visitor, 99)
    assert sees_it_for(visitor, 1)
    visitor.page.evaluate("() => Omnidesk.signOut()")
    visitor.wait(lambda: not emulator.tokens)
    visitor.wait(lambda: visitor.page.evaluate("() => localStorage['omnidesk-chat:shop-1'] === undefined"))
    assert not sees_it_for(visitor, 1)


def test_the_page_opens_it_for_those_outside_the_share_too(context: BrowserContext, emulator: Emulator):
    emulator.config["share"] = 0
    visitor = Visitor(context, emulator)
    visitor.page.evaluate("() => Omnidesk.open()")
    visitor.chat.locator("html[data-ready]").wait_for(state="attached")
    visitor.write("直接来ました")
    visitor.sees("送信済み")
    assert visitor.launcher.is_visible()
    assert sees_it_for(visitor, 0)
    assert visitor.problems == []


def test_whom_the_page_names_is_known_but_not_shown_it_until_answered(context: BrowserContext, emulator: Emulator):
    emulator.config["share"] = 0
    visitor = Visitor(context, emulator)
    for _again in range(2):
        visitor.page.evaluate("() => { Omnidesk.on('identified', () => { window.known = 1 }); Omnidesk.identify('t') }")
        visitor.wait(lambda: visitor.page.evaluate("() => window.known"))
        assert not sees_it_for(visitor, 0)
    visitor.page.evaluate("() => Omnidesk.identify('t')")
    visitor.wait(lambda: emulator.sockets or emulator.reads)
    emulator.answer("お待たせしました")
    visitor.launcher.wait_for()
    assert sees_it_for(visitor, 0)
    assert visitor.problems == []


def test_it_speaks_english_and_dark_when_the_page_asks(context: BrowserContext, emulator: Emulator):
    visitor = Visitor(context, emulator, "/english").open()
    visitor.sees("Ask us about delivery, repairs and returns.")
    assert visitor.launcher.get_attribute("aria-label") == "Close the chat"
    assert visitor.chat.locator("html").evaluate("html => [html.lang, html.dataset.theme]") == ["en", "dark"]
