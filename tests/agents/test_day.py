"""Days and moments are typed and read the same way in every language of the browser."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agents import calendars
from agents.forms.day import DayField, moment_in
from tests.cast import Desk

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=TOKYO)


@pytest.mark.parametrize("typed", ["2026/11/24", "2026-11-24", "２０２６/11/24", "2026年11月24日", " 2026.11.24 "])
def test_it_reads_a_day_as_people_type_it(typed: str) -> None:
    assert DayField().clean(typed) == date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["24/11/2026", "11/24", "2026/13/45", "0001/01/01", "9999/1/1", "明日", "\x00", "²"])
def test_it_refuses_what_is_no_day_in_words(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert "2026/11/24" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026/11/24 17:30", (2026, 11, 24, 17, 30)),
        ("2026-11-24T17:30", (2026, 11, 24, 17, 30)),
        ("11月24日 17時30分", (2026, 11, 24, 17, 30)),
        ("１１／２４　１７：３０", (2026, 11, 24, 17, 30)),
        ("1/5 9:00", (2027, 1, 5, 9, 0)),
        ("2026/11/24", (2026, 11, 24, 9, 0)),
        ("17:30", (2026, 11, 23, 17, 30)),
        ("9:00", (2026, 11, 24, 9, 0)),
    ],
)
def test_it_reads_a_moment_as_people_type_it(typed: str, read: tuple[int, ...]) -> None:
    assert moment_in(typed, NOW, time(9)) == datetime(*read, tzinfo=TOKYO)  # type: ignore[misc,arg-type]  # five figures


@pytest.mark.parametrize("typed", ["", "T", "soon", "2026/11/24 25:00", "9999-12-31T23:59", "2/30", "x" * 9999])
def test_what_is_no_moment_is_none(typed: str) -> None:
    assert moment_in(typed, NOW, time(9)) is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_page_leaves_the_order_of_figures_to_the_browser(desk: Desk, language: str) -> None:
    calendar = calendars.make_default("本店", "Asia/Tokyo")
    desk.noguchi.language = language
    desk.noguchi.save()
    client = desk.client(desk.noguchi)
    desk.hanako.since = date(2024, 4, 1)
    desk.hanako.save()
    for name, key in (("calendar", calendar.pk), ("customers:edit", desk.hanako.pk), ("conversation", desk.matter.pk)):
        page = client.get(reverse(name, args=[key])).content.decode()
        assert "data-day" in page, name
        assert not re.search(r'type="(date|time|datetime-local|month|week)"', page), name
