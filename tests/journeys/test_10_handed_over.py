"""Somebody signed in fails at the third step of a change of address and opens the chat there: nobody asks what."""

import json
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Theatre, Visitor
from tests.journeys.desk import bubble, insist, reply

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


def test_a_link_that_was_used_opens_an_ordinary_chat(theatre: Theatre) -> None:
    link = link_of(theatre)
    for _time in range(2):
        visitor = Visitor(theatre.window())
        visitor.page.goto("about:blank")
        with visitor.page.expect_response("**/handoff/"):
            visitor.page.goto(link)
        visitor.page.locator("html[data-ready]").wait_for(state="attached")
        expect(visitor.page).to_have_url(link.partition("#")[0])
        visitor.chat = visitor.page
        visitor.writes(f"リンクから来ました {_time}")
        visitor.sees(f"リンクから来ました {_time}")


def link_of(theatre: Theatre) -> str:
    made = theatre.product.run("from demo.shop import system; print(system.key())")
    key = made.strip().splitlines()[-1]
    body = {"identity": {"account": "m-777"}, "authentication": {"state": "authenticated"}}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = Request(f"{theatre.product.url}/api/v1/handoffs/", json.dumps(body).encode(), headers)
    with urlopen(request, timeout=20) as answer:
        return str(json.load(answer)["link"])
