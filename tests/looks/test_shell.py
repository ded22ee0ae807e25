"""The shell's scripts in a real browser: keys, toasts, the palette, menus, dialogs and times."""

from playwright.sync_api import Page, expect

from tests.looks.conftest import Desk, Open

MAIN = '<main id="main" class="page">{}</main>'
TOAST = "async (about) => (await import('/static/js/shell/toasts.js')).toast(about)"


def with_key(page: Page) -> Page:
    page.evaluate(
        "async () => { const { shortcut } = await import('/static/js/shell/keys.js'); window.pressed = [];"
        " shortcut('J', () => window.pressed.push('J'), {label: '次の会話', group: '動く'}); }"
    )
    return page


def test_it_offers_the_way_back_and_takes_it_with_z(shell: Open, desk_server: Desk) -> None:
    page = shell()
    page.evaluate(TOAST, {"text": "完了にしました", "undoUrl": "/entries/9/undo/"})
    expect(page.locator(".toast")).to_contain_text("元に戻す")
    page.keyboard.press("z")
    expect(page.locator(".toast")).to_have_count(0)
    expect(page.locator("#status")).to_have_text("元に戻しました")
    assert desk_server.posted[0][0] == "/entries/9/undo/"


def test_what_only_leads_somewhere_is_no_step_that_z_takes_back(shell: Open) -> None:
    page = shell()
    opens = "async () => (await import('/static/js/shell/toasts.js')).toast({text: '着信', lasting: true, open})"
    page.evaluate(f"async () => {{ const open = () => {{ window.opened = true; }}; await ({opens})(); }}")
    page.keyboard.press("z")
    expect(page.locator(".toast kbd")).to_have_count(0)
    expect(page.locator(".toast")).to_be_visible()
    page.get_by_role("button", name="開く").click()
    assert page.evaluate("window.opened") is True


def test_it_says_so_when_the_way_back_is_closed(shell: Open) -> None:
    page = shell()
    page.evaluate(TOAST, {"text": "完了にしました", "undoUrl": "/entries/broken/undo/"})
    page.keyboard.press("z")
    expect(page.locator(".toast")).to_contain_text("サーバーで処理できませんでした")


def test_it_shows_three_toasts_at_most_and_one_per_key(shell: Open) -> None:
    page = shell()
    for number in range(5):
        page.evaluate(TOAST, {"text": f"{number} 件目"})
    expect(page.locator(".toast")).to_have_count(3)
    for _ in range(2):
        page.evaluate(TOAST, {"text": "同じ", "key": "status"})
    expect(page.locator(".toast", has_text="同じ")).to_have_count(1)


def test_it_keeps_a_toast_while_it_is_looked_at(shell: Open) -> None:
    page = shell()
    page.clock.install()
    page.evaluate(TOAST, {"text": "消えます", "life": 60_000})
    page.locator(".toast").hover()
    page.clock.run_for(90_000)
    expect(page.locator(".toast")).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(60_000)
    expect(page.locator(".toast")).to_have_count(0)


def test_it_takes_single_letters_outside_fields_only(shell: Open) -> None:
    page = with_key(shell(MAIN.format('<input id="field" aria-label="欄">')))
    page.keyboard.press("j")
    page.locator("#field").press("j")
    assert page.evaluate("window.pressed") == ["J"]


def test_it_takes_no_letter_while_kana_are_converted(shell: Open) -> None:
    page = with_key(shell())
    page.evaluate(
        "document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {code: 'KeyJ', key: 'Process', keyCode: 229, bubbles: true}))"
    )
    assert page.evaluate("window.pressed") == []


def test_it_leaves_single_letters_off_for_who_wants_that(shell: Open) -> None:
    page = with_key(shell(single_key_shortcuts=False))
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert page.evaluate("window.pressed") == []
    expect(page.locator("#keys")).to_be_hidden()


def test_it_lists_the_keys_of_this_page_and_gives_the_focus_back(shell: Open) -> None:
    page = with_key(shell(MAIN.format('<button id="here">ここ</button>')))
    page.locator("#here").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("次の会話")
    page.keyboard.press("Escape")
    expect(page.locator("#here")).to_be_focused()


def test_it_opens_the_palette_and_gives_the_chosen_command(shell: Open) -> None:
    page = shell()
    page.evaluate("document.addEventListener('palette:command', (event) => { window.asked = event.detail.command; })")
    page.keyboard.press("Control+k")
    expect(page.locator("#p-1")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("window.asked") == "resolve"
    expect(page.locator("#palette")).to_be_hidden()


def test_it_chooses_nothing_in_the_palette_while_kana_are_converted(shell: Open) -> None:
    page = shell()
    page.keyboard.press("Control+k")
    expect(page.locator("#p-1")).to_be_visible()
    page.evaluate(
        "document.querySelector('#palette input').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))"
    )
    expect(page.locator("#palette")).to_be_visible()


def test_it_changes_presence_at_once_and_tells_the_server(shell: Open, desk_server: Desk) -> None:
    page = shell()
    page.locator("#me").click()
    page.get_by_role("menuitemradio", name="離席").click()
    expect(page.locator("#me")).to_have_attribute("data-presence", "away")
    path, form = desk_server.posted[0]
    assert (path, "presence=away" in form) == ("/presence/", True)


def test_it_walks_a_menu_by_arrows_and_gives_the_focus_back(shell: Open) -> None:
    page = shell()
    page.locator("#me").press("Enter")
    expect(page.get_by_role("menuitemradio", name="受付可")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="離席")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#me")).to_be_focused()


def test_it_opens_a_dialog_and_gives_the_focus_back(shell: Open) -> None:
    dialog = '<dialog class="dialog" id="d"><h2>離席にしますか</h2><button data-close>やめる</button></dialog>'
    page = shell(MAIN.format(f'<button data-dialog="d">開く</button>{dialog}'))
    page.get_by_role("button", name="開く").click()
    page.get_by_role("button", name="やめる").click()
    expect(page.get_by_role("button", name="開く")).to_be_focused()


def test_a_form_that_opened_a_preview_beside_the_page_can_still_be_sent(shell: Open) -> None:
    buttons = '<button formaction="/seen/" formtarget="_blank">見る</button><button>保存</button>'
    page = shell(MAIN.format(f'<form method="post" action="/kept/">{buttons}</form>'))
    with page.expect_popup():
        page.get_by_role("button", name="見る").click()
    with page.expect_request("**/kept/"):
        page.get_by_role("button", name="保存").click()


def test_it_writes_times_in_the_persons_zone_not_the_computers(shell: Open) -> None:
    moment = '<time datetime="2025-06-18T05:02:00Z" data-format="{}"></time>'
    times = "".join(moment.format(form) for form in ("clock", "date", "full"))
    page = shell(MAIN.format(times), time_zone="Asia/Tokyo")
    assert page.locator("main time").all_text_contents() == ["14:02", "6月18日(水)", "2025/06/18(水) 14:02"]


def test_what_was_told_today_has_its_hour_and_what_was_told_earlier_its_day(shell: Open) -> None:
    page = shell(time_zone="Asia/Tokyo")
    told = page.evaluate(
        "async () => { const { format } = await import('/static/js/shell/times.js');"
        " const now = Date.parse('2025-06-18T05:02:00Z');"
        " return [0, 6, 24].map((hours) => format(now - hours * 3600000, 'brief', now)); }"
    )
    assert told == ["14:02", "08:02", "6/17"]


def test_it_tells_a_wait_in_minutes_then_hours(shell: Open) -> None:
    page = shell()
    told = page.evaluate(
        "async () => { const { format } = await import('/static/js/shell/times.js'); const now = Date.now();"
        " return [0.5, 3, 74, 125].map((minutes) => format(now - minutes * 60000, 'wait', now)); }"
    )
    assert told == ["たった今", "3分", "74分", "2時間"]


def test_the_seconds_of_after_call_work_run(shell: Open) -> None:
    page = shell(MAIN.format('<time datetime="2025-06-18T05:02:00Z" data-format="running"></time>'))
    before = page.locator("main time").text_content()
    expect(page.locator("main time")).not_to_have_text(str(before))
    told = page.evaluate(
        "async () => { const { format } = await import('/static/js/shell/times.js'); const now = Date.now();"
        " return [7, 65, 3725].map((seconds) => format(now - seconds * 1000, 'running', now)); }"
    )
    assert told == ["0:07", "1:05", "1:02:05"]


def test_it_counts_in_title_and_favicon(shell: Open) -> None:
    page = shell()
    page.evaluate("async () => (await import('/static/js/shell/tabtitle.js')).setUnread(3)")
    assert page.title().startswith("(3) ")
    assert page.locator("#favicon").get_attribute("href").startswith("data:image/png")  # type: ignore[union-attr]  # it has one
    page.evaluate("async () => (await import('/static/js/shell/tabtitle.js')).setUnread(0)")
    assert page.title() == "Omnidesk"


def test_it_goes_round_the_panes_with_f6(shell: Open) -> None:
    panes = "".join(f'<section class="pane"><button>{name}</button></section>' for name in ("一覧", "会話"))
    page = shell(panes)
    page.get_by_role("button", name="一覧").focus()
    page.keyboard.press("F6")
    expect(page.get_by_role("button", name="会話")).to_be_focused()


def test_it_asks_for_the_words_of_its_own_language(shell: Open) -> None:
    """The catalogue may be kept by the browser, so each language has an address of its own."""
    assert shell().locator("script[src^='/jsi18n/']").get_attribute("src") == "/jsi18n/?ja"


def test_a_note_stays_while_it_is_typed_and_goes_once_it_was_sent(shell: Open) -> None:
    note = '<textarea name="note" aria-label="通話メモ"></textarea><button>後処理を完了</button>'
    form = f'<form data-deed method="post" action="/callbacks/1/outcome/">{note}</form>'
    page = shell(MAIN.format(f'<div id="callback-list">{form}</div>'))
    # Nobody answers the line of live events here.
    page.evaluate("() => { window.WebSocket = class extends EventTarget { send() {} close() {} } }")
    page.evaluate("async () => { await import('/static/js/callbacks.js') }")
    page.fill("textarea", "留守。")
    page.evaluate("() => { document.dispatchEvent(new CustomEvent('undone')) }")
    page.wait_for_timeout(500)
    expect(page.locator("#callback-list textarea")).to_have_value("留守。")
    page.get_by_role("button", name="後処理を完了").click()
    expect(page.locator("#callback-list textarea")).to_have_value("")
