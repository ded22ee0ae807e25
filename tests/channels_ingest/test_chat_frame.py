"""The window's page, what it knows of the desk, and where agents see the visitor."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from agents.models import BusinessHours, Calendar
from channels_ingest.chat import hours
from channels_ingest.models import VisitorSession
from conversations.models import Channel, Conversation

TOKYO = ZoneInfo("Asia/Tokyo")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)


def nine_to_five(channel: Channel) -> None:
    calendar = Calendar.objects.create(name="平日")
    BusinessHours.objects.bulk_create(
        BusinessHours(calendar=calendar, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    channel.team.calendar = calendar
    channel.team.save()


def answered(channel: Channel, minutes: int, at: datetime = TUESDAY) -> None:
    matter = Conversation.objects.latest("pk")
    Conversation.objects.create(
        customer=matter.customer,
        team=channel.team,
        last_channel=channel,
        opened_at=at,
        last_activity_at=at,
        first_replied_at=at + timedelta(minutes=minutes),
    )


def test_only_the_companys_pages_may_hold_it(desk):
    answer = Client().get(f"/chat/{desk.chat.public_id}/")
    assert answer.status_code == 200
    assert "frame-ancestors 'self' https://shop.example" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies


@pytest.mark.parametrize("origin", ["https://a.example; script-src *", "x y", "https://a.example,*", 7, None])
def test_no_origin_can_change_the_policy(desk, origin):
    desk.chat.settings["origins"] = [origin]
    desk.chat.save()
    policy = Client().get(f"/chat/{desk.chat.public_id}/")["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self'") or "frame-ancestors 'self';" in policy


def test_it_is_not_found_under_another_name(desk):
    assert Client().get("/chat/nothing/").status_code == 404


def test_it_says_when_somebody_will_be_there(desk):
    nine_to_five(desk.chat)
    night = datetime(2026, 11, 20, 22, 0, tzinfo=TOKYO)
    there = hours.looked_up(desk.chat, night)
    # Saturday, Sunday and the Labour Thanksgiving Day lie between.
    assert there["hours"] == {"open": False, "next_open": "2026-11-24T00:00:00+00:00"}
    assert hours.looked_up(desk.chat, TUESDAY)["hours"] == {"open": True, "next_open": None}


def test_it_promises_no_wait_that_it_does_not_know(desk):
    desk.writes()
    for minutes in (1, 2, 3, 4):
        answered(desk.chat, minutes)
    assert hours.looked_up(desk.chat, TUESDAY)["wait"] == {}


def test_it_tells_the_median_of_recent_answers_in_open_hours(desk):
    nine_to_five(desk.chat)
    desk.writes()
    for minutes in (2, 3, 4, 6, 240):
        answered(desk.chat, minutes)
    answered(desk.chat, 900, at=TUESDAY - timedelta(hours=12))
    assert hours.looked_up(desk.chat, TUESDAY)["wait"] == {"minutes": 4}


def test_it_says_whether_somebody_is_present(desk):
    assert hours.looked_up(desk.chat, TUESDAY)["people"] is False
    desk.emily.presence = "available"
    desk.emily.save()
    assert hours.looked_up(desk.chat, TUESDAY)["people"] is False
    desk.aya.presence = "available"
    desk.aya.save()
    assert hours.looked_up(desk.chat, TUESDAY)["people"] is True


def test_agents_see_the_page_the_visitor_is_on(visitor, desk):
    customer = visitor.write().customer
    page = desk.client(desk.aya).get(f"/customers/{customer.pk}/visit/").content.decode()
    assert 'href="https://shop.example/a"' in page
    assert 'rel="noopener noreferrer"' in page
    VisitorSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=5))
    assert "最後に見ていたページ" in desk.client(desk.aya).get(f"/customers/{customer.pk}/visit/").content.decode()


def test_strangers_see_no_visit(visitor, desk):
    url = f"/customers/{visitor.write().customer.pk}/visit/"
    assert Client().get(url).status_code == 302
    assert desk.client(desk.aya).get("/customers/999999/visit/").status_code == 404
    desk.emily.is_active = False
    desk.emily.save()
    assert desk.client(desk.emily).get(url).status_code == 302
