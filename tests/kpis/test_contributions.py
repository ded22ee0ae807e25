"""One outcome is one, however many channels had a part in it; and what one channel takes from another is no growth."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.contributions import (
    RULES,
    Journey,
    by_position,
    by_shapley,
    contributions,
    equally,
    percentages,
    substitution,
)

journeys = st.lists(
    st.builds(Journey, st.lists(st.sampled_from("abcde"), max_size=7).map(tuple), st.booleans()), max_size=25
)


def met(channels: str, reached: int, of: int) -> list[Journey]:
    return [Journey(tuple(channels), number < reached) for number in range(of)]


def test_equally_counts_a_channel_once_however_often_it_was_met() -> None:
    assert equally("mmp") == {"m": Fraction(1, 2), "p": Fraction(1, 2)}


@pytest.mark.parametrize(
    ("touches", "parts"),
    [
        ("a", {"a": 100}), ("ab", {"a": 50, "b": 50}), ("abc", {"a": 40, "b": 20, "c": 40}),
        ("abcd", {"a": 40, "b": 10, "c": 10, "d": 40}), ("aba", {"a": 80, "b": 20}),
    ],
)  # fmt: skip
def test_by_position_the_first_and_the_last_get_forty(touches: str, parts: dict[str, int]) -> None:
    assert {channel: part * 100 for channel, part in by_position(touches).items()} == parts


def test_by_shapley_each_gets_what_it_adds() -> None:
    """Mail alone 2 of 10, phone alone 1, within both 9 of 30: mail adds (0.2 + 0.3 - 0.1) / 2 = 0.2, phone 0.1."""
    known = [*met("m", 2, 10), *met("p", 1, 10), *met("mp", 6, 10)]
    found = contributions(known, "shapley").outcomes
    assert found == {"m": 2 + 6 * Fraction(2, 3), "p": 1 + 6 * Fraction(1, 3)}


def test_a_channel_that_only_takes_away_gets_nothing() -> None:
    known = [*met("m", 9, 10), *met("p", 0, 10), *met("mp", 1, 10)]
    assert contributions(known, "shapley").outcomes == {"m": 10, "p": 0}


def test_too_many_channels_are_not_weighed() -> None:
    with pytest.raises(ValueError, match="at most 12"):
        by_shapley([f"{number}" for number in range(13)], lambda group: Fraction(len(group)))


@given(journeys, st.sampled_from(sorted(RULES)))
@settings(max_examples=80, deadline=None)
def test_the_parts_are_exactly_the_whole(known: list[Journey], rule: str) -> None:
    found = contributions(known, rule)
    assert sum(found.outcomes.values()) == found.total
    assert all(part >= 0 for part in found.outcomes.values())
    assert found.total + found.untouched == sum(journey.reached for journey in known)


@given(journeys, st.sampled_from(sorted(RULES)))
@settings(max_examples=80, deadline=None)
def test_what_is_printed_sums_to_100(known: list[Journey], rule: str) -> None:
    found = contributions(known, rule)
    if found.total:
        assert sum(round(part * 10) for part in percentages(found.shares).values()) == 1000


def test_three_thirds_are_printed_as_100() -> None:
    assert percentages(equally("abc")) == {"a": 33.4, "b": 33.3, "c": 33.3}


def test_an_outcome_that_nobody_touched_is_left_out_and_counted() -> None:
    found = contributions([Journey(()), Journey(("a",))])
    assert (found.total, found.untouched) == (1, 1)


def week(*days: int) -> list[float]:
    return [float(day) for day in days] * 2


STEADY = week(50, 52, 48, 51, 49, 50, 50)
FEWER = week(30, 32, 28, 31, 29, 30, 30)
MORE = week(70, 71, 69, 72, 68, 70, 70)


def test_a_channel_that_takes_from_another_is_flagged() -> None:
    found = substitution({"chat": STEADY, "phone": STEADY}, {"chat": MORE, "phone": FEWER})
    assert found is not None
    assert (set(found.risen), set(found.fallen)) == ({"chat"}, {"phone"})
    assert not found.total.is_clear
    assert found.is_flagged


def test_growth_of_the_whole_is_no_substitution() -> None:
    found = substitution({"chat": FEWER, "phone": STEADY}, {"chat": [*MORE], "phone": week(*[48] * 7)})
    assert set(found.risen) == {"chat"}
    assert found.total.low > 0
    assert not found.is_flagged


def test_a_new_channel_can_take_too() -> None:
    found = substitution({"phone": MORE}, {"phone": STEADY, "line": week(*[20] * 7)})
    assert set(found.risen) == {"line"}
    assert found.is_flagged


def test_a_few_days_say_nothing() -> None:
    assert substitution({"chat": [1.0] * 13}, {"chat": [9.0] * 14}) is None
