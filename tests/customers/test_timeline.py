"""What was said with a customer, on their page."""

import re
from datetime import timedelta

import pytest
from django.db.models import F

from conversations.models import Message
from tests.cast import Desk


def test_the_timeline_hides_what_another_team_was_told(desk: Desk):
    desk.writes("秘密の相談")
    url = f"/customers/{desk.hanako.pk}/timeline/"
    assert "秘密の相談" in desk.client(desk.aya).get(url).content.decode()
    html = desk.client(desk.emily).get(url).content.decode()
    assert "秘密の相談" not in html
    assert html.count('class="touch shut') == 1


def test_what_is_shut_over_many_days_is_one_line(desk: Desk):
    for days in range(3):
        desk.writes(f"秘密{days}")
        Message.objects.update(shown_at=F("shown_at") - timedelta(days=1))
    html = desk.client(desk.emily).get(f"/customers/{desk.hanako.pk}/timeline/").content.decode()
    assert (html.count('class="touch shut'), html.count('class="day"')) == (1, 1)


def test_the_timeline_is_paged(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("conversations.timeline.PIECE", 2)
    for number in range(5):
        desk.writes(f"言葉{number}")
    client, url, seen = desk.client(desk.aya), f"/customers/{desk.hanako.pk}/timeline/", []
    for _round in range(4):
        html = client.get(url).content.decode()
        seen += re.findall(r'"clip">(言葉\d)', html)
        more = re.search(r'hx-get="([^"]+)"', html)
        if not more:
            break
        url = more[1]
    assert seen == [f"言葉{n}" for n in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("before", ["x", "~", "2026-01-01T00:00:00+09:00~x", "2026-01-01T00:00~1"])
def test_a_made_up_place_is_a_bad_request(desk: Desk, before: str):
    assert desk.client(desk.aya).get(f"/customers/{desk.hanako.pk}/timeline/", {"before": before}).status_code == 400
