"""What the frame may keep, as the whole browser decides it: with third-party cookies blocked, and where nothing may."""

import pytest
from playwright.sync_api import Browser

from tests.browser import WHOLE
from tests.widget.conftest import Visitor, fresh
from tests.widget.emulator import Emulator


@pytest.fixture(scope="module")
def program() -> str:
    return WHOLE


def test_it_works_where_nothing_may_be_stored(unkept: Browser, emulator: Emulator):
    context = fresh(unkept)
    visitor = Visitor(context, emulator).begin("保存なし")
    assert (
        visitor.chat.locator("html").evaluate("() => { try { return !localStorage } catch { return 'blocked' } }")
        == "blocked"
    )
    visitor.sees("お使いのブラウザーには会話が保存されません", exact=False)
    context.set_offline(True)
    visitor.write("待ちます")
    visitor.sees("送信待ち")
    context.set_offline(False)
    visitor.wait(lambda: [row["text"] for row in emulator.messages] == ["保存なし", "待ちます"])
    assert visitor.problems == []
    context.close()


def test_it_survives_a_reload_with_third_party_cookies_blocked(visitor: Visitor, emulator: Emulator):
    visitor.begin("覚えていますか")
    visitor.page.reload()
    visitor.open().sees("覚えていますか")
    assert emulator.sessions == 1
    assert visitor.page.context.cookies() == []
