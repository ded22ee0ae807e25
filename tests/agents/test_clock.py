"""Opening hours are typed and read on the 24-hour clock, in every language of the browser."""

import re
from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agents import calendars
from agents.forms.clock import ClockField
from tests.cast import Desk


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("09:00", time(9)),
        ("9:00", time(9)),
        ("0900", time(9)),
        ("1830", time(18, 30)),
        ("９：３０", time(9, 30)),
        ("１８３０", time(18, 30)),
        ("9", time(9)),
        ("9時", time(9)),
        ("9時30分", time(9, 30)),
        (" 23:59 ", time(23, 59)),
        ("", None),
    ],
)
def test_it_reads_a_time_as_people_type_it(typed: str, read: time | None) -> None:
    assert ClockField().clean(typed) == read


@pytest.mark.parametrize("typed", ["24:00", "9:60", "9:00 AM", "900", "九時", "-1:00", "12:345", "٠٩:٠٠", "x" * 9999])
def test_it_refuses_what_is_no_time(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ClockField().clean(typed)
    assert "09:00" in refused.value.messages[0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_calendar_shows_its_hours_as_words_and_takes_full_width(desk: Desk, language: str) -> None:
    calendar = calendars.make_default("本店", "Asia/Tokyo")
    client, url = desk.client(desk.noguchi), reverse("calendar", args=[calendar.pk])
    desk.noguchi.language = language
    desk.noguchi.save()
    page = client.get(url).content.decode()
    shown = re.findall(r'<input type="(\w+)" name="opens_0_1"[^>]*value="([^"]*)"', page)
    assert shown == [("text", "09:00")]
    assert 'type="time"' not in page
    save(client, url, "０８：４５", "1830")
    assert [(span.opens, span.closes) for span in calendar.hours.all()] == [(time(8, 45), time(18, 30))]


def save(client: Client, url: str, opens: str, closes: str) -> None:
    said = {"name": "本店", "time_zone": "Asia/Tokyo", "opens_0_1": opens, "closes_0_1": closes}
    assert client.post(url, said).status_code == 302
