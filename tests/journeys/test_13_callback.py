"""A visitor asks in the chat to be called; the agent finds it on the page of callbacks, calls by hand, and says once
what came of it. All of it stands in one thread."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE, Theatre, Visitor
from tests.journeys.desk import thread
from tests.product import Product

PHONE, NOTE, OUTCOME = "折り返しの電話", "ホースの長さを電話で確認したい", "3 m のホースをお送りする"
CONNECT = f"""
from agents.models import Team
from callbacks.models import CallbackSettings
from conversations.models import Channel
team = Team.objects.get(channels__public_id="minato-store")
own = {{"provider": "manual", "number": "+815012345678"}}
phone = Channel.objects.create(kind="phone", name="{PHONE}", team=team, settings=own)
CallbackSettings.objects.update_or_create(team=team, defaults={{"channel": phone, "is_offered": True}})
"""
RING = """
from agents.models import Team
from simulator import acting, making
from simulator.parts import named
from simulator.people import PEOPLE
team = Team.objects.get(channels__public_id="minato-store")
channel = making.found(named("phone")) or making.make(named("phone"), team=team)
print([row.status for row in acting.act(channel, PEOPLE[0], "%s")])
"""
REST = f"""
from callbacks.models import CallbackSettings
from conversations.models import Channel
from django.utils import timezone
CallbackSettings.objects.filter(channel__name="{PHONE}").update(channel=None)
Channel.objects.filter(kind="phone").update(paused_at=timezone.now())
"""


@pytest.fixture
def telephone(product: Product) -> Iterator[None]:
    product.run(CONNECT)
    yield
    product.run(REST)


def test_a_call_is_asked_for_made_and_written_up_once(theatre: Theatre, telephone: None) -> None:
    agent, visitor = theatre.agent("aya.takahashi"), theatre.visitor()
    asks_for_a_time(visitor)
    takes_and_dials(agent)
    talks_and_writes_it_up(agent)
    stands_in_one_thread(agent)
    rings_and_is_seen_before_anybody_picks_up(agent, theatre.product)


def asks_for_a_time(visitor: Visitor) -> None:
    visitor.open_chat()
    visitor.chat.locator("#call-me").click()
    visitor.chat.locator("#call-number").fill("０９０－１３１３－１３１３")
    visitor.chat.locator("#call-wish").select_option("booked")
    visitor.chat.locator("#call-time option").first.wait_for(state="attached")
    visitor.chat.locator("#call-note").fill(NOTE)
    visitor.chat.locator("#callback [type=submit]").click()
    visitor.chat.locator("#call-kept").wait_for()
    visitor.sees(NOTE)


def takes_and_dials(agent: Page) -> None:
    expect(agent.locator("#rail-callbacks")).to_have_text(re.compile(r"\d"))
    agent.locator("nav.rail").get_by_role("link", name="折り返し").click()
    row = agent.locator("li.callback", has_text=NOTE)
    expect(row).to_contain_text("090-****-1313")
    row.locator("form[action$='/taking/'] button").click()
    row.locator("form[action$='/attempts/'] button").click()
    expect(row.locator("a[href^='tel:']")).to_have_text(re.compile("090-1313-1313"))
    row.locator("a.who").click()


def talks_and_writes_it_up(agent: Page) -> None:
    """In the thread; the callback beside it settles by itself."""
    call = thread(agent).locator("[data-call]")
    call.locator("button[value=talking]").click()
    call.locator("button[value=answered]").click()
    # The after-call work runs, and silently: a reader is not told each second.
    expect(call.get_by_role("timer")).to_have_text(re.compile(r"^\d+:\d\d$"))
    call.locator("select").select_option("goes_on")
    call.locator("textarea").fill(OUTCOME)
    call.locator(".wrap-up button").click()
    card = agent.locator("#context .callbacks")
    # A worker settles it.
    expect(card.locator("li.callback.done")).to_contain_text("話せた", timeout=PATIENCE)
    expect(card.locator("form.outcome")).to_have_count(0)


def stands_in_one_thread(agent: Page) -> None:
    lines = thread(agent)
    assert lines.locator("[data-kind=matter]").count() == 1
    expect(lines.locator("[data-call]")).to_have_count(1)
    expect(lines.locator("[data-call]")).to_contain_text(OUTCOME)
    expect(lines.locator("li[data-kind=message]", has_text=NOTE)).to_have_count(1)


def rings_and_is_seen_before_anybody_picks_up(agent: Page, product: Product) -> None:
    """Whatever page is open: who it is, by their number; whoever rings again, with what is open of theirs."""
    agent.goto(product.url + "/customers/")
    agent.locator("html[data-live=fresh]").wait_for()
    assert product.run(RING % "ring").strip() == "[200]"
    notice = agent.locator(".toast", has_text="訓練 花子")
    expect(notice).to_contain_text("****")
    assert product.run(RING % "missed").strip() == "[200]"
    agent.reload()
    agent.locator("html[data-live=fresh]").wait_for()
    assert product.run(RING % "ring").strip() == "[200]"
    expect(notice).to_contain_text(" · ")
    notice.get_by_role("button").first.click()
    expect(thread(agent).locator("[data-call]")).to_have_count(2)
    product.run(RING % "missed")
