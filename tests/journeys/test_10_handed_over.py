"""Somebody signed in fails at the third step of a change of address and opens the chat there: nobody asks what."""

import json
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Theatre, Visitor
from tests.journeys.desk import bubble, insist, open_matter_saying, reply

FAILED = "住所を登録できません。どうすればよいですか"


def fails_at_the_third_step(visitor: Visitor, shop: str) -> None:
    page = visitor.page
    page.goto(f"{shop}/ja/address/")
    with page.expect_navigation():
        page.locator("main [data-do=sign-in]").click()
    page.locator("[data-signed-in]").wait_for(state="attached")
    for _stage in range(3):
        page.locator("fieldset:not([hidden]) button[type=submit]").click()
    page.locator("[data-trouble]").wait_for()


def test_the_agent_knows_who_and_what_before_the_first_word(theatre: Theatre) -> None:
    agent, visitor = theatre.agent("aya.takahashi"), theatre.visitor()
    fails_at_the_third_step(visitor, theatre.product.shop_url)
    visitor.page.locator("[data-trouble] [data-do=hand-over]").click()
    waiting = agent.locator("#visitors .row", has_text="佐藤 花子")
    waiting.wait_for()
    expect(waiting).to_contain_text("E-ADDR-03")
    expect(waiting).to_contain_text("手順 3")
    waiting.click()
    card = agent.locator(".card.handed")
    card.wait_for()
    for told in ("住所変更", "E-ADDR-03", "操作可"):
        expect(card).to_contain_text(told)
    expect(agent.locator("#app-badge")).to_contain_text("アプリ認証済")
    answers_without_a_question(agent, visitor)


def answers_without_a_question(agent: Page, visitor: Visitor) -> None:
    visitor.writes(FAILED)
    bubble(agent, FAILED).wait_for()
    agent.get_by_text("アプリにログインし、ご本人を確認しました").last.wait_for()
    expect(agent.locator("#visitors .row")).to_have_count(0)
    reply(agent, "こちらで新しいご住所を登録いたしました。")
    insist(agent, "こちらで新しいご住所を登録いたしました。")
    visitor.sees("こちらで新しいご住所を登録いたしました。")


def test_what_is_used_forged_or_out_of_date_opens_an_ordinary_chat_and_is_shown_as_unproven(theatre: Theatre) -> None:
    agent, link = theatre.agent("aya.takahashi"), link_of(theatre)
    late = link_of(theatre)
    theatre.product.run(END_THE_NEWEST)
    comes_by(theatre, link, "はじめて開きました")
    for said, token, reason in (
        ("もう一度開きました", link, "使用済みでした"),
        ("作りものです", f"{link.partition('#')[0]}#handoff=hand{'a' * 32}", "このトークンの発行元がありません"),
        ("遅くなりました", late, "有効期限が切れていました"),
    ):
        comes_by(theatre, token, said)
        open_matter_saying(agent, said)
        warned = agent.locator("#apps .refused")
        expect(warned).to_contain_text("引き渡しを確認できませんでした")
        expect(warned).to_contain_text(f"未確認: {reason}")
        expect(agent.locator("#app-badge")).not_to_contain_text("アプリ認証済")


END_THE_NEWEST = """
from django.utils import timezone
from channels_ingest.models import Handoff
Handoff.objects.filter(pk=Handoff.objects.latest("created_at").pk).update(expires_at=timezone.now())
"""


def comes_by(theatre: Theatre, link: str, said: str) -> None:
    """The window opens and takes what they say, whatever their link is worth."""
    visitor = Visitor(theatre.window())
    visitor.page.goto("about:blank")
    with visitor.page.expect_response("**/handoff/"):
        visitor.page.goto(link)
    visitor.page.locator("html[data-ready]").wait_for(state="attached")
    expect(visitor.page).to_have_url(link.partition("#")[0])
    visitor.chat = visitor.page
    visitor.writes(said)
    visitor.sees(said)


def test_an_agent_types_the_code_that_is_read_out(theatre: Theatre) -> None:
    agent, visitor = theatre.agent("aya.takahashi"), theatre.visitor()
    visitor.open_chat()
    visitor.writes("コードを読み上げます")
    open_matter_saying(agent, "コードを読み上げます")
    bubble(agent, "コードを読み上げます").click()
    wrong, right = (
        ("XYC-234", "このコードの引き渡しはありません"),
        (handed_over(theatre, "m-778")["code"], "確認しました"),
    )
    for code, answer in (wrong, right):
        agent.keyboard.press("Shift+V")
        agent.locator("#spoken-code").fill(code)
        agent.keyboard.press("Enter")
        agent.get_by_text(answer).first.wait_for()
        agent.keyboard.press("Escape")
    expect(agent.locator("#app-badge")).to_contain_text("アプリ認証済")
    agent.get_by_text("アプリにログインし、ご本人を確認しました").last.wait_for()


def link_of(theatre: Theatre) -> str:
    return handed_over(theatre)["link"]


def handed_over(theatre: Theatre, account: str = "m-777") -> dict[str, str]:
    made = theatre.product.run("from demo.shop import system; print(system.key())")
    key = made.strip().splitlines()[-1]
    body = {"identity": {"account": account}, "authentication": {"state": "authenticated"}}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = Request(f"{theatre.product.url}/api/v1/handoffs/", json.dumps(body).encode(), headers)
    with urlopen(request, timeout=20) as answer:
        said: dict[str, str] = json.load(answer)
        return said
