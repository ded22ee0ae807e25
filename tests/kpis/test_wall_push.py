"""What is pushed to the wall: once for all who see the same teams, only what changed, and to nobody else."""

from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from agents.models import Agent, Membership
from agents.rights import changed
from kpis import wall
from omnidesk import redis_link
from tests.cast import Desk
from tests.conversations.test_console_socket import enter, fresh, heard, join

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def stage() -> AsyncIterator[Desk]:
    cache.clear()
    yield await sync_to_async(Desk.open)()
    await sync_to_async(connections.close_all)()


@sync_to_async
def push() -> int:
    """How many queries it took."""
    with CaptureQueriesContext(connection) as asked:
        wall.push()
    return len(asked)


async def test_viewers_of_a_scope_share_one_push_and_hear_only_what_changed(stage: Desk):
    topic = f"wall.{stage.support.pk}"
    first = await enter(stage.fujita)
    await fresh(first)
    assert await join(first, topic) == [topic]
    alone = await push()
    frame = await heard(first, "wall")
    assert 'id="tile-waiting"' in str(frame["html"])
    others = [await enter(stage.fujita) for _ in range(4)]
    for socket in others:
        await join(socket, topic)
    await sync_to_async(cache.delete)(f"wall:{stage.support.pk}:rollups")
    assert await push() == alone
    assert (await heard(others[-1], "wall"))["html"] == ""
    await sync_to_async(stage.writes)()
    await push()
    await heard(first, "wall")
    html = str((await heard(first, "wall"))["html"])
    assert ('id="tile-waiting"' in html, 'id="tile-csat"' in html) == (True, False)
    for socket in (first, *others):
        await socket.disconnect()


async def test_nothing_is_asked_where_nobody_looks_and_nothing_without_redis(
    stage: Desk, monkeypatch: pytest.MonkeyPatch
):
    assert await push() == 0
    socket = await enter(stage.fujita)
    await fresh(socket)
    await join(socket, f"wallboard.{stage.support.pk}")
    assert await push() > 0
    assert 'data-slab="longest"' in str((await heard(socket, "wallboard"))["html"])
    monkeypatch.setattr(redis_link, "attempt", lambda what, say: False)
    assert await push() == 0
    await socket.disconnect()


async def test_whoever_leaves_the_team_hears_no_figure_more(stage: Desk):
    topic = f"wall.{stage.support.pk}"
    socket = await enter(stage.fujita)
    await fresh(socket)
    await join(socket, topic)
    await sync_to_async(lambda: Membership.objects.filter(agent=stage.fujita).delete())()
    await sync_to_async(changed)(stage.fujita)
    assert (await heard(socket, "left"))["topics"] == [topic]
    await push()
    assert await socket.receive_nothing(0.5)
    await socket.disconnect()


async def test_a_supervisor_of_another_team_joins_nothing_of_this_one(stage: Desk):
    await sync_to_async(Agent.objects.filter(pk=stage.emily.pk).update)(role="supervisor")
    await stage.emily.arefresh_from_db()
    for agent in (stage.emily, stage.aya):
        socket = await enter(agent)
        asked = [f"wall.{stage.support.pk}", "wall.all", f"wallboard.{stage.support.pk}", "wall.", "wallboard.*"]
        assert await join(socket, *asked) == []
        await socket.disconnect()
