"""Channels side by side, on the figures of the drawn dashboard and on some done by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.definitions import DEFINITIONS
from kpis.scorecard import (
    COLUMNS,
    COMMUNICATION,
    CONTINUITY,
    CONVENIENCE,
    OPENS,
    Column,
    Costs,
    Effort,
    cost_per_contact,
    costs,
    matrix,
    parity,
    scorecard,
    shaded,
)
from kpis.statistics import Quantile, Share, share

FCR, COST = COLUMNS[1], COLUMNS[5]


def of(percent: float, n: int) -> Share:
    return share(round(percent * n / 100), n)


SETTLED = {
    "line": of(78.2, 2914), "chat": of(74.0, 2106), "mail": of(66.3, 1582), "phone": of(81.5, 1847),
    "form": of(61.8, 690), "sms": of(70.8, 96),
}  # fmt: skip


def shades(column: Column, figures: dict) -> dict[str, str]:
    return {channel: cell.shade for channel, cell in shaded(column, figures).items()}


def test_colour_is_spent_on_what_is_clearly_apart_from_the_median() -> None:
    """Median 72.4: mail is surely below, the form by more than five points, and 96 by SMS are unsure."""
    assert shades(FCR, SETTLED) == {
        "line": "good", "chat": "", "mail": "warn", "phone": "good", "form": "bad", "sms": "",
    }  # fmt: skip


def test_where_less_is_better_the_colours_turn_round() -> None:
    figures = {name: Costs(0, total * 100, 0, 0, 100).figure for name, total in
               {"line": 412, "chat": 455, "mail": 530, "phone": 918, "form": 498, "sms": 300}.items()}  # fmt: skip
    found = shades(COST, figures)
    assert found == {"line": "", "chat": "", "mail": "", "phone": "bad", "form": "", "sms": "good"}


def test_a_small_channel_has_no_colour_and_does_not_move_the_median() -> None:
    figures = {"line": of(80, 1000), "chat": of(80, 1000), "mail": of(80, 1000), "sms": of(0, 29)}
    assert shades(FCR, figures) == {"line": "", "chat": "", "mail": "", "sms": ""}


def test_two_channels_have_no_middle() -> None:
    assert set(shades(FCR, {"line": of(90, 1000), "mail": of(10, 1000)}).values()) == {""}


def test_times_are_coloured_by_their_own_interval() -> None:
    figures = {name: Quantile(value, 500, value - 5, value + 5) for name, value in
               {"line": 320, "chat": 408, "mail": 552}.items()}  # fmt: skip
    assert shades(COLUMNS[3], figures) == {"line": "good", "chat": "", "mail": "bad"}


def test_the_matrix_holds_what_was_measured_and_never_colours_a_volume() -> None:
    found = matrix({"fcr": SETTLED, "share": SETTLED})
    assert list(found) == ["share", "fcr"]
    assert {cell.shade for cell in found["share"].values()} == {""}


def test_parity_is_the_distance_of_the_best_and_the_worst() -> None:
    """81.5 - 61.8 of the large ones; the small one is named and not compared."""
    found = parity(SETTLED | {"fax": of(10, 10)})
    assert (found.best, found.worst, found.left_out) == ("phone", "form", ("fax",))
    assert round(100 * found.spread.value, 1) == 19.7
    assert found.spread.is_clear
    assert round(found.evenness, 3) == 0.803


def test_one_channel_has_no_spread() -> None:
    assert parity({"line": of(80, 100), "fax": of(10, 10)}).spread.value is None


def test_what_a_contact_costs() -> None:
    """(10 h × 2,000 + 1,500 + 500) / 50 = 440."""
    assert cost_per_contact(10, 2000, 1500, 500, 50) == 440
    assert cost_per_contact(10, 2000, 1500, 500, 0) is None


def test_hours_fall_to_channels_as_their_work_does() -> None:
    """Three quarters of the work by phone: 30 of 40 hours."""
    found = costs({"phone": Effort(5400, 20, fees=1000), "mail": Effort(1800, 40)}, 40, 2000, 8000)
    assert found["phone"] == Costs(30, 60_000, 1000, 6000, 20)
    assert found["mail"].each == (20_000 + 2000) / 40
    assert costs({"phone": Effort(0, 20)}, 40, 2000, 8000) == {}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 10**6), min_size=1), st.floats(0, 1e4))
@settings(max_examples=50)
def test_no_cost_is_lost_between_channels(work: dict[str, int], hours: float) -> None:
    found = costs({name: Effort(seconds, 1, 100.0) for name, seconds in work.items()}, hours, 2000, 5000)
    assert sum(cost.total for cost in found.values()) == pytest.approx(hours * 2000 + 5000 + 100 * len(work))


def test_the_scorecard_has_four_parts_and_no_sum() -> None:
    figures = {"asked_again": of(4.2, 904), "ces": of(78, 164), "frt_in_time": of(92.1, 4218), "fcr": of(70, 100)}
    parts = scorecard({"csat": SETTLED}, figures)
    assert [part.id for part in parts] == ["consistency", "continuity", "convenience", "communication"]
    assert [list(part.figures) for part in parts] == [[], ["asked_again"], ["ces"], ["frt_in_time"]]
    assert parts[0].spreads["csat"].best == "phone"


def test_a_part_without_figures_is_empty_and_not_zero() -> None:
    assert [part.is_empty for part in scorecard({}, {"ces": of(0, 0)})] == [True] * 4


def test_every_figure_of_the_scorecard_and_every_column_opens_a_definition() -> None:
    shown = {*CONTINUITY, *CONVENIENCE, *COMMUNICATION} | {column.id for column in COLUMNS} - {"share"}
    assert {OPENS.get(name, name) for name in shown} <= set(DEFINITIONS)
