"""Shares, scores and percentiles against cases from the literature, by hand, and by what they promise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kpis.statistics import (
    Change,
    Quantile,
    Share,
    change,
    mean,
    mean_change,
    net_promoter,
    quantile,
    quantiles,
    ranks,
    share,
    share_of,
)  # fmt: skip

times = st.lists(st.integers(0, 100_000), min_size=1, max_size=300)


def rounded(*numbers: float | None) -> list[float]:
    return [round(100 * number, 1) for number in numbers if number is not None]


def test_a_share_has_the_interval_of_wilson() -> None:
    """Delighted's example, 74 of 107."""
    csat = share(74, 107)
    assert rounded(csat.value, csat.low, csat.high) == [69.2, 59.9, 77.1]


def test_a_share_of_all_and_of_none_keeps_its_doubt() -> None:
    """Wilson 1927: z² / (n + z²) = 3.8415 / 13.8415 for none of ten."""
    assert rounded(share(0, 10).low, share(0, 10).high) == [0.0, 27.8]
    assert rounded(share(10, 10).low, share(10, 10).high) == [72.2, 100.0]


def test_nothing_counted_is_not_applicable_and_not_zero() -> None:
    assert share(0, 0).value is None
    assert share_of([None, None]) == Share(0, 0, None, None)
    assert net_promoter(0, 0, 0).value is None
    assert mean([]).value is None
    assert quantile([], 50) == Quantile(None, 0, None, None, 50)


def test_what_is_not_applicable_is_left_out_and_not_a_no() -> None:
    assert share_of([1, None, 0, 1]).value == 2 / 3
    assert quantile([None, 7, None], 50).n == 1


@pytest.mark.parametrize(("hits", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_an_impossible_share_is_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        share(hits, n)


def test_nps_has_the_adjusted_interval() -> None:
    """50 promoters and 20 detractors of 100: +30 [14, 44] (Rocks 2016)."""
    nps = net_promoter(50, 20, 100)
    assert [nps.value, round(nps.low or 0), round(nps.high or 0)] == [30, 14, 44]


def test_nps_of_passives_alone_is_zero_and_not_missing() -> None:
    nps = net_promoter(0, 0, 12)
    assert nps.value == 0
    assert nps.low is not None
    assert nps.low < 0 < (nps.high or 0)


def test_nps_stays_on_its_scale() -> None:
    assert net_promoter(4, 0, 4).high == 100
    assert net_promoter(0, 4, 4).low == -100


def test_impossible_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="not within 10"):
        net_promoter(8, 3, 10)


def test_percentiles_are_values_that_were_measured() -> None:
    """By nearest rank the p50, p75 and p90 of ten are the fifth, eighth and ninth."""
    ten = [100, 20, 30, 40, 50, 60, 70, 80, 90, 10]
    assert [found.value for found in quantiles(ten)] == [50, 80, 90]


def test_a_median_of_ten_lies_between_the_second_and_the_ninth() -> None:
    """Conover, table A3: with B(10, 1/2), P(2 ≤ B ≤ 8) = 97.9%."""
    assert quantile(range(1, 11), 50) == Quantile(5, 10, 2, 9, 50)


def test_a_median_of_five_cannot_be_bounded() -> None:
    """All five lie on one side once in sixteen times, which is more than 5%."""
    assert quantile([1, 2, 3, 4, 5], 50) == Quantile(3, 5, None, None, 50)
    assert quantile([1, 2, 3, 4, 5, 6], 50) == Quantile(3, 6, 1, 6, 50)


@given(times, st.sampled_from([50, 75, 90]))
@settings(max_examples=50)
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(values: list[int], percent: int) -> None:
    found = quantile(values, percent).value
    assert len([value for value in values if value <= found]) * 100 >= percent * len(values)
    assert len([value for value in values if value < found]) * 100 < percent * len(values)


@given(st.integers(6, 400), st.sampled_from([50, 75, 90]))
@settings(max_examples=50)
def test_the_interval_covers_at_least_95_in_a_hundred(n: int, percent: int) -> None:
    found = quantile(range(1, n + 1), percent)
    low, high = found.low or 0, found.high or n + 1
    assert stats.binom.cdf(high - 1, n, percent / 100) - stats.binom.cdf(low - 1, n, percent / 100) >= 0.95


@given(st.integers(0, 500), st.integers(0, 500))
@settings(max_examples=50)
def test_a_share_lies_within_its_interval(hits: int, more: int) -> None:
    found = share(hits, hits + more)
    if found.value is not None:
        assert 0 <= (found.low or 0) <= found.value + 1e-12
        assert found.value - 1e-12 <= (found.high or 0) <= 1 + 1e-12


def test_below_thirty_a_figure_is_for_reference_only() -> None:
    assert share(20, 29).is_small
    assert not share(20, 30).is_small
    assert quantile(range(29), 50).is_small


def test_two_shares_are_compared_by_newcombe() -> None:
    """Newcombe 1998, table II, method 10: 56/70 and 48/80 differ by 0.2 [0.0524, 0.3339]."""
    found = change(share(56, 70), share(48, 80))
    assert [round(number or 0, 4) for number in (found.value, found.low, found.high)] == [0.2, 0.0524, 0.3339]
    assert found.is_clear


def test_a_difference_with_zero_inside_is_not_clear() -> None:
    assert not change(share(9, 10), share(8, 10)).is_clear


def test_two_medians_are_compared_the_same_way() -> None:
    found = change(quantile(range(200, 300), 50), quantile(range(100), 50))
    assert found.value == 200
    assert found.is_clear


def test_nothing_before_is_no_change() -> None:
    assert change(share(5, 10), share(0, 0)) == Change(None, None, None)
    assert change(quantile([5], 50), quantile([3], 50)) == Change(2, None, None)


def test_a_mean_of_marks_has_students_interval() -> None:
    """1 to 5: mean 3, standard error √(2.5 / 5), t = 2.776 with four degrees of freedom."""
    found = mean([1, 2, 3, 4, 5])
    assert [round(number or 0, 2) for number in (found.value, found.low, found.high)] == [3, 1.04, 4.96]


def test_marks_all_alike_have_no_interval() -> None:
    assert mean([4, 4, 4]).low is None


def test_means_of_days_are_compared_the_same_at_every_look() -> None:
    busy, calm = [120.0, 130, 125, 140, 118], [100.0, 104, 98, 110, 101]
    assert mean_change(busy, calm) == mean_change(busy, calm)
    assert mean_change(busy, calm).is_clear
    assert not mean_change(busy, busy).is_clear


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_share_is_what_the_library_says(hits: int, more: int) -> None:
    n = hits + more
    known = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    found = share(hits, n)
    assert (found.low, found.high) == (pytest.approx(known.low, abs=1e-9), pytest.approx(known.high, abs=1e-9))


@given(st.integers(1, 5000), st.sampled_from([50, 75, 90, 95]))
def test_the_ranks_around_a_percentile_are_what_the_library_says(n: int, percent: int) -> None:
    low, high = stats.binom.ppf([0.025, 0.975], n, percent / 100)
    assert ranks(n, percent) == (int(low), int(high) + 1)


@given(st.lists(st.integers(0, 10), min_size=2, max_size=60).filter(lambda marks: len(set(marks)) > 1))
def test_a_mean_has_the_interval_of_the_library(marks: list[int]) -> None:
    known = stats.t.interval(0.95, len(marks) - 1, loc=sum(marks) / len(marks), scale=stats.sem(marks))
    found = mean(marks)
    assert (found.low, found.high) == (pytest.approx(known[0]), pytest.approx(known[1]))
