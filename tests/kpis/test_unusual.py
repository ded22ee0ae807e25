"""A day is held against its own weekdays; a mad day among them, a holiday or a short history make no alarm."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.unusual import same_weekdays, unusual, unusual_day

# Eight Mondays: median 100.5; deviations 1.5 0.5 0.5 2.5 3.5 2.5 1.5 0.5, median 1.5.
MONDAYS = [102.0, 100.0, 101.0, 98.0, 104.0, 103.0, 99.0, 100.0]
MONDAY = date(2026, 11, 23)


def weeks(values: list[float]) -> dict[date, float | None]:
    return {MONDAY - timedelta(weeks=week): value for week, value in enumerate(values, 1)}


def test_a_busy_monday_is_told_with_what_was_expected() -> None:
    """The root of 100.5 (10.02) is the least spread of a count: 150 is 4.9 spreads away."""
    found = unusual_day({**weeks(MONDAYS), MONDAY: 150}, MONDAY, "count")
    assert found is not None
    assert (found.direction, found.expected, found.n) == ("up", 100.5, 8)
    assert round(found.times, 1) == 4.9
    assert found.one_in > 100


def test_a_usual_monday_is_not_told() -> None:
    assert unusual(130, MONDAYS, "count") is None


def test_quiet_is_unusual_too() -> None:
    assert unusual(40, MONDAYS, "count").direction == "down"


def test_one_mad_day_among_the_eight_hides_nothing() -> None:
    assert unusual(150, [*MONDAYS[:7], 900], "count").direction == "up"


def test_a_restless_history_is_hard_to_surprise() -> None:
    """Median 100, deviations of 50: one spread is 74."""
    assert unusual(300, [50, 150, 50, 150, 50, 150, 100, 100], "count") is None


def test_four_weeks_are_too_few() -> None:
    assert unusual(1000, MONDAYS[:4], "count") is None


def test_a_history_without_spread_does_not_cry_at_a_trifle() -> None:
    assert unusual(0.81, [0.80] * 8, "share") is None
    assert unusual(0.70, [0.80] * 8, "share").direction == "down"
    assert unusual(45, [42] * 8, "seconds") is None


def test_holidays_are_no_weekdays() -> None:
    series = {**weeks(MONDAYS), MONDAY: 2.0}
    assert unusual_day(series, MONDAY, "count").direction == "down"
    assert unusual_day(series, MONDAY, "count", closed={MONDAY}) is None
    assert len(same_weekdays(series, MONDAY, closed={MONDAY - timedelta(weeks=3)})) == 7


def test_a_missing_day_is_not_zero() -> None:
    series = weeks(MONDAYS) | {MONDAY - timedelta(weeks=1): None, MONDAY: None}
    assert len(same_weekdays(series, MONDAY)) == 7
    assert unusual_day(series, MONDAY, "count") is None


def test_other_weekdays_and_older_weeks_are_not_asked() -> None:
    series = {MONDAY - timedelta(days=day): float(day) for day in range(1, 100)}
    assert same_weekdays(series, MONDAY) == [7, 14, 21, 28, 35, 42, 49, 56]


@given(st.lists(st.floats(0, 1e6), min_size=5, max_size=8), st.sampled_from(["count", "seconds", "share", "yen"]))
@settings(max_examples=60)
def test_what_lies_within_the_usual_is_never_told(before: list[float], unit: str) -> None:
    found = unusual(max(before) * 3 + 1000, before, unit)
    if found is not None:
        assert unusual((found.low + found.high) / 2, before, unit) is None
        assert found.value > found.high


@pytest.mark.parametrize("unit", ["count", "seconds", "share", "score", "yen"])
def test_every_unit_has_a_least_spread(unit: str) -> None:
    assert unusual(0, [0] * 8, unit) is None
