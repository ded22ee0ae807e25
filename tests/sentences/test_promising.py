"""What agents promise: marked sentences with their due times, and single cases."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentences.promising import promises_in

ZONE = ZoneInfo("Asia/Tokyo")
AT = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)
SAMPLES = Path(__file__).parent / "samples"
LINES = [
    line.split("\t")
    for path in sorted(SAMPLES.glob("promises*.tsv"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def due(text: str) -> str:
    found = promises_in(text, at=AT, zone=ZONE)
    if not found:
        return "-"
    return found[0].due.strftime("%Y-%m-%d %H:%M") if found[0].due else "none"


def test_it_finds_promises_with_their_time() -> None:
    right = [due(text) == wanted for _, wanted, text in LINES if wanted != "-"]
    assert sum(right) / len(right) >= 0.95


def test_it_takes_nothing_else_for_a_promise() -> None:
    wrong = [text for _, wanted, text in LINES if wanted == "-" and due(text) != "-"]
    assert wrong == []


def test_it_points_into_the_original() -> None:
    text = "承知しました。明日１５時までにお電話します。"
    (promise,) = promises_in(text, at=AT, zone=ZONE)
    assert text[promise.start : promise.end] == promise.text == "明日１５時までにお電話します"


def test_it_counts_open_days_and_skips_holidays() -> None:
    at = datetime(2026, 11, 20, 18, 0, tzinfo=ZONE)
    closed = {date(2026, 11, 23)}
    (promise,) = promises_in(
        "1営業日以内にご連絡いたします。", at=at, zone=ZONE, is_open=lambda day: day.weekday() < 5 and day not in closed
    )
    assert promise.due is not None
    assert promise.due.date() == date(2026, 11, 24)


def test_it_takes_the_hour_that_comes() -> None:
    late = datetime(2026, 11, 18, 17, 0, tzinfo=ZONE)
    (promise,) = promises_in("15時までにお電話いたします。", at=late, zone=ZONE)
    assert promise.due == datetime(2026, 11, 19, 15, 0, tzinfo=ZONE)


def test_it_keeps_two_promises_apart() -> None:
    found = promises_in("明日お電話します。金曜に発送いたします。", at=AT, zone=ZONE)
    assert [promise.due and promise.due.day for promise in found] == [19, 20]


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="0123456789明日時分月火までにお電話します。、営業日以内 I'll call you by pm.:-\n", max_size=100)
)
def test_it_reads_anything(text: str) -> None:
    for promise in promises_in(text, at=AT, zone=ZONE):
        assert promise.text == text[promise.start : promise.end]
        assert promise.due is None or promise.due.tzinfo is not None


@pytest.mark.parametrize("piece", ["明日お電話します、", "、", "I will ", "E-", "\n"])
def test_it_comes_to_an_end_on_long_text(piece: str) -> None:
    assert isinstance(promises_in(piece * 1000, at=AT, zone=ZONE), tuple)
