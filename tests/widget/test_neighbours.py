"""What others on the page, or other pages, try with the frame; and what the company's own page may do."""

import base64
import json

from playwright.sync_api import BrowserContext

from tests.widget.conftest import Visitor
from tests.widget.emulator import Emulator


def token_of(subject: str, number: int) -> str:
    part = base64.urlsafe_b64encode(json.dumps({"sub": subject, "jti": str(number)}).encode()).decode().rstrip("=")
    return f"e30.{part}.signature"


def test_it_ignores_messages_that_are_none_of_ours(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    visitor.page.evaluate(
        """() => { const chat = document.querySelector('omnidesk-chat').shadowRoot.querySelector('iframe')
          .contentWindow;
        for (const said of [{type: 'signOut'}, {omnidesk: 2, type: 'signOut'}, {omnidesk: 1, type: 'constructor'},
          'signOut', null, {omnidesk: 1, type: 'identify', token: {}}]) chat.postMessage(said, '*'); }"""
    )
    visitor.page.wait_for_timeout(500)
    assert (len(emulator.tokens), emulator.identified) == (1, [])
    assert visitor.turns() == ["はじめまして"]


def test_it_ignores_a_stranger_in_the_middle(visitor: Visitor, emulator: Emulator):
    """The loader hears only its own frame."""
    visitor.begin()
    visitor.page.evaluate(
        "() => { Omnidesk.close(); window.postMessage({omnidesk: 1, type: 'unread', count: 99}, '*'); }"
    )
    visitor.page.wait_for_timeout(300)
    assert visitor.page.locator("omnidesk-chat .badge").is_hidden()


def test_it_lets_only_listed_pages_hold_it(context: BrowserContext, emulator: Emulator):
    stranger = context.new_page()
    stranger.route("http://stranger.example/", lambda route: route.fulfill(
        content_type="text/html", body=f'<iframe src="{emulator.desk}/chat/shop-1/"></iframe>'
    ))  # fmt: skip
    stranger.goto("http://stranger.example/")
    stranger.wait_for_timeout(500)
    assert stranger.frames[1].url.startswith("chrome-error:")
    assert stranger.frames[1].locator("#text").count() == 0


def test_it_never_tells_the_page_its_token(visitor: Visitor, emulator: Emulator):
    visitor.page.evaluate(
        "() => { window.said = []; addEventListener('message', ({data}) => said.push(JSON.stringify(data))); }"
    )
    visitor.begin()
    emulator.answer("はい")
    visitor.sees("はい")
    heard = " ".join(visitor.page.evaluate("() => said"))
    assert "unread" in heard
    assert not [token for token in emulator.tokens if token in heard]
    assert "はい" not in heard


def test_it_identifies_once_for_the_same_person(visitor: Visitor, emulator: Emulator):
    visitor.page.evaluate(
        "token => { Omnidesk.on('identified', () => { window.known = true; }); Omnidesk.identify(token); }",
        token_of("hanako", 1),
    )
    # That the desk has it is not yet that the frame has kept the answer.
    visitor.wait(lambda: visitor.page.evaluate("() => window.known"))
    visitor.page.reload()
    visitor.page.evaluate("token => Omnidesk.identify(token)", token_of("hanako", 2))
    visitor.open().sees("こんにちは、佐藤さん")
    visitor.sees("ログイン済みです。お名前や番号の入力は不要です。")
    assert emulator.identified == [token_of("hanako", 1)]


def test_it_begins_anew_for_another_person(visitor: Visitor, emulator: Emulator):
    visitor.page.evaluate("token => Omnidesk.identify(token)", token_of("hanako", 1))
    visitor.open().sees("こんにちは、佐藤さん")
    visitor.write("花子です")
    visitor.sees("送信済み")
    emulator.messages.clear()
    visitor.page.evaluate("token => Omnidesk.identify(token)", token_of("kenichi", 2))
    visitor.wait(lambda: len(emulator.identified) == 2 and visitor.turns() == [])
    assert emulator.sessions == 2
    assert len(emulator.tokens) == 1


def test_it_uses_the_spare_token_when_the_session_has_run_out(visitor: Visitor, emulator: Emulator):
    visitor.page.evaluate("token => Omnidesk.identify(token)", token_of("hanako", 1))
    visitor.wait(lambda: len(emulator.identified) == 1)
    emulator.tokens.clear()
    visitor.page.reload()
    visitor.page.evaluate("token => Omnidesk.identify(token)", token_of("hanako", 2))
    visitor.wait(lambda: len(emulator.identified) == 2)
    visitor.open().sees("こんにちは、佐藤さん")


def test_it_signs_out_and_forgets(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    visitor.page.evaluate("() => { Omnidesk.on('signedOut', () => { window.out = true; }); Omnidesk.signOut(); }")
    visitor.wait(lambda: visitor.page.evaluate("() => window.out"))
    assert emulator.tokens == set()
    assert visitor.turns() == []
    stored = visitor.chat.locator("html").evaluate(
        "() => Object.keys(localStorage).map(name => name.split(':').at(-1))"
    )
    assert stored == ["over"]
