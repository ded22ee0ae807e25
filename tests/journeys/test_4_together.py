"""Two agents on one matter see each other; the stale reply is held; and what changes meanwhile takes no click away."""

import re

from tests.journeys.conftest import Theatre
from tests.journeys.desk import bubble, open_matter_saying, send, thread, write


def test_two_agents_on_one_matter(theatre: Theatre):
    aya, tamura, visitor = theatre.agent("aya.takahashi"), theatre.agent("keigo.tamura"), theatre.visitor()
    visitor.open_chat()
    visitor.writes("トースターの焼き色がまだらです")
    for page in (aya, tamura):
        open_matter_saying(page, "トースターの焼き色がまだらです")
    aya.get_by_label(re.compile("田村さん")).wait_for()

    write(aya, "どの段で焼かれましたか。")
    tamura.locator("#collision", has_text="高橋さん").wait_for()
    tamura.get_by_role("button", name="引き継ぐ").click()
    tamura.locator("#write").press_sequentially("予熱をお試しください。", delay=20)
    aya.locator("#collision", has_text="田村さん").wait_for()
    send(tamura)
    bubble(aya, "予熱をお試しください。").wait_for()
    visitor.sees("予熱をお試しください。")
    send(aya)
    guard = aya.get_by_role("button", name="確認して送信")
    guard.wait_for()
    assert visitor.count("どの段で焼かれましたか。") == 0
    guard.click()
    visitor.sees("どの段で焼かれましたか。")
    assert bubble(aya, "どの段で焼かれましたか。").count() == 1


def test_a_row_that_changes_under_the_press_still_opens(theatre: Theatre):
    agent, visitor = theatre.agent("aya.takahashi"), theatre.visitor()
    visitor.open_chat()
    visitor.writes("はじめの言葉です")
    agent.locator("a[data-view=unassigned]").click()
    agent.locator("[role=option]", has_text="はじめの言葉です").hover()
    agent.mouse.down()
    visitor.writes("つぎの言葉です")
    visitor.sees("つぎの言葉です")
    agent.wait_for_timeout(1500)
    agent.mouse.up()
    thread(agent).get_by_text("つぎの言葉です").first.wait_for()
    agent.locator("[role=option]", has_text="つぎの言葉です").wait_for()
