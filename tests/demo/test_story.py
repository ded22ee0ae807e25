from datetime import date, timedelta

import pytest

from demo import dates
from demo.growth.talk import talk
from demo.story import read
from demo.story.cast import Shift
from demo.story.scripts import offset, starts_at


def test_it_reads_the_whole_world():
    world = read()
    sizes = [len(part) for part in (world.people, world.groups, world.products, world.answers, world.templates)]
    assert sizes == [15, 3, 24, 20, 10]
    assert [len(part) for part in (world.clients, world.lookalikes, world.scripts)] == [63, 12, 110]


def test_it_reads_shifts_over_the_weekend():
    assert Shift.read("金–火 11:00–20:00").days == {4, 5, 6, 0, 1}
    with pytest.raises(ValueError, match="hours must look like"):
        Shift.read("いつでも")


def test_it_reads_times_since_the_start():
    start = starts_at("fri 19:58")
    assert offset("+2h10m", start) == timedelta(hours=2, minutes=10)
    assert start + offset("+1d09:30", start) == start.replace(day=20, hour=9, minute=30)
    assert offset("-6m", start) == -timedelta(minutes=6)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("6/20(土) 午前に伺います", "6/22(月) 午前に伺います"),
        ("6月28日の日曜です", "6月30日の火曜です"),
        ("Fri 19 June between 9 and 12", "Sun 21 June between 9 and 12"),
        ("住所変更の 3/4 で止まる", "住所変更の 3/4 で止まる"),
    ],
)
def test_it_moves_dates_with_their_weekdays(text: str, later: str):
    assert dates.moved(text, 2, date(2026, 6, 18)) == later


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_has_words_for_every_case_of_every_storyline(language: str):
    for line in talk(language).storylines:
        for case in set(line.cases):
            told = line.of(case)
            assert told.open, line.id
            assert told.answer, line.id
            assert told.after, line.id
            assert told.title, line.id


def test_it_knows_a_greeting_of_everybody_who_answers():
    for person in read().people:
        assert person.id in talk("en" if person.team == "english" else "ja").phrases.greet
