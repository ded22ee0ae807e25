"""The line breaks, the desk is down, answers are lost: nothing typed is lost, nothing comes twice."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext

from tests.widget.conftest import Visitor
from tests.widget.emulator import Emulator


def test_it_queues_in_order_while_offline_and_sends_once(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    visitor.page.context.set_offline(True)
    for text in ("一つ目", "二つ目", "三つ目"):
        visitor.write(text)
    visitor.sees("接続が切れています", exact=False)
    visitor.sees("送信待ち")
    visitor.page.context.set_offline(False)
    visitor.wait(lambda: len(emulator.messages) == 4)
    assert [row["text"] for row in emulator.messages] == ["はじめまして", "一つ目", "二つ目", "三つ目"]
    visitor.wait(lambda: visitor.turns() == ["はじめまして", "一つ目", "二つ目", "三つ目"])


def test_it_sends_after_a_reload_what_was_typed_while_the_desk_was_down(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    emulator.down = True
    emulator.break_sockets()
    visitor.write("聞こえますか")
    visitor.sees("ただいまつながりにくくなっています", exact=False)
    visitor.chat.locator("#text").fill("書きかけ")
    emulator.down = False
    emulator.takes_in = False
    visitor.page.reload()
    visitor.open()
    visitor.wait(lambda: [row["text"] for row in emulator.posted] == ["はじめまして", "聞こえますか"])
    assert visitor.turns() == ["はじめまして", "聞こえますか"]
    assert visitor.chat.locator("#text").input_value() == "書きかけ"


def test_it_repeats_with_the_same_key_when_the_answer_was_lost(visitor: Visitor, emulator: Emulator):
    visitor.open()
    emulator.lose_answers = 2
    visitor.write("一度だけ")
    visitor.wait(lambda: len(emulator.posted) >= 1 and visitor.turns() == ["一度だけ"])
    visitor.sees("送信済み")
    visitor.page.wait_for_timeout(2500)
    assert len({row["key"] for row in emulator.posted}) == 1
    assert len(emulator.messages) == 1
    assert visitor.turns() == ["一度だけ"]


def test_it_catches_up_with_new_and_changed_rows_over_several_pages(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    emulator.page_size = 7
    emulator.down = True
    emulator.break_sockets()
    visitor.page.wait_for_timeout(300)
    expected = [emulator.answer(f"留守中{number}", push=False)["text"] for number in range(20)]
    emulator.change(emulator.messages[0], push=False, state="read")
    emulator.down = False
    visitor.wait(lambda: visitor.turns() == ["はじめまして", *expected])
    visitor.sees("既読")


def test_it_misses_nothing_when_a_later_push_arrives_before_the_break(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    emulator.answer("失われた一通", push=False)
    emulator.answer("届いた一通")
    visitor.sees("届いた一通")
    emulator.break_sockets()
    visitor.wait(lambda: visitor.turns() == ["はじめまして", "失われた一通", "届いた一通"])


def test_it_never_lets_an_older_state_win(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    row = dict(emulator.messages[0])
    emulator.change(emulator.messages[0], state="read")
    visitor.sees("既読")
    emulator.push(row)
    visitor.page.wait_for_timeout(300)
    assert visitor.chat.locator(".meta").all_text_contents()[0].startswith("既読")


def test_it_shows_a_refusal_in_the_servers_words_and_gives_the_text_back(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    emulator.refusal = (422, {"code": "text_too_long", "message": "メッセージが長すぎます。", "request_id": "req-7"})
    visitor.write("長い長い話")
    visitor.sees("メッセージが長すぎます。")
    visitor.sees("お問い合わせ番号: req-7")
    emulator.refusal = None
    visitor.chat.get_by_role("button", name="直して送信").click()
    assert visitor.chat.locator("#text").input_value() == "長い長い話"
    assert visitor.turns() == ["はじめまして"]


def test_it_begins_a_new_session_when_the_old_one_is_no_longer_known(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    emulator.tokens.clear()
    visitor.write("まだいますか")
    visitor.wait(lambda: [row["text"] for row in emulator.posted] == ["はじめまして", "まだいますか"])
    assert emulator.sessions == 2


def test_it_asks_for_no_session_before_the_first_word(visitor: Visitor, emulator: Emulator):
    visitor.open().chat.locator("#text").fill("まだ送らない")
    visitor.page.wait_for_timeout(500)
    assert (emulator.sessions, emulator.heard) == (0, [])


def test_it_shares_one_conversation_between_tabs(visitor: Visitor, emulator: Emulator, context: BrowserContext):
    visitor.begin()
    other = Visitor(context, emulator).open()
    other.sees("はじめまして")
    other.write("別のタブから")
    visitor.sees("別のタブから")
    emulator.answer("両方に届きます")
    for tab in (visitor, other):
        tab.sees("両方に届きます")
        assert tab.turns() == ["はじめまして", "別のタブから", "両方に届きます"]
    assert emulator.sessions == 1
    assert other.problems == []


def test_it_sends_each_queued_word_once_though_two_tabs_wait(
    visitor: Visitor, emulator: Emulator, context: BrowserContext
):
    visitor.begin()
    other = Visitor(context, emulator).open()
    other.sees("はじめまして")
    context.set_offline(True)
    visitor.write("甲")
    other.write("乙")
    other.sees("甲")
    context.set_offline(False)
    visitor.wait(lambda: len(emulator.messages) == 3)
    visitor.page.wait_for_timeout(1500)
    assert [row["text"] for row in emulator.posted] == ["はじめまして", "甲", "乙"]


def test_it_ends_everywhere_on_this_device(visitor: Visitor, emulator: Emulator, context: BrowserContext):
    visitor.begin()
    other = Visitor(context, emulator).open()
    other.sees("はじめまして")
    visitor.chat.get_by_role("button", name="メニュー").click()
    visitor.chat.get_by_role("button", name="この端末でチャットを終える").click()
    visitor.chat.get_by_role("button", name="チャットを終える", exact=True).click()
    visitor.wait(lambda: visitor.turns() == [] and other.turns() == [])
    visitor.wait(lambda: not emulator.tokens)


def comes_back(visitor: Visitor, *, days: float) -> None:
    """So many days from now, by the browser's own clock, the visitor opens the shop again."""
    visitor.page.context.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=days))
    visitor.page.reload()
    visitor.open()
    visitor.sees("はじめまして")


def test_it_shows_for_thirty_days_what_the_desk_has_and_did_not_show_back(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    emulator.takes_in = False
    visitor.page.context.set_offline(True)
    visitor.write("留守の間に書きました")
    visitor.sees("送信待ち")
    visitor.page.context.set_offline(False)
    visitor.wait(lambda: [row["text"] for row in emulator.posted] == ["はじめまして", "留守の間に書きました"])
    comes_back(visitor, days=29.9)
    assert visitor.turns() == ["はじめまして", "留守の間に書きました"]
    comes_back(visitor, days=30.1)
    visitor.wait(lambda: visitor.turns() == ["はじめまして"])
    assert len(emulator.posted) == 2


def test_it_never_drops_what_no_desk_has_taken(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    emulator.down = True
    emulator.break_sockets()
    visitor.write("届くまで待ちます")
    visitor.sees("送信待ち")
    emulator.down = False
    comes_back(visitor, days=45)
    visitor.wait(lambda: [row["text"] for row in emulator.messages] == ["はじめまして", "届くまで待ちます"])
    assert len({row["key"] for row in emulator.posted}) == 2
