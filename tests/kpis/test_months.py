"""Long slices: whole months from the rollups of the month, the days at their edges from those of the day."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Channel
from kpis import figures, months, quality, spreads, verifying
from kpis.models import Measured, MonthRollup, PackedMonth
from kpis.offered import Limits, by
from kpis.slices import BUSINESS, Scope, Slice
from tests.cast import Desk
from tests.kpis.packed import TOKYO, packed, row

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 1, 20), date(2026, 7, 9)
GROUPS: list[figures.Group] = [
    "day", "week", "month", "channel", "team", "weekday_hour", "half_hour", "quarter_hour", "hour",
]  # fmt: skip
QUESTIONS: list[Callable[[Slice], Any]] = [
    *(lambda s, g=group: figures.parts("frt", s, g) for group in GROUPS),
    *(lambda s, g=group: figures.counts("frt", s, g) for group in GROUPS),
    *(lambda s, g=group: figures.volume(s, g, "frt") for group in GROUPS),
    lambda s: figures.times("frt", s), lambda s: figures.within("frt", s, 600), lambda s: figures.left_out("frt", s),
    lambda s: spreads.spreads("frt", s, "team"), lambda s: figures.share("promise", s),
    lambda s: figures.shares("promise", s, "month"), lambda s: figures.distribution("csat", s),
    lambda s: spreads.marks("csat", s, "channel"), lambda s: by(s, Limits(), "half_hour"),
    lambda s: by(s, Limits(), "month"), lambda s: quality.in_time("frt", s, 300, "channel"),
]  # fmt: skip


@pytest.fixture
def half_a_year(desk: Desk) -> random.Random:
    """Rows of two teams, of none, and of two channels; some without a length by one clock or by both, some left out."""
    dice = random.Random(6)
    mail = Channel.objects.create(kind="email", name="サポート窓口", team=desk.support)
    some = [FIRST + timedelta(days=number) for number in range(0, (LAST - FIRST).days + 1, 6)] + [date(2026, 3, 31)]
    measures = ("frt", "promise", "csat", "offer")
    packed(*[of_a_day(desk, dice, day, measure, mail) for day in some for measure in measures for _ in range(3)])
    pack_months()
    return dice


def of_a_day(desk: Desk, dice: random.Random, day: date, measure: str, mail: Channel) -> Measured:
    at = datetime.combine(day, time(dice.randrange(24), dice.randrange(60)), TOKYO)
    team, channel = dice.choice([desk.support, desk.english, None]), dice.choice([desk.chat, mail])
    seconds, business = dice.choice([(None, None), (dice.randrange(9_000), None), (dice.randrange(9_000), 60)])
    value = {"frt": None, "promise": day.day % 2, "csat": dice.randrange(1, 6), "offer": dice.randrange(2)}[measure]
    excluded = dice.choice(["", "", "", "", "short", "spam"])
    return row(desk, measure, at, team=team, channel=channel, seconds=seconds, business_seconds=business, value=value,
               excluded=excluded)  # fmt: skip


def pack_months() -> None:
    while months.pack_one(date(2026, 8, 1), timezone.now()):
        pass


def test_months_and_edges_say_what_the_days_say(
    half_a_year: random.Random, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    assert MonthRollup.objects.exists()
    for _ in range(4):
        first = FIRST + timedelta(days=half_a_year.randrange(40))
        last = first + timedelta(days=92 + half_a_year.randrange(40))
        scope = half_a_year.choice([Scope(all_teams=True), Scope(teams=(desk.support.pk,))])
        asked = Slice(first, last, scope, clock=half_a_year.choice(["calendar", BUSINESS]))
        by_month = [question(asked) for question in QUESTIONS]
        with monkeypatch.context() as days_alone:
            days_alone.setattr(months, "LEAST_DAYS", 10_000)
            assert by_month == [question(asked) for question in QUESTIONS]


def test_percentiles_of_half_a_year_are_those_of_its_rows(half_a_year: random.Random):
    counted = Measured.objects.filter(measure="frt", excluded="", seconds__isnull=False)
    ordered = sorted(row.seconds or 0 for row in counted)
    found = figures.times("frt", Slice(FIRST, LAST, Scope(all_teams=True)))
    assert (found.n, found.p(90).value) == (len(ordered), ordered[-(-len(ordered) * 9 // 10) - 1])


def test_a_slice_is_split_in_whole_months_and_days():
    known = [date(2026, number, 1) for number in (1, 2, 4, 5)]
    whole, days = months.split(date(2026, 1, 2), date(2026, 5, 30), known)
    assert whole == [date(2026, 2, 1), date(2026, 4, 1)]
    assert (len(days), days[0], days[-1]) == (30 + 31 + 30, date(2026, 1, 2), date(2026, 5, 30))


def test_a_day_that_changes_is_read_at_once_and_its_month_packed_anew(half_a_year: random.Random, desk: Desk):
    asked = Slice(FIRST, LAST, Scope(all_teams=True))
    before = figures.times("frt", asked).n
    packed(row(desk, "frt", datetime(2026, 4, 15, 10, tzinfo=TOKYO), seconds=5))
    assert figures.times("frt", asked).n == before + 1
    assert PackedMonth.objects.get(stale_since__isnull=False).month == date(2026, 4, 1)
    pack_months()
    assert not PackedMonth.objects.exclude(stale_since=None).exists()
    assert figures.times("frt", asked).n == before + 1


@pytest.mark.django_db(transaction=True)
def test_whatever_differs_in_a_month_is_told_and_packed_anew(half_a_year: random.Random):
    MonthRollup.objects.filter(measure="frt", day=date(2026, 3, 1)).update(n=7)
    found = verifying.Verified()
    verifying.compare_months(found, date(2026, 3, 20), date(2026, 5, 2))
    assert {one.what for one in found.differences} == {"month"}
    assert found.months == {date(2026, 3, 1)}


def test_a_long_slice_asks_one_question_more(half_a_year: random.Random, django_assert_num_queries: Any):
    with django_assert_num_queries(2):
        figures.parts("frt", Slice(FIRST, LAST, Scope(all_teams=True)), "month")
