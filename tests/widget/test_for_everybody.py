"""No rule of axe is broken in any state, and a screen reader hears the right things at the right time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.widget.conftest import Visitor, fresh
from tests.widget.emulator import Emulator, in_a_day

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # the rules are the same; what passed is not described node by node
}


def conversation(emulator: Emulator) -> None:
    start = datetime.now(UTC) - timedelta(days=1)
    emulator.add(mine=True, text="充電できません", state="read", key="a", at=start)
    emulator.add(mine=False, text="ご連絡ありがとうございます。", automatic=True, at=start + timedelta(minutes=1))
    file = {"id": "p", "name": "lamp.png", "size": 5000, "content_type": "image/png", "url": "/x", "preview_url": None}
    helper = {"name": "高橋", "initial": "高"}
    emulator.add(mine=False, text="詳しくは https://shop.example/ へ", author=helper, files=[file])


@pytest.mark.parametrize("color", [None, "#ffd500", "#7a7a7a", "#e60012"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_breaks_no_rule_in_any_colour(chromium: Browser, emulator: Emulator, scheme: str, color: str | None):
    emulator.config |= {"color": color, "hours": {"open": False, "next_open": in_a_day()}, "people": False}
    context = fresh(chromium, color_scheme=scheme)
    visitor = Visitor(context, emulator).begin()
    emulator.refusal = (422, {"code": "x", "message": "受け取れませんでした。", "request_id": "r"})
    visitor.write("断られる一通")
    visitor.sees("受け取れませんでした。")
    conversation(emulator)
    emulator.push(*emulator.messages[1:3])
    visitor.sees("ご連絡ありがとうございます。")
    visitor.chat.locator("#menu-open").click()
    # The chat is another origin, so axe is asked in each of the two documents.
    for document in (visitor.page, visitor.page.frames[1]):
        found = Axe().run(document, options=RULES)
        assert found.violations_count == 0, found.generate_report()
    context.close()


def test_it_says_who_wrote_once_in_five_seconds(visitor: Visitor, emulator: Emulator):
    conversation(emulator)
    status = visitor.begin().chat.locator("#status")
    assert status.text_content() == ""
    # Kept by the page itself, whose clock is the one that counts.
    status.evaluate("""line => { window.spoken = []; new MutationObserver(() => spoken.push([Date.now(),
        line.textContent])).observe(line, {childList: true}); }""")
    for text in ("一", "二", "三"):
        emulator.answer(text)
    visitor.wait(lambda: status.text_content() == "高橋: 三")
    emulator.answer("四")
    visitor.wait(lambda: status.text_content() == "高橋: 四")
    times, said = zip(*status.evaluate("() => window.spoken"), strict=True)
    assert said[-2:] == ("高橋: 三", "高橋: 四")
    assert all(later - at > 4900 for at, later in pairwise(times))


def test_it_names_every_button_and_each_speaker(visitor: Visitor, emulator: Emulator):
    conversation(emulator)
    visitor.begin()
    names = visitor.chat.locator("button:visible").evaluate_all(
        "all => all.map(b => b.getAttribute('aria-label') || b.innerText)"
    )
    assert all(name.strip() for name in names), names
    turns = visitor.chat.locator("#lines .bubble").all_text_contents()
    assert turns[0] == "お客さま: 充電できません"
    assert turns[2].startswith("高橋: ")
    assert visitor.chat.get_by_role("log", name="メッセージ").get_attribute("aria-live") == "off"


def test_it_keeps_still_for_who_asked_for_it(chromium: Browser, emulator: Emulator):
    context = fresh(chromium, reduced_motion="reduce")
    visitor = Visitor(context, emulator).begin()
    emulator.tell({"event": "typing", "name": "高橋"})
    visitor.sees("高橋が入力中です")
    assert visitor.chat.locator("#typing i").evaluate("dots => getComputedStyle(dots).animationName") == "none"
    context.close()


def test_it_reflows_at_320(chromium: Browser, emulator: Emulator):
    context = fresh(chromium, viewport={"width": 320, "height": 640})
    visitor = Visitor(context, emulator).begin("長い名前のついた商品についておたずねします" * 4)
    assert visitor.chat.locator("html").evaluate("html => html.scrollWidth <= html.clientWidth")
    context.close()
