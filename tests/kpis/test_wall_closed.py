"""While the team that answers is closed nothing of it is an alarm: its minutes stay, and red is back at the opening."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from agents import calendars
from agents.models import Agent, Calendar, Team
from conversations import promising
from conversations.models import Conversation
from kpis.slices import Scope
from kpis.wall_hours import doors
from tests.cast import Desk
from tests.kpis.test_board_link import made
from tests.kpis.test_wall import shown, tile

pytestmark = pytest.mark.django_db
LATE, SHUT, CALM = "late", "shut", "waiting"


def thursday(hour: int, minute: int = 0, *, day: int = 18) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def nine_to_six(desk: Desk) -> Desk:
    """Both teams keep nine to six in Tokyo."""
    Team.objects.update(calendar=calendars.make_default("窓口", "Asia/Tokyo"))
    return desk


def waits(desk: Desk, team: Team | None, since: datetime) -> Conversation:
    """Somebody else in the chat, for this team."""
    sender = desk.sender(f"browser-{Conversation.objects.count()}", "客", "一郎")
    matter = Conversation.objects.get(pk=desk.writes(sender=sender).conversation_id)
    Conversation.objects.filter(pk=matter.pk).update(waiting_since=since, team=team)
    return matter


def looked_at(desk: Desk, now: datetime, path: str = "/analytics/live/") -> str:
    cache.clear()
    with time_machine.travel(now, tick=False):
        return shown(desk, desk.noguchi, path)


def states(desk: Desk, now: datetime) -> list[str]:
    """Of the longest wait: on the page, on the wallboard, and what its first row is."""
    pages = [looked_at(desk, now, path) for path in ("/analytics/live/", "/analytics/wall/")]
    row = looked_at(desk, now, "/analytics/live/longest/")
    found = [re.findall(r'data-state="(none|late|soon|waiting|shut)"', page)[0] for page in pages]
    return [*found, LATE if 'class="pill late"' in row else SHUT if "営業時間外" in row else CALM]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (thursday(17, 43), CALM), (thursday(17, 55), LATE), (thursday(18), SHUT), (thursday(23), SHUT),
        (thursday(8, 59, day=19), SHUT), (thursday(9, day=19), LATE),
    ],
)  # fmt: skip
def test_red_rests_from_closing_to_opening_and_is_the_same_everywhere(nine_to_six: Desk, now: datetime, said: str):
    waits(nine_to_six, nine_to_six.support, thursday(17, 40))
    assert states(nine_to_six, now) == [said] * 3


def test_at_night_the_minutes_so_far_stay_and_the_opening_is_said(nine_to_six: Desk):
    matter = waits(nine_to_six, nine_to_six.support, thursday(17, 40))
    page, board, rows = (
        looked_at(nine_to_six, thursday(23), f"/analytics/{path}") for path in ("live/", "wall/", "live/waiting/")
    )
    opens = "2026-06-19T00:00:00+00:00"
    for said in (re.findall(r'id="tile-longest".*?</section>', page, re.S)[0], tile_of_lanes(page), board, rows):
        assert [word in said for word in ("営業時間外", "20分待ち", opens, "営業開始")] == [True] * 4
        # As 20:00 it would be read as an hour of the day, beside the opening.
        assert [word in said for word in ("pill late", "data-alarm", "20:00")] == [False] * 3
    assert "営業時間内で20分待ち" in tile(page, "longest")
    assert ("営業時間外 1件" in tile(page, "waiting"), "営業時間外 <b>1</b>件" in board) == (True, True)
    assert matter.number in rows


def test_in_english_a_wait_at_night_is_said_in_words_too(nine_to_six: Desk):
    Agent.objects.update(language="en")
    waits(nine_to_six, nine_to_six.support, thursday(17, 40))
    page, board, rows = (
        looked_at(nine_to_six, thursday(23), f"/analytics/{path}") for path in ("live/", "wall/", "live/waiting/")
    )
    assert ["waited 20 min" in said for said in (tile_of_lanes(page), board, rows)] == [True] * 3
    assert ["20 min of business time so far" in said for said in (tile(page, "longest"), board)] == [True] * 2
    assert ("1 closed" in tile(page, "waiting"), "<b>1</b> closed" in board) == (True, True)


def tile_of_lanes(page: str) -> str:
    return str(re.findall(r'id="tile-lanes".*?</section>', page, re.S)[0])


def test_who_came_after_closing_has_waited_for_no_time_and_is_told_since_when(nine_to_six: Desk):
    waits(nine_to_six, nine_to_six.support, thursday(22))
    longest = tile(looked_at(nine_to_six, thursday(23)), "longest")
    assert [word in longest for word in ("営業時間外", "から", "営業開始", "0:00")] == [True, True, True, False]


def stays_until_eight(team: Team) -> None:
    longer = calendars.make_default("夜間", "Asia/Tokyo")
    calendars.set_week(longer, {weekday: [(time(10), time(20))] for weekday in range(5)})
    Team.objects.filter(pk=team.pk).update(calendar=longer)


@pytest.mark.parametrize(
    ("hour", "came", "state", "minutes"),
    [(17, None, LATE, "1:20:00"), (19, thursday(18, 50), LATE, "10:00"), (21, thursday(19, 55), SHUT, "2時間20分")],
)
def test_of_two_teams_in_a_lane_the_one_at_work_is_told(
    nine_to_six: Desk, hour: int, came: datetime | None, state: str, minutes: str
):
    """Support goes home at six, and somebody waits there since 15:40; the other team stays until eight."""
    stays_until_eight(nine_to_six.english)
    waits(nine_to_six, nine_to_six.support, thursday(15, 40))
    if came:
        waits(nine_to_six, nine_to_six.english, came)
    page = looked_at(nine_to_six, thursday(hour))
    assert f'id="tile-longest" data-state="{state}"' in page
    assert [minutes in said for said in (tile(page, "longest"), tile_of_lanes(page))] == [True, True]
    # Support's, which is the first of both.
    assert ("2026-06-19T00:00:00+00:00" in tile_of_lanes(page)) == (state == SHUT)


@pytest.mark.parametrize("stays", ["support", "english"])
@pytest.mark.parametrize(("came", "other", "minutes"), [((15, 40), (18, 50), "3:20:00"), ((18, 50), (15, 40), "10:00")])
def test_whichever_team_is_at_work_and_whichever_waits_longer(
    nine_to_six: Desk, stays: str, came: tuple[int, int], other: tuple[int, int], minutes: str
):
    """At seven one of the two has gone home: in a lane the teams stand in no order."""
    for name in ("support", "english"):
        waits(nine_to_six, getattr(nine_to_six, name), thursday(*(came if name == stays else other)))
    stays_until_eight(getattr(nine_to_six, stays))
    page = looked_at(nine_to_six, thursday(19))
    assert f'id="tile-longest" data-state="{LATE}"' in page
    assert [minutes in said for said in (tile(page, "longest"), tile_of_lanes(page))] == [True, True]
    assert ("営業時間外" in tile_of_lanes(page), "営業時間外 1件" in tile(page, "waiting")) == (False, True)


def test_what_no_team_has_is_an_alarm_while_any_team_is_at_work(nine_to_six: Desk):
    waits(nine_to_six, None, thursday(17))
    assert states(nine_to_six, thursday(22)) == [SHUT] * 3
    Team.objects.filter(pk=nine_to_six.english.pk).update(calendar=None)
    assert states(nine_to_six, thursday(22)) == [LATE] * 3


def test_what_is_overdue_is_counted_at_night_and_red_in_the_morning(nine_to_six: Desk):
    matter = Conversation.objects.get(pk=waits(nine_to_six, nine_to_six.support, thursday(16)).pk)
    with time_machine.travel(thursday(17), tick=False):
        promising.make(matter, nine_to_six.aya, "お調べします", thursday(17, 30))
    for now, is_red in ((thursday(17, 45), True), (thursday(23), False), (thursday(9, day=19), True)):
        page, board = looked_at(nine_to_six, now), looked_at(nine_to_six, now, "/analytics/wall/")
        rows = looked_at(nine_to_six, now, "/analytics/live/overdue/")
        assert ('tile alarm" id="tile-overdue"' in page, "late-ones some" in board, "pill late" in rows) == (
            is_red,
        ) * 3
        assert "約束 1" in tile(page, "overdue")
        assert ("営業時間外 1件" in tile(page, "overdue"), "営業時間外" in rows) == (not is_red,) * 2


def test_the_screen_in_the_room_says_the_same(nine_to_six: Desk):
    path = made(nine_to_six)
    waits(nine_to_six, nine_to_six.support, thursday(17, 40))
    for now, state in ((thursday(17, 55), LATE), (thursday(23), SHUT), (thursday(9, day=19), LATE)):
        cache.clear()
        with time_machine.travel(now, tick=False):
            board = Client().get(path).content.decode()
        assert (f'data-state="{state}"' in board, "data-alarm=" in board) == (True, state == LATE)


def test_at_night_the_board_says_when_the_team_opens(nine_to_six: Desk):
    alone, both = Scope(teams=(nine_to_six.support.pk,)), Scope(all_teams=True)
    early = thursday(7)
    assert [doors(early).of(scope)["left"] for scope in (alone, both)] == [120, 120]
    assert "開始まで 2 時間" in looked_at(nine_to_six, early, "/analytics/wall/")
    Team.objects.filter(pk=nine_to_six.english.pk).update(calendar=None)
    assert [doors(early).of(scope)["open"] for scope in (alone, both)] == [False, True]
    assert doors(early).of(alone)["opens"] == (early + timedelta(hours=2)).astimezone(ZoneInfo("UTC")).isoformat()


def test_a_team_that_never_opens_again_has_no_opening_to_be_said(nine_to_six: Desk):
    calendars.set_week(Calendar.objects.get(name="窓口"), {})
    waits(nine_to_six, nine_to_six.support, thursday(17))
    page = looked_at(nine_to_six, thursday(17, 30))
    assert ("営業時間外" in tile(page, "longest"), "営業開始" in tile(page, "longest")) == (True, False)
    assert nine_to_six.client(nine_to_six.noguchi).get(reverse("wallboard")).status_code == 200
