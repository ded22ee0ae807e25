"""Who stays and what they are worth, counted by hand on the purchases of five people."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.customers_worth import (
    Assumed,
    Purchase,
    active_months,
    cohort_worth,
    kept,
    months_before,
    repeat_purchase,
    simple_worth,
)

JUNE, SEPTEMBER = date(2026, 6, 30), date(2026, 9, 30)
ASSUMED = Assumed(retention=0.8, interest=0.1, margin=0.4)
bought = st.lists(
    st.builds(Purchase, st.integers(1, 8), st.dates(date(2025, 1, 1), SEPTEMBER), st.floats(1, 1e5)), max_size=60
)


def buys(customer: str, *days: str, amount: float = 1000) -> list[Purchase]:
    return [Purchase(customer, date.fromisoformat(f"2026-{day}"), amount) for day in days]


def test_who_left_who_stayed_who_came_and_who_came_back() -> None:
    """Active at the start: stays, leaves. At the end: stays, new, back. Retention (3 - 2) / 2."""
    shop = [
        *buys("stays", "05-10", "08-01"), *buys("leaves", "06-01"), *buys("new", "08-15"),
        *buys("back", "01-01", "09-01"), *buys("gone", "01-05"),
    ]  # fmt: skip
    found = kept(shop, JUNE, SEPTEMBER, months=3)
    assert found is not None
    assert (found.started, found.ended, found.came) == (2, 3, 2)
    assert (found.retained.value, found.lost.value) == (0.5, 0.5)
    assert found.retained.is_small


def test_active_is_twice_the_usual_pause() -> None:
    """Pauses of 30, 60 and 45 days: 90 days, which is 3 months."""
    shop = [*buys("a", "01-01", "01-31", "04-01"), *buys("b", "01-01", "02-15"), *buys("c", "03-03")]
    assert active_months(shop) == 3
    assert kept(shop, JUNE, SEPTEMBER).months == 3


def test_where_nobody_bought_twice_nobody_can_have_left() -> None:
    assert kept(buys("a", "01-01"), JUNE, SEPTEMBER) is None


def test_what_was_bought_later_changes_nothing() -> None:
    shop = buys("a", "05-10", "06-10", "07-10")
    assert kept(shop, JUNE, SEPTEMBER) == kept([*shop, *buys("b", "10-01", "10-02")], JUNE, SEPTEMBER)


def test_of_three_who_bought_one_bought_again_within_twelve_months() -> None:
    shop = [*buys("a", "02-01", "09-01"), *buys("b", "03-01"), *buys("c", "04-01")]
    shop.append(Purchase("b", date(2025, 9, 30), 10))
    assert (repeat_purchase(shop, SEPTEMBER).hits, repeat_purchase(shop, SEPTEMBER).n) == (1, 3)


def test_worth_by_the_formula() -> None:
    """25,000 yen a year at 40% = 10,000; × 0.8 / (1 + 0.1 - 0.8) = 26,667."""
    found = simple_worth(buys("a", "03-01", amount=25_000), SEPTEMBER, ASSUMED)
    assert found is not None
    assert round(found.value) == 26_667
    assert found.assumed == ASSUMED
    assert simple_worth([], SEPTEMBER, ASSUMED) is None


def test_worth_of_a_cohort_is_what_was_seen_and_what_is_to_come() -> None:
    """Without interest: 2 × 10,000 seen, and 10,000 a year × 0.5 / 0.5 to come; the other one began too late."""
    assumed = Assumed(retention=0.5, interest=0, margin=1)
    shop = [*buys("a", "01-01", amount=10_000), *buys("late", "05-01", amount=10_000)]
    shop.append(Purchase("a", date(2025, 1, 1), 10_000))
    found = cohort_worth(shop, date(2025, 1, 1), date(2025, 1, 31), date(2026, 1, 1), assumed)
    assert found is not None
    assert (found.customers, found.seen, found.to_come, found.value) == (1, 20_000, 10_000, 30_000)


def test_interest_makes_later_money_less() -> None:
    """A year later at 10%: 10,000 / 1.1."""
    assumed = Assumed(retention=0, interest=0.1, margin=1)
    shop = [Purchase("a", date(2024, 1, 1), 10_000), Purchase("a", date(2025, 1, 1), 10_000)]
    found = cohort_worth(shop, date(2024, 1, 1), date(2024, 1, 31), date(2025, 1, 1), assumed)
    assert found.value == pytest.approx(10_000 + 10_000 / 1.1, abs=2)


@pytest.mark.parametrize("numbers", [(1.1, 0.1, 0.4), (0.8, -0.1, 0.4), (0.8, 0.1, 40), (1, 0, 0.4)])
def test_assumptions_that_cannot_be_are_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"shares from 0 to 1|without end"):
        Assumed(*numbers)


@given(bought)
@settings(max_examples=60)
def test_retention_and_churn_make_a_whole(purchases: list[Purchase]) -> None:
    found = kept(purchases, JUNE, SEPTEMBER)
    if found is not None:
        assert found.retained.hits + found.lost.hits == found.started
        assert found.ended - found.came == found.retained.hits


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2026-06-30", 3, "2026-03-30"), ("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 13, "2024-12-15")],
)
def test_months_are_those_of_the_calendar(day: str, months: int, before: str) -> None:
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(before)
