"""The agent's own network goes away and comes back: the page says so, holds the reply, and catches up without a gap."""

import re

from tests.journeys.conftest import Theatre
from tests.journeys.desk import bubble, open_matter_saying, reply, send, write


def test_the_network_goes_and_comes_back(theatre: Theatre):
    agent, visitor = theatre.agent("aya.takahashi"), theatre.visitor()
    visitor.open_chat()
    visitor.writes("乾燥が終わりません")
    open_matter_saying(agent, "乾燥が終わりません")
    reply(agent, "フィルターのお手入れをお試しください。")
    visitor.sees("フィルターのお手入れをお試しください。")
    theatre.outage = True

    agent.context.set_offline(True)
    agent.locator(".line-state", has_text="接続が切れています").first.wait_for()
    visitor.writes("フィルターは掃除しました")
    visitor.writes("それでも終わりません")
    visitor.sees("それでも終わりません")
    write(agent, "点検に伺います。")
    send(agent)
    assert visitor.count("点検に伺います。") == 0

    agent.context.set_offline(False)
    bubble(agent, "それでも終わりません").wait_for()
    assert visitor.count("点検に伺います。") == 0
    agent.get_by_role("button", name=re.compile("確認して送信")).click()
    visitor.sees("点検に伺います。")
    for text in ("フィルターは掃除しました", "それでも終わりません", "点検に伺います。"):
        assert bubble(agent, text).count() == 1
    bubble(agent, "フィルターのお手入れをお試しください。").get_by_text("既読").wait_for()
