"""A visitor chats on the demo shop; the agent sees it live and answers; nothing is said twice and nothing is lost."""

from tests.journeys.conftest import Theatre, Visitor
from tests.journeys.desk import bubble, open_matter_saying, reply


def test_a_visitor_and_an_agent_talk_live(theatre: Theatre):
    agent, visitor = theatre.agent("aya.takahashi"), theatre.visitor()
    visitor.open_chat()
    visitor.writes("ロボット掃除機が充電台に戻りません 🙇")
    visitor.sees("ロボット掃除機が充電台に戻りません 🙇")
    open_matter_saying(agent, "ロボット掃除機が充電台に戻りません")

    reply(agent, "充電台の左右 50cm を空けていただけますか。")
    visitor.sees("充電台の左右 50cm を空けていただけますか。")
    bubble(agent, "充電台の左右 50cm").get_by_text("既読").wait_for()
    visitor.writes("空けたら戻りました。")
    bubble(agent, "空けたら戻りました。").wait_for()

    visitor.page.reload()
    visitor.open_chat()
    visitor.sees("空けたら戻りました。")
    second = Visitor(theatre.watched(visitor.page.context.new_page()))
    second.page.goto(theatre.product.shop_url + "/")
    second.open_chat()
    second.sees("充電台の左右 50cm を空けていただけますか。")
    reply(agent, "ほかにご不明な点はございませんか。")
    for tab in (visitor, second):
        tab.sees("ほかにご不明な点はございませんか。")
        assert tab.count("空けたら戻りました。") == 1
    assert bubble(agent, "ほかにご不明な点は").count() == 1


def test_the_same_on_a_phone(theatre: Theatre):
    agent, visitor = theatre.agent("aya.takahashi", width=390, height=844), theatre.visitor(width=390, height=844)
    visitor.open_chat()
    visitor.writes("電気ケトルのふたが閉まりません")
    agent.locator("[data-view=unassigned]").click()
    agent.locator("[role=option]", has_text="電気ケトルのふた").first.click()
    reply(agent, "パッキンの向きをご確認ください。")
    visitor.sees("パッキンの向きをご確認ください。")
    for page in (agent, visitor.page):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
