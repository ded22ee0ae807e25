"""What a message cannot hold is not looked for, and nothing is missed by that."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sentences.told import days, firms, goods, people, times, tries, trouble
from sentences.told.reading import Reading, read
from sentences.told.shapes import Found, Knowledge

SAMPLES = Path(__file__).parent / "samples"
FAMILIES = (goods, people, times, tries, trouble)
MINE = ["Bought 11/03, error E-21", "2026-11-03", "paypay", "19:00-21:00", "yes", "１２３", "ＡＢＣ", "m", "", "髙"]


def said() -> list[str]:
    lines = [line for path in sorted(SAMPLES.glob("told_*.tsv")) for line in path.read_text("utf-8").splitlines()]
    return MINE + [line.rpartition("\t")[2] for line in lines[::4]]


def every(reading: Reading) -> list[Found]:
    families = (firms.companies(reading), *(family.found(reading, Knowledge()) for family in FAMILIES))
    return [one for family in (*families, days.found(reading, Knowledge(), date(2026, 11, 23))) for one in family]


def test_reading_by_the_rules_of_both_finds_nothing_more() -> None:
    readings = [read(text) for text in said()]
    assert {(reading.japanese, reading.english) for reading in readings} == {
        (True, True), (True, False), (False, True), (False, False),
    }  # fmt: skip
    for reading in readings:
        assert every(reading) == every(replace(reading, japanese=True, english=True)), reading.text


@pytest.mark.parametrize("text", ["昨日の注文です", "ordered last friday", "11/03"])
def test_a_day_is_found_in_either(text: str) -> None:
    from sentences.told.when import days_in

    assert list(days_in(text, date(2026, 11, 23)))
