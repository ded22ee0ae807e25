"""The five formulas of ICMI, on ICMI's own numbers, and ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.service_level import FORMULAS, Offered, abandonment, answer_rate, offered, service_level, speed_of_answer

ICMI = Offered(answered=1000, abandoned=60, answered_within=860, abandoned_within=20, abandoned_short=10)
waits = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 1)), max_size=80)


@pytest.mark.parametrize(
    ("formula", "percent"), [("f1", 83.0), ("f2", 86.0), ("f3", 81.1), ("f4", 82.7), ("f5", 82.1), ("standard", 81.9)]
)
def test_each_formula_gives_its_own_answer(formula: str, percent: float) -> None:
    """880/1060, 860/1000, 860/1060, 860/1040, 870/1060 and 860/1050."""
    assert round(100 * (service_level(ICMI, formula).value or 0), 1) == percent


def test_an_unknown_formula_is_never_read_as_another() -> None:
    with pytest.raises(KeyError):
        service_level(ICMI, "f6")


def test_a_chat_left_after_4_seconds_is_nobodys_fault_and_one_left_after_40_is_ours() -> None:
    counts = offered([(4, 0), (40, 0), (10, 1), (20, 1), (21, 1)])
    assert counts == Offered(3, 2, 2, 1, 1)
    assert (service_level(counts).hits, service_level(counts).n) == (2, 4)
    assert (abandonment(counts).hits, abandonment(counts).n) == (1, 4)


def test_the_limits_belong_to_the_better_side() -> None:
    """Answered at Y is in time; left at the short limit has waited."""
    counts = offered([(20, 1), (5, 0)], within=20, short=5)
    assert (counts.answered_within, counts.abandoned_short) == (1, 0)


def test_nothing_offered_is_not_applicable() -> None:
    assert service_level(offered([])).value is None
    assert answer_rate(offered([(2, 0)])).value is None


@given(waits)
@settings(max_examples=60)
def test_answer_rate_and_abandonment_make_a_whole(offers: list[tuple[int, int]]) -> None:
    counts = offered(offers)
    if (answered := answer_rate(counts).value) is not None:
        assert answered + (abandonment(counts).value or 0) == pytest.approx(1)


@given(waits)
@settings(max_examples=60)
def test_every_formula_gives_a_share(offers: list[tuple[int, int]]) -> None:
    for formula in FORMULAS:
        assert 0 <= (service_level(offered(offers), formula).value or 0) <= 1


@pytest.mark.parametrize("counts", [(1, 0, 2, 0, 0), (1, 0, 1, 1, 0), (1, 1, 1, 0, 2)])
def test_counts_that_cannot_be_are_refused(counts: tuple[int, int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="than were"):
        Offered(*counts)


def test_speed_of_answer_is_of_the_answered_alone() -> None:
    assert speed_of_answer([10, 20, 60]).value == 30
    assert speed_of_answer([]).value is None
