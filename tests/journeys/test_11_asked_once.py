"""A customer says it once: the guard stops the second question, the card goes to the next team, the promise is kept."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Theatre, Visitor
from tests.journeys.desk import bubble, insist, open_matter_saying, thread, write

SAYS = "掃除機 VX-200 の充電ランプが赤く点滅して充電できません。注文番号は #A-10293 です。"
ASKS = "ご不便をおかけしております。ご注文番号をお知らせいただけますでしょうか。"
NAMES_A_FILE = "充電台の図を添付いたします。"
CALM = "ご不便をおかけしております。"
PROMISES = "交換の可否を確認し、明日の15時までにご連絡いたします。"


def context(page: Page, part: str):
    return page.locator(f"#context {part}")


def test_what_was_said_once_is_known_to_everybody(theatre: Theatre) -> None:
    noguchi, visitor = theatre.agent("tomoya.noguchi"), theatre.visitor()
    visitor.open_chat()
    visitor.writes(SAYS)
    visitor.sees("充電できません")
    open_matter_saying(noguchi, "#A-10293")
    expect(context(noguchi, ".facts")).to_contain_text("#A-10293")
    the_form_of_the_card_stands_in_it(noguchi)
    the_question_is_taken_out(noguchi)
    a_file_that_is_named_is_asked_for(noguchi)
    a_promise_is_confirmed(noguchi, visitor)
    handed_to_orders(noguchi)
    hori = theatre.agent("kengo.hori")
    the_next_team_knows(hori, noguchi.url)


def the_form_of_the_card_stands_in_it(noguchi: Page) -> None:
    context(noguchi, "#told header [data-fact-form]").click()
    form, card = context(noguchi, ".fact-form"), context(noguchi, "#told")
    form.wait_for()
    inner, outer = form.bounding_box(), card.bounding_box()
    assert inner
    assert outer
    assert outer["x"] <= inner["x"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
    noguchi.keyboard.press("Escape")
    expect(form).to_have_count(0)


def the_question_is_taken_out(noguchi: Page) -> None:
    write(noguchi, ASKS)
    guard = noguchi.locator("#guards .guard")
    expect(guard).to_contain_text("注文番号は既に伺っています")
    expect(guard).to_contain_text("#A-10293")
    expect(noguchi.locator("#underlines .asked")).to_have_text("ご注文番号をお知らせいただけますでしょうか。")
    noguchi.locator("#write").press("Control+Enter")
    expect(bubble(noguchi, "ご注文番号をお知らせ")).to_have_count(0)
    guard.get_by_role("button", name="質問を外す").click()
    expect(noguchi.locator("#write")).to_have_value(CALM)
    expect(guard).to_have_count(0)


def a_file_that_is_named_is_asked_for(noguchi: Page) -> None:
    write(noguchi, NAMES_A_FILE)
    guard = noguchi.locator("#guards .guard")
    expect(guard).to_contain_text("「添付」とありますが、ファイルがありません。")
    noguchi.locator("#write").press("Control+Enter")
    expect(guard.get_by_role("button")).to_have_text(["ファイルを添付", "このまま送信"])
    with noguchi.expect_file_chooser() as chooser:
        guard.get_by_role("button", name="ファイルを添付").click()
    chooser.value.set_files([{"name": "図.txt", "mimeType": "text/plain", "buffer": b"arrow"}])
    expect(noguchi.locator("#chosen-files .file:not(.wait)")).to_have_count(1)
    expect(guard).to_have_count(0)
    noguchi.locator("#chosen-files button").click()
    noguchi.locator("#write").press("Control+Enter")
    guard.get_by_role("button", name="このまま送信").click()
    expect(bubble(noguchi, NAMES_A_FILE)).to_be_visible()


def a_promise_is_confirmed(noguchi: Page, visitor: Visitor) -> None:
    write(noguchi, CALM + PROMISES)
    noguchi.locator("#write").press("Control+Enter")
    insist(noguchi, "明日の15時まで")
    visitor.sees("明日の15時まで")
    found = context(noguchi, ".promises .promise")
    expect(found).to_contain_text("15時までにご連絡いたします")
    noguchi.locator("#write").press("Escape")
    noguchi.keyboard.press("p")
    expect(found.get_by_role("button", name="履行済み")).to_be_visible()


def handed_to_orders(noguchi: Page) -> None:
    noguchi.locator("#assign-button").click()
    menu = noguchi.locator("#assign-menu")
    menu.locator("summary").click()
    menu.get_by_label("次の対応").fill("名古屋倉庫の在庫を押さえる")
    menu.get_by_role("button", name="注文・配送").click()
    expect(thread(noguchi)).to_contain_text(re.compile("家電サポートから注文・配送へ引き継ぎ・伺った内容 \\d+ 項目"))


def the_next_team_knows(hori: Page, address: str) -> None:
    hori.goto(address)
    card = context(hori, ".handover")
    expect(card).to_contain_text("家電サポート → 注文・配送")
    for told in ("充電", "名古屋倉庫の在庫を押さえる"):
        expect(card).to_contain_text(told)
    expect(context(hori, ".facts")).to_contain_text("#A-10293")
    expect(context(hori, ".promises")).to_contain_text("15時までにご連絡いたします")
    write(hori, "ご注文番号を教えてください。")
    expect(hori.locator("#guards .guard")).to_contain_text("注文番号は既に伺っています")
    hori.locator("#guards").get_by_role("button", name="このまま送る").click()
    hori.locator("#guards").get_by_role("button", name="ご本人確認のため").click()
    hori.locator("#write").press("Control+Enter")
    insist(hori, "ご注文番号を教えてください。")


def test_a_lead_finds_where_somebody_was_asked_again(theatre: Theatre) -> None:
    noguchi = theatre.agent("tomoya.noguchi")
    noguchi.goto(theatre.product.url + "/asked-again/")
    row = noguchi.locator("tbody tr", has_text="ご注文番号を教えてください")
    expect(row).to_contain_text("ご本人確認のため")
    row.get_by_role("button", name="正しい").click()
    expect(row.get_by_role("button", name="正しい")).to_have_attribute("aria-pressed", "true")
    row.get_by_role("link").click()
    bubble(noguchi, "ご注文番号を教えてください").wait_for()
