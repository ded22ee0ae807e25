from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from agents import hours
from agents.hours import Difference, Schedule

TOKYO = ZoneInfo("Asia/Tokyo")
NINE_TO_SIX = (time(9), time(18))
WEEK = dict.fromkeys(range(5), (NINE_TO_SIX,))
SHOP = Schedule(weekly=WEEK)


def at(text: str, zone: ZoneInfo = TOKYO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-20 08:59", False),
        ("2026-11-20 09:00", True),
        ("2026-11-20 17:59", True),
        ("2026-11-20 18:00", False),
        ("2026-11-21 12:00", False),
        ("2026-11-23 12:00", False),
    ],
)
def test_it_is_open_in_the_weekly_hours_only(moment: str, is_open: bool) -> None:
    assert hours.is_open(SHOP, at(moment)) is is_open


def test_it_closes_on_public_holidays_unless_told_not_to() -> None:
    labour_day = date(2026, 11, 23)
    assert hours.day(SHOP, labour_day).reason == "勤労感謝の日"
    assert hours.day(Schedule(weekly=WEEK, japanese_holidays=False), labour_day).hours == (NINE_TO_SIX,)


@pytest.mark.parametrize("on", [date(2026, 12, 29), date(2026, 12, 31), date(2027, 1, 1), date(2024, 1, 3)])
def test_it_closes_at_the_turn_of_the_year(on: date) -> None:
    assert hours.day(SHOP, on).hours == ()
    assert hours.day(SHOP, on).reason == "year-end"


def test_it_works_on_the_days_around_the_turn_of_the_year() -> None:
    assert hours.day(SHOP, date(2026, 12, 28)).hours == (NINE_TO_SIX,)
    assert hours.day(SHOP, date(2027, 1, 4)).hours == (NINE_TO_SIX,)


def test_an_exception_beats_the_holiday_and_the_week() -> None:
    sale = Schedule(weekly=WEEK, exceptions={date(2026, 11, 23): Difference("Sale", (time(10), time(12)))})
    assert hours.is_open(sale, at("2026-11-23 11:00"))
    stocktaking = Schedule(weekly=WEEK, exceptions={date(2026, 11, 20): Difference("Stocktaking")})
    assert not hours.is_open(stocktaking, at("2026-11-20 11:00"))


def test_it_knows_the_next_opening_over_a_long_weekend() -> None:
    assert hours.next_opening(SHOP, at("2026-11-20 18:00")) == at("2026-11-24 09:00")
    assert hours.next_opening(SHOP, at("2026-11-20 10:00")) == at("2026-11-20 10:00")


def test_it_knows_when_it_never_opens() -> None:
    assert hours.next_opening(Schedule(), at("2026-11-20 10:00")) is None
    assert not hours.is_open(Schedule(), at("2026-11-20 10:00"))


def test_it_counts_only_open_time() -> None:
    friday_to_tuesday = hours.business_time(SHOP, at("2026-11-20 17:00"), at("2026-11-24 10:30"))
    assert friday_to_tuesday == timedelta(hours=2, minutes=30)


def test_it_counts_nothing_backwards_or_while_closed() -> None:
    assert hours.business_time(SHOP, at("2026-11-20 12:00"), at("2026-11-20 11:00")) == timedelta()
    assert hours.business_time(SHOP, at("2026-11-21 00:00"), at("2026-11-22 23:00")) == timedelta()


def test_it_takes_moments_in_any_zone() -> None:
    assert hours.is_open(SHOP, datetime(2026, 11, 20, 0, 0, tzinfo=UTC))
    assert not hours.is_open(SHOP, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


def test_a_night_shift_runs_over_midnight() -> None:
    night = Schedule(weekly={4: ((time(22), time(23, 59)),), 5: ((time(0), time(6)),)})
    assert hours.is_open(night, at("2026-11-20 23:59:30"))
    assert hours.closing(night, at("2026-11-20 22:30")) == at("2026-11-21 06:00")
    assert hours.business_time(night, at("2026-11-20 00:00"), at("2026-11-22 00:00")) == timedelta(hours=8)


def test_a_lunch_break_closes() -> None:
    clinic = Schedule(weekly={4: ((time(9), time(12)), (time(13), time(17)))})
    assert hours.closing(clinic, at("2026-11-20 10:00")) == at("2026-11-20 12:00")
    assert hours.next_opening(clinic, at("2026-11-20 12:30")) == at("2026-11-20 13:00")


def test_tokyo_has_no_clock_changes_and_new_york_s_do_not_bend_lengths() -> None:
    always = {weekday: ((time(0), time(23, 59)),) for weekday in range(7)}
    tokyo = Schedule(weekly=always, japanese_holidays=False, year_end=False)
    assert hours.business_time(tokyo, at("2026-03-08 00:00"), at("2026-03-09 00:00")) == timedelta(hours=24)
    zone = ZoneInfo("America/New_York")
    new_york = Schedule(zone, always, japanese_holidays=False, year_end=False)
    spring = hours.business_time(new_york, at("2026-03-08 00:00", zone), at("2026-03-09 00:00", zone))
    assert spring == timedelta(hours=23)
