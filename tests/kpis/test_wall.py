"""The live wall: what it says, to whom, and what its rows lead to."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from agents.models import Agent, Membership
from agents.models.agent import Presence
from conversations import commands, outbox, promising
from conversations.models import Channel, Conversation
from kpis import loading, packing, wall, wall_now, writing
from kpis.models import Cursor
from kpis.slices import Scope, Slice
from kpis.wall_scopes import heard, scopes
from tests.cast import Desk, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    """Each test begins as if nobody had looked for a while."""
    cache.clear()


def shown(desk: Desk, agent: Agent, path: str = "/analytics/live/") -> str:
    return str(desk.client(agent).get(path).content.decode())


def tile(page: str, name: str) -> str:
    found = re.search(rf'<section [^>]*id="tile-{name}".*?</section>', page, re.S)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def as_scanned(desk: Desk) -> None:
    """As the scan does once the deed is committed."""
    world = loading.world()
    writing.write([desk.hanako.pk], world)
    packing.pack(world.now.astimezone(world.zone).date(), desk.support.pk, world)
    Cursor.objects.update_or_create(pk=1, defaults={"caught_up_at": world.now})


def test_an_empty_desk_says_dashes_and_never_nothing_as_a_figure(desk: Desk):
    page = shown(desk, desk.fujita)
    for name in ("asked_again", "longest", "service_level", "frt", "csat"):
        assert "—" in tile(page, name)
    assert "待ちなし" in tile(page, "waiting")


def test_who_waits_is_counted_by_channel_and_alarms_over_the_limit(desk: Desk):
    desk.writes(at=timezone.now() - timedelta(minutes=8, seconds=42))
    page = shown(desk, desk.fujita)
    assert "チャット 1" in tile(page, "waiting")
    assert re.search(r"8:4\d", tile(page, "longest"))
    assert "上限 5:00" in tile(page, "longest")
    assert re.search(r'class="tile alarm" id="tile-longest"', page)


def test_a_line_of_every_kind_of_channel_has_a_name(desk: Desk):
    Channel.objects.create(kind="api", name="会員システム", team=desk.support)
    assert "API" in tile(shown(desk, desk.fujita), "lanes")


def test_what_was_never_live_has_no_line_and_what_is_paused_keeps_its_own(desk: Desk):
    Channel.objects.create(kind="api", name="会員システム", paused_at=timezone.now(), settings={"set_up": []})
    Channel.objects.create(kind="line", name="LINE", team=desk.support, paused_at=timezone.now())
    said = tile(shown(desk, desk.fujita), "lanes")
    assert ("API" in said, "LINE" in said) == (False, True)


@pytest.mark.parametrize("path", ["/inbox/", "/analytics/frt/"])
def test_what_was_never_live_is_no_choice_until_something_came_in(desk: Desk, path: str):
    fresh = Channel.objects.create(kind="api", name="会員システム", paused_at=timezone.now(), settings={"set_up": []})
    Channel.objects.create(kind="line", name="停止中のLINE", team=desk.support, paused_at=timezone.now())
    said = desk.client(desk.fujita).get(path).content.decode()
    assert ("会員システム" in said, "停止中のLINE" in said) == (False, True)
    Channel.objects.filter(pk=fresh.pk).update(last_inbound_at=timezone.now())
    assert "会員システム" in desk.client(desk.fujita).get(path).content.decode()


def test_from_a_red_tile_to_the_conversation_in_three_clicks(desk: Desk):
    desk.writes(at=timezone.now() - timedelta(minutes=9))
    client = desk.client(desk.fujita)
    page = client.get(reverse("wall")).content.decode()
    to_rows = re.search(r'id="tile-longest".*?href="([^"]+)"', page, re.S)
    assert to_rows is not None
    rows = client.get(to_rows[1].replace("&amp;", "&")).content.decode()
    to_matter = re.search(r'<td>.*?href="(/conversations/\d+/)', rows, re.S)
    assert to_matter is not None
    assert "充電できません" in client.get(to_matter[1]).content.decode()


def test_the_wallboard_names_nobody(desk: Desk):
    desk.writes(at=timezone.now() - timedelta(minutes=9))
    Agent.objects.update(presence=Presence.AVAILABLE)
    board = shown(desk, desk.fujita, "/analytics/wall/")
    for name in ("佐藤", "花子", "高橋", "田村", "藤田"):
        assert name not in board
    assert "家電サポート" in board
    assert "高橋 彩" in shown(desk, desk.fujita)


def test_of_another_team_nothing_is_seen_whatever_is_asked_for(desk: Desk):
    desk.writes(at=timezone.now() - timedelta(minutes=9))
    Agent.objects.filter(pk=desk.emily.pk).update(role="supervisor")
    desk.emily.refresh_from_db()
    for path in (
        f"/analytics/live/?scope={desk.support.pk}",
        "/analytics/live/?scope=all",
        "/analytics/live/tiles/?scope=all",
    ):
        assert "待ちなし" not in shown(desk, desk.emily, path)
        assert "Nobody waits" in shown(desk, desk.emily, path)
    assert "佐藤" not in shown(desk, desk.emily, f"/analytics/live/waiting/?scope={desk.support.pk}")
    topics = [f"wall.{desk.support.pk}", "wall.all", f"wallboard.{desk.support.pk},{desk.english.pk}", "wall.%"]
    assert heard(desk.emily, topics) == set()
    assert heard(desk.aya, topics) == set()
    assert heard(desk.fujita, topics) == {f"wall.{desk.support.pk}"}
    assert "wall.all" in heard(desk.noguchi, topics)


def test_each_of_ones_teams_can_be_looked_at_alone(desk: Desk):
    Membership.objects.create(agent=desk.fujita, team=desk.english)
    both = f"{desk.support.pk},{desk.english.pk}"
    alone = [f"team-{desk.support.pk}", f"team-{desk.english.pk}"]
    assert list(scopes(desk.fujita)) == [both, *alone]
    board = shown(desk, desk.fujita, f"/analytics/wall/?scope={alone[0]}&scope={alone[1]}&every=9")
    assert (board.count("data-scope="), 'data-every="9"' in board) == (2, True)


def test_the_queries_grow_neither_with_what_waits_nor_with_who_is_there(desk: Desk, django_assert_max_num_queries):
    def asked() -> int:
        Agent.objects.update(presence=Presence.AVAILABLE)
        cache.clear()
        with django_assert_max_num_queries(60) as queries:
            wall.present(Scope(teams=(desk.support.pk,)))
        return len(queries)

    desk.writes()
    before = asked()
    for number in range(12):
        desk.writes(sender=desk.sender(f"browser-{number}", "客", str(number)))
        person(f"colleague{number}", "同僚", str(number), [desk.support])
    assert asked() == before


def test_whoever_comes_a_moment_later_gets_the_same_without_a_question(desk: Desk, django_assert_num_queries):
    scope = Scope(teams=(desk.support.pk,))
    first = wall.present(scope)
    with django_assert_num_queries(0):
        assert wall.present(scope)["at"] == first["at"]


def test_what_is_overdue_is_red_and_leads_to_the_words(desk: Desk):
    desk.writes()
    promising.make(desk.matter, desk.aya, "折り返しお電話", timezone.now() - timedelta(minutes=30))
    page = shown(desk, desk.fujita)
    assert "約束 1" in tile(page, "overdue")
    assert "折り返しお電話" in shown(desk, desk.fujita, "/analytics/live/overdue/")


def test_figures_of_today_come_from_the_rollups(desk: Desk):
    desk.writes(at=timezone.now() - timedelta(minutes=5))
    matter: Conversation = desk.matter
    outbox.reply(
        matter, desk.aya, text="お調べします", channel=desk.chat, identity=desk.identity, client_key="k" * 16,
        seen_revision=None,
    )  # fmt: skip
    as_scanned(desk)
    page = shown(desk, desk.fujita)
    assert re.search(r"5:0\d / 5:0\d 参考値", tile(page, "frt"))
    assert "0.0 % 参考値" in tile(page, "asked_again")
    assert "チャット" in tile(page, "volume")


def test_the_palette_leads_there_whoever_may_go(desk: Desk):
    with translation.override("ja"):
        labels = {who: {one.label for one in commands.places(who, False)} for who in (desk.fujita, desk.aya)}
    assert ("ライブ" in labels[desk.fujita], "ライブ" in labels[desk.aya]) == (True, False)
    assert "自分の一日" in labels[desk.aya]


def test_a_team_alone_counts_what_its_report_counts(desk: Desk):
    desk.writes()
    Conversation.objects.update(team=None)
    desk.writes(sender=desk.sender("kenichi-browser", "鈴木", "健一"))
    together, alone = Scope(teams=(desk.support.pk,)), Scope(teams=(desk.support.pk,), alone=True)
    assert [wall_now.waiting(scope).count() for scope in (together, alone)] == [2, 1]
    now = timezone.now()
    where = [Slice(now.date(), now.date(), scope).where()[0] for scope in (together, alone)]
    assert ["IS NULL" in words for words in where] == [True, False]
