"""A member of the shop is vouched for by the shop's own server: the agent sees at once who is proven to be writing."""

from playwright.sync_api import Page

from demo.shop.member import MEMBER
from tests.journeys.conftest import Theatre, Visitor
from tests.journeys.desk import bubble, open_matter_saying, reply, thread


def comes_as_member(visitor: Visitor, url: str) -> None:
    """Signs in on the shop's page, which hands the chat a signed token."""
    visitor.page.goto(url)
    with visitor.page.expect_navigation():
        visitor.page.locator("[data-do=sign-in]").first.click()
    visitor.page.locator("[data-signed-in]").wait_for(state="attached")
    visitor.open_chat()


def proven(agent: Page, text: str) -> None:
    """The account stands in the customer's pane, and says that its owner is signed in."""
    agent.locator("[data-view=team]").click()
    agent.locator("[role=option]", has_text=text).last.click()
    thread(agent).get_by_text(text).first.wait_for()
    account = agent.locator("li", has_text=MEMBER.account).filter(has=agent.locator("[data-level=authenticated]"))
    account.get_by_text("認証済").first.wait_for()


def test_two_sites_vouch_for_one_customer(theatre: Theatre) -> None:
    agent, shop = theatre.agent("aya.takahashi"), theatre.product.shop_url
    store, orders = theatre.visitor(), theatre.visitor()
    comes_as_member(store, f"{shop}/ja/")
    store.writes("会員ですが、VX-200 の保証書をなくしました")
    store.sees("会員ですが、VX-200 の保証書をなくしました")
    proven(agent, "会員ですが、VX-200 の保証書をなくしました")

    comes_as_member(orders, f"{shop}/ja/mypage/")
    orders.writes("会員ページからも失礼します")
    orders.sees("会員ページからも失礼します")
    bubble(agent, "会員ページからも失礼します").wait_for()
    assert orders.count("保証書をなくしました") == 0


def test_a_visitor_hears_of_a_reply_and_not_of_a_note(theatre: Theatre) -> None:
    agent, visitor = theatre.agent("aya.takahashi"), theatre.visitor()
    visitor.open_chat()
    visitor.writes("炊飯器の内ぶたが外れません")
    visitor.sees("炊飯器の内ぶたが外れません")
    open_matter_saying(agent, "炊飯器の内ぶたが外れません")
    typing = visitor.chat.locator("#typing")

    agent.locator("#tab-note").click()
    agent.locator("#write").press_sequentially("前回も同じ症状でした", delay=120)
    visitor.page.wait_for_timeout(1500)
    assert not typing.is_visible()

    agent.locator("#write").fill("")
    agent.locator("#tab-reply").click()
    agent.locator("#write").press_sequentially("ふたの左右を", delay=120)
    typing.wait_for()
    reply(agent, "左右の爪を内側に押してください。")
    visitor.sees("左右の爪を内側に押してください。")
