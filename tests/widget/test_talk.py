"""A visitor and the desk talk."""

from datetime import UTC, datetime, timedelta

from tests.widget.conftest import Visitor
from tests.widget.emulator import Emulator, in_a_day

FAMILY = "👨‍👩‍👧‍👦"


def test_it_sends_what_is_typed_and_shows_the_answer(visitor: Visitor, emulator: Emulator):
    visitor.begin("充電できません")
    emulator.answer("佐藤様、高橋でございます。")
    visitor.sees("佐藤様、高橋でございます。")
    assert visitor.turns() == ["充電できません", "佐藤様、高橋でございます。"]
    assert [row["text"] for row in emulator.posted] == ["充電できません"]


def test_it_says_with_words_how_far_a_message_got(visitor: Visitor, emulator: Emulator):
    visitor.begin("届いていますか")
    emulator.change(emulator.messages[0], state="read")
    visitor.sees("既読")
    assert visitor.turns() == ["届いていますか"]


def test_it_does_not_send_while_kana_are_converted(visitor: Visitor, emulator: Emulator):
    field = visitor.open().chat.locator("#text")
    field.fill("こうかん")
    for more in ({"isComposing": True}, {"keyCode": 229}):
        field.evaluate(
            "(field, more) => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ...more}))",
            more,
        )
    visitor.page.wait_for_timeout(300)
    assert emulator.posted == []
    assert field.input_value() == "こうかん"


def test_it_breaks_the_line_with_shift_and_sends_with_control(visitor: Visitor, emulator: Emulator):
    field = visitor.open().chat.locator("#text")
    field.fill("一行目")
    field.press("Shift+Enter")
    field.press_sequentially("二行目")
    field.press("Control+Enter")
    visitor.wait(lambda: emulator.posted)
    assert emulator.posted[0]["text"] == "一行目\n二行目"


def test_it_keeps_an_emoji_of_many_parts_whole(visitor: Visitor, emulator: Emulator):
    emulator.config["text"] = {"max": 10}
    visitor.open().chat.locator("#text").fill(FAMILY * 2)
    visitor.sees("10文字を超えています。4文字以上減らすか、分けて送ってください。")
    visitor.chat.locator("#send").click()
    assert emulator.posted == []
    visitor.write(FAMILY)
    visitor.wait(lambda: emulator.reads and emulator.heard)
    emulator.answer(FAMILY * 80)
    visitor.wait(lambda: visitor.chat.locator("#status").text_content() == f"高橋: {FAMILY * 60}…")
    assert emulator.posted[0]["text"] == FAMILY


def test_it_shows_markup_as_text_and_links_only_the_web(visitor: Visitor, emulator: Emulator):
    visitor.begin("教えてください")
    hostile = (
        "<img src=x onerror=alert(1)> javascript:alert(1) https://bank.example@evil.example/ https://shop.example/a。"
    )
    emulator.answer(hostile)
    visitor.sees("<img src=x", exact=False)
    links = visitor.chat.locator("#lines a")
    assert visitor.turns()[-1].endswith("。")
    assert links.evaluate_all("all => all.map(a => [a.href, a.target, a.rel, a.title])") == [
        ["https://shop.example/a", "_blank", "noopener noreferrer", "shop.example を開きます"]
    ]


def test_it_says_where_a_link_in_foreign_letters_really_leads(visitor: Visitor, emulator: Emulator):
    visitor.begin("リンクは?")
    emulator.answer("https://аррӏе.example/")
    visitor.sees("(xn--80ak6aa92e.example)", exact=False)


def test_it_separates_days_and_says_who_took_over(visitor: Visitor, emulator: Emulator):
    emulator.add(
        mine=False, text="昨日", author={"name": "高橋", "initial": "高"}, at=datetime.now(UTC) - timedelta(days=1)
    )
    emulator.add(mine=False, text="今日", author={"name": "田村", "initial": "田"})
    visitor.open().write("こんにちは")
    visitor.sees("担当が田村に替わりました")
    assert visitor.chat.locator(".divider").all_text_contents() == ["昨日", "今日", "担当が田村に替わりました"]


def test_it_tells_each_side_that_the_other_is_writing(visitor: Visitor, emulator: Emulator):
    visitor.begin("もしもし")
    visitor.chat.locator("#text").press_sequentially("あの")
    visitor.wait(lambda: {"do": "typing"} in emulator.heard)
    emulator.tell({"event": "typing", "name": "高橋"})
    visitor.sees("高橋が入力中です")


def test_it_tells_the_desk_what_arrived_and_what_was_read(visitor: Visitor, emulator: Emulator):
    visitor.begin("もしもし")
    row = emulator.answer("はい")
    visitor.wait(lambda: {"do": "seen", "id": row["id"]} in emulator.heard)
    assert {"do": "got", "id": row["id"]} in emulator.heard


def test_it_loads_earlier_messages_without_moving_the_reader(visitor: Visitor, emulator: Emulator):
    start = datetime.now(UTC) - timedelta(hours=2)
    for number in range(70):
        emulator.add(
            mine=False,
            text=f"その{number}",
            author={"name": "高橋", "initial": "高"},
            at=start + timedelta(minutes=number),
        )
    visitor.open().write("続きです")
    visitor.sees("その69")
    visitor.chat.locator("#earlier").click()
    visitor.sees("その12")
    visitor.chat.locator("#earlier").click()
    visitor.wait(lambda: visitor.turns() == [f"その{number}" for number in range(70)] + ["続きです"])


def test_it_asks_for_an_address_when_nobody_is_there(visitor: Visitor, emulator: Emulator):
    emulator.config |= {"hours": {"open": False, "next_open": in_a_day()}, "people": False}
    visitor.open()
    visitor.sees("ただいま営業時間外です", exact=False)
    visitor.write("冷蔵庫が冷えません")
    visitor.chat.locator("#email").fill("花子")
    visitor.chat.get_by_role("button", name="連絡先を伝える").click()
    visitor.sees("メールアドレスをご確認ください", exact=False)
    visitor.chat.locator("#email").fill("hanako@mail.example")
    visitor.chat.get_by_role("button", name="連絡先を伝える").click()
    visitor.sees("ありがとうございます。hanako@mail.example にご連絡します。")
    assert emulator.details == [{"email": "hanako@mail.example", "name": ""}]


def test_it_changes_the_language_without_losing_what_is_typed(visitor: Visitor, emulator: Emulator):
    visitor.open().chat.locator("#text").fill("まだ途中")
    visitor.chat.get_by_role("button", name="メニュー").click()
    visitor.chat.get_by_role("button", name="English").click()
    visitor.sees("We usually answer in about 3 min.")
    assert visitor.chat.locator("#text").input_value() == "まだ途中"
    assert visitor.launcher.get_attribute("aria-label") == "Close the chat"


def test_who_comes_back_is_told_that_a_call_is_asked_for_already(visitor: Visitor, emulator: Emulator):
    emulator.config["callback"] = True
    visitor.page.reload()
    visitor.begin()
    visitor.chat.locator("#call-me").click()
    visitor.chat.locator("#call-number").fill("090-1234-5678")
    visitor.chat.locator("#callback [type=submit]").click()
    kept = visitor.chat.locator("#call-kept")
    kept.wait_for()
    said = kept.text_content()
    visitor.page.reload()
    visitor.open()
    kept.wait_for()
    assert kept.text_content() == said
    assert visitor.chat.locator("#call-me").text_content() == "お電話の依頼を受付済み(変更する)"
    visitor.chat.locator("#call-me").click()
    visitor.chat.locator("#call-number").wait_for()


def test_who_asked_to_be_called_is_not_asked_where_to_reach_them(visitor: Visitor, emulator: Emulator):
    emulator.config |= {"callback": True, "hours": {"open": False, "next_open": in_a_day()}, "people": False}
    visitor.page.reload()
    visitor.open()
    visitor.chat.locator("#call-me").click()
    visitor.chat.locator("#call-number").fill("090-1234-5678")
    visitor.chat.locator("#callback [type=submit]").click()
    visitor.chat.locator("#call-kept").wait_for()
    visitor.write("午後にお願いします")
    assert visitor.chat.locator("#details").is_hidden()


def test_choices_are_buttons_that_rest_once_one_was_taken(visitor: Visitor, emulator: Emulator):
    visitor.begin()
    offered = [{"label": "はい", "says": "はい、お願いします"}, {"label": "いいえ", "says": "いいえ"}]
    offered.append({"label": "説明書", "url": "https://shop.example/manual"})
    row = emulator.answer("交換しますか？", choices={"offered": offered, "taken": None})
    group = visitor.chat.get_by_role("group", name="選択肢")
    assert group.get_by_role("link", name="説明書").get_attribute("rel") == "noopener noreferrer"
    group.get_by_role("button", name="はい").press("Enter")
    visitor.wait(lambda: any(one.get("tapped") == row["id"] for one in emulator.posted))
    assert emulator.posted[-1]["text"] == "はい、お願いします"
    emulator.change(row, choices={"offered": offered, "taken": 0}, state="read")
    visitor.chat.locator("button.choice.on[aria-pressed=true]:disabled", has_text="はい").wait_for()
    assert group.get_by_role("button", name="いいえ").is_disabled()
