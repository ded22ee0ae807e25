"""Redis, the worker, the web server and PostgreSQL die in the middle of a talk. Nothing is lost or doubled, and it goes
on within the patience of a journey (20 s) after what died is there again."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Theatre, Visitor
from tests.journeys.desk import bubble, insist, open_matter_saying, reply
from tests.product import Product

BACK_SECONDS = 20


@pytest.fixture
def talk(theatre: Theatre, request: pytest.FixtureRequest) -> tuple[Page, Visitor]:
    """An agent and a visitor in the middle of a talk; what they say names the test, so that each finds its own."""
    agent, visitor = theatre.agent("aya.takahashi"), theatre.visitor()
    visitor.open_chat()
    visitor.writes(f"停電のまえ {request.node.name}")
    open_matter_saying(agent, f"停電のまえ {request.node.name}")
    theatre.outage = True
    return agent, visitor


def seconds(deed: Callable[[], object]) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began


def each_once(agent: Page, visitor: Visitor, *texts: str) -> None:
    for text in texts:
        visitor.sees(text)
        bubble(agent, text).first.wait_for()
        assert bubble(agent, text).count() == 1, text
        assert visitor.count(text) == 1, text


def test_redis_is_killed(theatre: Theatre, talk: tuple[Page, Visitor]):
    agent, visitor = talk
    theatre.product.redis.kill()
    agent.locator(".line-state", has_text="更新が遅れています").first.wait_for()
    taken = seconds(
        lambda: (reply(agent, "Redis が止まっている間の返信"), bubble(agent, "止まっている間の返信").wait_for())
    )
    visitor.writes("止まっている間の質問")
    time.sleep(6)
    theatre.product.redis.start()
    taken_back = seconds(lambda: each_once(agent, visitor, "Redis が止まっている間の返信", "止まっている間の質問"))
    assert taken_back < BACK_SECONDS
    assert taken < 5
    reply(agent, "復旧しました")
    # The question may have come between this reply and what the page knew when it was written.
    insist(agent, "復旧しました")
    each_once(agent, visitor, "復旧しました")


def test_the_worker_is_killed(theatre: Theatre, talk: tuple[Page, Visitor]):
    agent, visitor = talk
    said = len(theatre.product.lines)
    theatre.product.child("worker").kill()
    reply(agent, "ワーカーがいない間の返信")
    visitor.writes("ワーカーがいない間の質問")
    theatre.product.wait_for_line("ready. [celery.apps.worker]", after=said)
    each_once(agent, visitor, "ワーカーがいない間の返信", "ワーカーがいない間の質問")


def test_the_web_server_is_killed(theatre: Theatre, talk: tuple[Page, Visitor]):
    agent, visitor = talk
    theatre.product.child("uvicorn").kill()
    visitor.writes("サーバーがいない間の質問")
    reply(agent, "サーバーがいない間の返信")
    theatre.product.wait_until_ready()
    each_once(agent, visitor, "サーバーがいない間の質問")
    insist(agent, "サーバーがいない間の返信")
    each_once(agent, visitor, "サーバーがいない間の返信")


def test_postgresql_is_restarted(theatre: Theatre, talk: tuple[Page, Visitor]):
    agent, visitor = talk
    product: Product = theatre.product
    product.postgres.kill()
    visitor.writes("データベースがいない間の質問")
    product.postgres.start()
    product.wait_until_ready()
    each_once(agent, visitor, "データベースがいない間の質問")
    reply(agent, "データベースが戻ってからの返信")
    insist(agent, "データベースが戻ってからの返信")
    each_once(agent, visitor, "データベースが戻ってからの返信")
