"""A screen in the room has a link of its own: one scope's tiles, no session, no name, until it is revoked."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.models import Agent, AuditEntry, Membership
from agents.models.agent import Presence
from kpis import board_links, wall
from kpis.models import BoardLink, Cursor
from omnidesk import limits
from omnidesk.asgi import application
from tests.cast import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    cache.clear()


def made(desk: Desk, agent: Agent | None = None, scope: str = "") -> str:
    """The path that its maker is shown once."""
    asked = {"name": "2 階の壁", "scope": scope or str(desk.support.pk)}
    page = desk.client(agent or desk.fujita).post(reverse("board-links"), asked).content.decode()
    found = re.search(r"/analytics/wall/[\w-]{43}/", page)
    assert found is not None
    return found[0]


def revoke(desk: Desk) -> None:
    desk.client(desk.fujita).post(reverse("board-link-revocation", args=[BoardLink.objects.get().pk]))


def test_it_opens_the_board_without_a_session_and_names_nobody(desk: Desk) -> None:
    desk.writes(at=timezone.now() - timedelta(minutes=9))
    Agent.objects.update(presence=Presence.AVAILABLE)
    path = made(desk)
    answer = Client().get(path)
    board = answer.content.decode()
    assert (answer.status_code, answer.cookies.output()) == (200, "")
    assert "家電サポート" in board
    assert 'data-state="late"' in board
    for name in ("佐藤", "花子", "高橋", "田村", "藤田", "充電"):
        assert name not in board
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    # Nothing but these tiles: the link is no sign-in.
    assert Client().get("/analytics/live/").status_code == 302


def test_its_token_is_shown_once_and_kept_as_a_hash(desk: Desk) -> None:
    token = made(desk).split("/")[-2]
    row = BoardLink.objects.get()
    assert token not in (row.token_hash, row.scope)
    again = desk.client(desk.fujita).get(reverse("board-links")).content.decode()
    assert token not in again
    assert "2 階の壁" in again


def test_it_outlives_every_session_and_says_when_the_screen_was_there(desk: Desk) -> None:
    path = made(desk)
    BoardLink.objects.update(made_at=timezone.now() - timedelta(days=200))
    answer = Client().get(f"{path}slabs/")
    assert (answer.status_code, "X-Worked-Out" in answer.headers) == (200, True)
    assert 'data-slab="longest"' in answer.content.decode()
    assert BoardLink.objects.get().seen_at is not None


def test_it_goes_dark_when_it_is_revoked_or_its_maker_may_not_see_that_any_more(desk: Desk) -> None:
    path = made(desk)
    Membership.objects.filter(agent=desk.fujita).delete()
    assert Client().get(path).status_code == 404
    Membership.objects.create(agent=desk.fujita, team=desk.support)
    assert Client().get(path).status_code == 200
    revoke(desk)
    assert [Client().get(one).status_code for one in (path, f"{path}slabs/")] == [404, 404]
    deeds = AuditEntry.objects.filter(action__startswith="wall.link").order_by("pk").values_list("action", "data")
    assert [(action, data["name"]) for action, data in deeds] == [
        ("wall.link_made", "2 階の壁"), ("wall.link_revoked", "2 階の壁"),
    ]  # fmt: skip


def test_only_who_leads_makes_one_and_only_of_what_they_see(desk: Desk) -> None:
    asked = {"name": "x", "scope": str(desk.support.pk)}
    assert desk.client(desk.aya).post(reverse("board-links"), asked).status_code == 404
    for scope in ("all", str(desk.english.pk), f"team-{desk.english.pk}"):
        desk.client(desk.fujita).post(reverse("board-links"), asked | {"scope": scope})
    assert not BoardLink.objects.exists()
    made(desk, desk.noguchi, "all")
    # Of other teams nobody sees or revokes it.
    client = desk.client(desk.fujita)
    assert "2 階の壁" not in client.get(reverse("board-links")).content.decode()
    assert client.post(reverse("board-link-revocation", args=[BoardLink.objects.get().pk])).status_code == 404


def test_who_guesses_is_told_nothing_and_not_for_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(desk)
    assert Client().get(f"/analytics/wall/{'x' * 43}/").status_code == 404
    monkeypatch.setitem(limits.LIMITS, "board.page", limits.Limit(2, 60, "address"))
    cache.clear()
    assert [Client().get(path).status_code for _ in range(2)] == [200, 200]
    # Its own screen is not told that it was revoked: it asks again by itself.
    late = Client().get(path)
    assert (late.status_code, late["Retry-After"]) == (429, "60")
    assert '<meta http-equiv="refresh" content="60">' in late.content.decode()
    assert Client().get(f"{path}slabs/").status_code == 429


def test_who_joins_a_team_has_the_screens_of_before(desk: Desk) -> None:
    """And its maker may revoke it even when they have left one of its teams, which takes it dark."""
    path = made(desk)
    kept = BoardLink.objects.get()
    joined = Membership.objects.create(agent=desk.fujita, team=desk.english)
    answer = Client().get(path)
    assert (answer.status_code, f'data-scope="{desk.support.pk}"' in answer.content.decode()) == (200, True)
    assert "2 階の壁" in desk.client(desk.fujita).get(reverse("board-links")).content.decode()
    both = ",".join(map(str, sorted([desk.support.pk, desk.english.pk])))
    BoardLink.objects.update(scope=both)
    assert Client().get(path).status_code == 200
    joined.delete()
    assert Client().get(path).status_code == 404
    revoke(desk)
    kept.refresh_from_db()
    assert kept.revoked_by == desk.fujita


def test_a_screen_asks_as_little_as_a_page(desk: Desk, django_assert_max_num_queries) -> None:
    path = made(desk)
    Client().get(path)
    # Its tiles are those that everybody has: asked are the link, its maker's teams and the company.
    with django_assert_max_num_queries(4):
        Client().get(path)


@pytest.fixture
async def stage(transactional_db: None) -> AsyncIterator[Desk]:
    yield await sync_to_async(Desk.open)()
    await sync_to_async(connections.close_all)()


async def screen(path: str) -> WebsocketCommunicator:
    origin = [(b"origin", settings.PUBLIC_URL.encode())]
    socket = WebsocketCommunicator(application, path.replace("/analytics", "/ws"), headers=origin)
    assert (await socket.connect(timeout=30))[0]
    return socket


async def heard(socket: WebsocketCommunicator, event: str) -> dict[str, object]:
    while True:
        frame = await socket.receive_json_from(timeout=30)
        if frame["event"] == event:
            return dict(frame)


async def test_its_socket_hears_its_own_tiles_whatever_it_asks_for(stage: Desk) -> None:
    socket = await screen(await sync_to_async(made)(stage))
    await heard(socket, "fresh")
    await socket.send_json_to({"do": "join", "topics": ["wallboard.all", "people", f"team.{stage.support.pk}"]})
    assert (await heard(socket, "joined"))["topics"] == [f"wallboard.{stage.support.pk}"]
    await sync_to_async(stage.writes)()
    await sync_to_async(wall.push)()
    assert 'data-slab="waiting"' in str((await heard(socket, "wallboard"))["html"])
    await socket.disconnect()


async def test_a_link_of_nobody_has_no_socket(stage: Desk) -> None:
    socket = await screen(f"/analytics/wall/{'x' * 43}/")
    assert (await socket.receive_output(timeout=30))["code"] == 4403


async def test_whoever_opens_too_many_sockets_has_the_database_asked_nothing(
    stage: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.LIMITS, "board.page", limits.Limit(1, 60, "address"))
    asked: list[str] = []
    monkeypatch.setattr(board_links, "found", asked.append)
    codes = []
    for _ in range(2):
        socket = await screen(f"/analytics/wall/{'x' * 43}/")
        codes.append((await socket.receive_output(timeout=30))["code"])
        await socket.disconnect()
    assert (codes, len(asked)) == ([4403, 4429], 1)


def test_the_limits_are_the_companys_and_a_teams_own_where_it_has_some(desk: Desk) -> None:
    Cursor.objects.create(pk=1, caught_up_at=timezone.now())
    desk.writes(at=timezone.now() - timedelta(minutes=9))
    admin = desk.client(desk.noguchi)

    def state() -> str:
        cache.clear()
        page = desk.client(desk.fujita).get("/analytics/live/").content.decode()
        found = re.search(r'id="tile-longest" data-state="(\w+)"', page)
        assert found is not None
        return found[1]

    typed = {"live_minutes": 10, "talk_minutes": 60, "letter_minutes": 240, "soon_percent": 75}
    typed |= {"within_seconds": 30, "target_percent": 90}
    assert state() == "late"
    assert admin.post("/settings/wall/", typed).status_code == 302
    assert state() == "soon"
    assert admin.post(f"/settings/wall/{desk.support.pk}/", typed | {"live_minutes": 20}).status_code == 302
    assert state() == "waiting"
    page = desk.client(desk.fujita).get("/analytics/live/").content.decode()
    assert "30 秒以内" in page
    assert "目標 90%" in page
    admin.post(f"/settings/wall/{desk.support.pk}/", {"clear": "yes"})
    assert state() == "soon"
    assert AuditEntry.objects.filter(action__startswith="wall.limits").count() == 3
    assert admin.post("/settings/wall/", typed | {"live_minutes": 0}).status_code == 200
    assert desk.client(desk.fujita).get("/settings/wall/").status_code == 404
