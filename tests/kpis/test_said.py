"""The same figure is said the same way on a page, on the wall and in a file, in Japanese and in English."""

import pytest
from django.utils import translation

from kpis import said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(42, "0:42"), (271, "4:31"), (3723, "1:02:03"), (86399, "23:59:59"), (0, "0:00"), (41.5, "0:42"), (None, "—")],
)
def test_a_time_is_said_as_a_clock_shows_it(seconds: float | None, words: str) -> None:
    assert said.duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "japanese", "english"),
    [
        (86400, "1日", "1 day"),
        (3 * 86400, "3日", "3 days"),
        (3 * 86400 + 4 * 3600 + 1800, "3日4時間", "3 days 4 h"),
        (1200 * 86400, "1,200日", "1,200 days"),
    ],
)
def test_a_long_time_is_said_in_days(seconds: int, japanese: str, english: str) -> None:
    with translation.override("ja"):
        assert said.duration(seconds) == japanese
    with translation.override("en"):
        assert said.duration(seconds) == english


def test_24_business_hours_are_not_called_a_day() -> None:
    assert said.duration(86400, days=False) == "24:00:00"


@pytest.mark.parametrize(
    ("seconds", "japanese", "english"),
    [
        (42, "42秒", "42 s"), (1259, "20分", "20 min"), (7200, "2時間", "2 h"), (7500, "2時間5分", "2 h 5 min"),
        (0, "0秒", "0 s"), (30 * 3600 + 60, "30時間1分", "30 h 1 min"),
    ],
)  # fmt: skip
def test_where_it_could_be_an_hour_of_the_day_a_time_is_said_in_words(seconds: int, japanese: str, english: str):
    with translation.override("ja"):
        assert said.in_words(seconds, days=False) == japanese
    with translation.override("en"):
        assert said.in_words(seconds, days=False) == english
    assert said.in_words(86400) == said.duration(86400)


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        (74 / 107, "69.2%"), (0.0625, "6.3%"), (1.005 / 100, "1.0%"), (0, "0.0%"), (1, "100.0%"),
        (1 / 90000, "<0.1%"), (89999 / 90000, ">99.9%"), (None, "—"),
    ],
)  # fmt: skip
def test_a_share_has_one_decimal_and_is_only_whole_when_it_is(fraction: float | None, words: str) -> None:
    assert said.percent(fraction) == words


@pytest.mark.parametrize(("value", "words"), [(31, "+31"), (-3.6, "−4"), (0, "0"), (None, "—")])
def test_a_score_has_its_sign(value: float | None, words: str) -> None:
    assert said.score(value) == words


@pytest.mark.parametrize(("amount", "words"), [(1234.5, "¥1,235"), (-500, "−¥500"), (-0.2, "¥0"), (None, "—")])
def test_yen_are_whole(amount: float | None, words: str) -> None:
    assert said.yen(amount) == words


def test_changes_have_their_sign_and_none_has_both() -> None:
    assert [said.points(0.0132), said.points(-0.004), said.points(-0.0001)] == ["+1.3pt", "−0.4pt", "±0.0pt"]
    assert [said.more_time(21), said.more_time(-6), said.more_time(0)] == ["+0:21", "−0:06", "±0:00"]
    assert [said.more_yen(120), said.more_yen(-500), said.more(12), said.more(-3)] == ["+¥120", "−¥500", "+12", "−3"]
    assert said.points(None) == said.more_time(None) == said.more(None) == said.more_yen(None) == "—"


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (0.599, 0.771, "share", "59.9–77.1"), (40, 45, "seconds", "0:40–0:45"), (-3, 43, "score", "−3〜+43"),
        (40, None, "seconds", "≥0:40"), (None, 45, "seconds", "≤0:45"), (None, None, "share", "—"),
    ],
)  # fmt: skip
def test_an_interval_is_said_in_the_unit_of_its_figure(
    low: float | None, high: float | None, unit: str, words: str
) -> None:
    assert said.interval(low, high, unit) == words


def test_a_figure_is_said_in_its_unit() -> None:
    figures = [(4218, "count"), (0.8, "share"), (900, "yen"), (42, "seconds"), (12, "score")]
    assert [said.figure(value, unit) for value, unit in figures] == ["4,218", "80.0%", "¥900", "0:42", "+12"]


def test_a_mark_has_one_decimal() -> None:
    assert said.mark(5.55) == "5.6"
