"""A wrong merge is taken back after both went on writing, chained with a second one: each gets their own words back."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.conftest import Theatre, Visitor
from tests.journeys.desk import open_matter_saying


@dataclass
class Person:
    """A visitor with what they said, and where the desk keeps them."""

    visitor: Visitor
    said: str
    page: str = ""
    number: str = ""


def comes(theatre: Theatre, said: str) -> Person:
    visitor = theatre.visitor()
    visitor.open_chat()
    visitor.writes(said)
    visitor.sees(said)
    return Person(visitor, said)


def find(agent: Page, person: Person) -> None:
    """From the queue to the profile; the matter's number is how a colleague would be told of it."""
    agent.goto(agent.url.split("/", 3)[0] + "//" + agent.url.split("/", 3)[2] + "/inbox/")
    open_matter_saying(agent, person.said)
    agent.get_by_role("link", name="プロフィールを開く").first.click()
    agent.wait_for_url(re.compile(r"/customers/\d+/$"))
    person.page = agent.url
    person.number = agent.locator("#touches .case b").first.inner_text()


def merge(agent: Page, kept: Person, gone: Person) -> None:
    agent.goto(kept.page)
    agent.get_by_role("link", name=re.compile("同じ方かの確認|統合の候補")).first.click()
    if "duplicates" in agent.url:
        agent.goto(f"{kept.page}merge/")
    agent.locator("input[name=q]").fill(gone.number)
    agent.keyboard.press("Enter")
    agent.locator(".lines a").first.click()
    agent.get_by_role("button", name="A に統合する").click()
    agent.wait_for_url(kept.page)


def shows(agent: Page, person: Person, *words: str, but: tuple[str, ...] = ()) -> None:
    agent.goto(person.page)
    # What was said; the title of a matter in which both wrote stays with whoever keeps the matter.
    lines = agent.locator("#touches .touch")
    for word in words:
        lines.filter(has_text=word).first.wait_for()
    for word in but:
        assert lines.filter(has_text=word).count() == 0, word


def take_back(agent: Page, on: Person, which: int) -> None:
    """The banners of a profile name its merges, newest first."""
    agent.goto(on.page)
    agent.locator(".banner a[href*='/merges/']").nth(which).click()
    agent.get_by_role("button", name="統合を元に戻す").click()
    agent.wait_for_url(re.compile(r"/customers/\d+/$"))


def test_a_wrong_merge_is_taken_back_after_both_went_on_writing(theatre: Theatre) -> None:
    agent = theatre.agent("aya.takahashi")
    one, other, third = (
        comes(theatre, said)
        for said in ("食洗機の給水ホースが外れます", "布団乾燥機の袋が破れました", "除湿機の水位が読めません")
    )
    for person in (one, other, third):
        find(agent, person)

    merge(agent, kept=one, gone=other)
    shows(agent, one, one.said, other.said)
    other.visitor.writes("袋だけ買えますか")
    agent.locator("#touches").get_by_text("袋だけ買えますか").first.wait_for()
    one.visitor.writes("ホースの長さは 2 m です")
    agent.locator("#touches").get_by_text("ホースの長さは 2 m です").first.wait_for()
    merge(agent, kept=third, gone=one)
    shows(agent, third, third.said, one.said, other.said)

    take_back(agent, third, 1)
    shows(agent, other, other.said, "袋だけ買えますか", but=(one.said, third.said, "ホースの長さは 2 m です"))
    shows(agent, third, third.said, one.said, "ホースの長さは 2 m です", but=(other.said, "袋だけ買えますか"))
    take_back(agent, third, 0)
    shows(agent, one, one.said, "ホースの長さは 2 m です", but=(other.said, third.said))
    shows(agent, third, third.said, but=(one.said, other.said))
    for person, words in ((one, "ホースの長さは 2 m です"), (other, "袋だけ買えますか")):
        assert person.visitor.count(words) == 1
    assert one.visitor.count(other.said) == other.visitor.count(one.said) == 0
