"""Days and moments are said one way in each language, wherever figures are."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from kpis import dates

FIRST, LATER = date(2026, 6, 1), date(2026, 7, 18)
SAID = {
    "ja": ("2026/06/01", "2026/06/01(月)", "2026/06/01 – 07/18", "2026年6月", "6/1 月", "2026/06/01 14:05"),
    "en": ("1 Jun 2026", "Mon, 1 Jun 2026", "1 Jun – 18 Jul 2026", "Jun 2026", "Mon 1 Jun", "1 Jun 2026, 14:05"),
}


@pytest.mark.parametrize("language", SAID)
def test_each_language_has_one_way(language: str):
    at = datetime(2026, 6, 1, 5, 5, tzinfo=UTC)
    with override(language):
        said = (
            dates.day(FIRST), dates.weekday(FIRST), dates.days(FIRST, LATER), dates.month(FIRST),
            dates.on_axis(FIRST, long=False), dates.moment(at),
        )  # fmt: skip
    assert said == SAID[language]


def test_a_range_says_nothing_twice():
    with override("en"):
        told = [dates.days(FIRST, last) for last in (FIRST, date(2026, 6, 9), date(2027, 1, 2))]
    assert told == ["1 Jun 2026", "1–9 Jun 2026", "1 Jun 2026 – 2 Jan 2027"]
