"""The same numbers worked out a second time, by pandas, from the entries and answers themselves."""

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday
import pandas as pd
import pytest
from django.db import transaction
from django.utils import timezone

from agents import calendars
from conversations.models import Conversation, Direction, Entry, Message
from customers.models import Customer
from kpis import figures, statistics, writing
from kpis.loading import world
from kpis.models import Measured, StaleDay
from kpis.packing import pack
from kpis.slices import BUSINESS, Scope, Slice
from tests.cast import Desk

TOKYO = ZoneInfo("Asia/Tokyo")
# Golden week, weekends and a window of seven days that is over.
FIRST = datetime(2026, 4, 20, tzinfo=TOKYO)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: "pytest.DjangoDbBlocker") -> Iterator[Desk]:  # type: ignore[name-defined]  # pytest-django's own
    """Once for all that is asked of them; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield five_weeks(Desk.open())
        transaction.set_rollback(True)


def five_weeks(desk: Desk) -> Desk:
    """150 matters of 40 customers over five weeks: answered or not, resolved or not, reopened or not."""
    desk.support.calendar = calendars.make_default("平日", "Asia/Tokyo")
    desk.support.save()
    dice = random.Random(20260501)
    customers = Customer.objects.bulk_create(Customer(family_name=f"客{number}") for number in range(40))
    starts = [FIRST + timedelta(seconds=dice.randrange(35 * 86400)) for _ in range(150)]
    matters = Conversation.objects.bulk_create(
        Conversation(
            customer=dice.choice(customers), team=desk.support, status="resolved", opened_at=at, last_activity_at=at
        )
        for at in starts
    )
    said, done = zip(*(course(desk, dice, matter) for matter in matters), strict=True)
    Message.objects.bulk_create(message for messages in said for message in messages)
    Entry.objects.bulk_create(entry for entries in done for entry in entries)
    with_rows([customer.pk for customer in customers])
    return desk


ANSWERED, GOES_ON = ["replied"], ["replied", "received", "received", "replied"]


def course(desk: Desk, dice: random.Random, matter: Conversation) -> tuple[list[Message], list[Entry]]:
    kinds = ["opened", "received", *dice.choice([ANSWERED, GOES_ON, []])]
    if dice.random() < 0.8:
        kinds += ["status", *(["reopened", "received", "replied"] if dice.random() < 0.2 else [])]
    at, messages, entries = matter.opened_at, [], []
    whose = {"conversation": matter, "customer": matter.customer}
    for seq, kind in enumerate(kinds, start=1):
        said = None
        if kind in ("received", "replied"):
            way = Direction.IN if kind == "received" else Direction.OUT
            times = {"shown_at": at, "received_at": at, "revision": 0, "arrived_revision": 0}
            said = Message(
                pk=matter.pk * 20 + seq, channel=desk.chat, direction=way, text="あ", seq=seq, **whose, **times
            )
            messages.append(said)
        actor = desk.aya if kind in ("replied", "status") else None
        data = {"after": "resolved"} if kind == "status" else {}
        entries.append(Entry(kind=kind, at=at, actor=actor, message=said, data=data, xid=1, **whose))
        at += timedelta(seconds=int(dice.expovariate(1 / 20_000)))
    return messages, entries


def with_rows(customers: list[int]) -> None:
    """As the scan would; what it reads of the entries is shown in test_scan.py."""
    writing.write(customers, world())
    for stale in StaleDay.objects.all():
        pack(stale.day, stale.team_id, world())


def entries() -> pd.DataFrame:
    rows = Entry.objects.values("id", "conversation_id", "customer_id", "kind", "at", "data").order_by("at", "id")
    return pd.DataFrame(rows)


def asked(clock: str = "calendar") -> Slice:
    return Slice(FIRST.date(), timezone.localdate(), Scope(all_teams=True), clock=clock)


def first_answers() -> pd.DataFrame:
    """(word, answer) of each matter."""
    found = entries()
    word = found[found.kind == "received"].groupby("conversation_id")["at"].min().rename("word")
    answer = found[found.kind == "replied"].groupby("conversation_id")["at"].min().rename("answer")
    return pd.concat([word, answer], axis=1).dropna()


def nearest_rank(values: pd.Series, percent: int) -> int:
    return int(
        values.rank(method="first").pipe(lambda ranks: values[ranks == -(-len(values) * percent // 100)]).iloc[0]
    )


def test_the_first_answer_in_hours_of_the_calendar(told: Desk):
    table = first_answers()
    seconds = (table.answer - table.word).dt.total_seconds().astype(int)
    found = figures.times("frt_message", asked())
    assert found.n == len(seconds) > 90
    assert [one.value for one in found.quantiles] == [nearest_rank(seconds, percent) for percent in (50, 75, 90)]


def test_the_first_answer_in_business_hours(told: Desk):
    table = first_answers()
    days = [day.date() for day in pd.bdate_range("2026-04-13", "2026-08-31") if not jpholiday.is_holiday(day.date())]
    opens = pd.Series([datetime.combine(day, time(9), TOKYO) for day in days])
    closes = pd.Series([datetime.combine(day, time(18), TOKYO) for day in days])

    def within(row: pd.Series) -> int:
        start, end = opens.clip(lower=row.word), closes.clip(upper=row.answer)
        return int((end - start).dt.total_seconds().clip(lower=0).sum())

    seconds = table.apply(within, axis=1)
    found = figures.times("frt_message", asked(BUSINESS))
    assert [one.value for one in found.quantiles] == [nearest_rank(seconds, percent) for percent in (50, 75, 90)]


def test_resolved_at_the_first_contact(told: Desk):
    table = entries()
    window = pd.Timedelta(7 * 86400, "s")
    resolved = (
        table[table.data.map(lambda data: data.get("after") == "resolved")].groupby("conversation_id")["at"].max()
    )
    answer = table[table.kind == "replied"].groupby("conversation_id")["at"].min()
    words = table[table.kind == "received"]
    first_word = words.groupby("conversation_id")["at"].min()
    whose = table.groupby("conversation_id")["customer_id"].first()
    held = []
    for matter, end in resolved.items():
        if matter not in answer.index:
            continue
        again = table[(table.conversation_id == matter) & (table.kind == "reopened")]["at"]
        others = first_word[(whose == whose[matter]) & (first_word.index != matter)]
        late = words[(words.conversation_id == matter) & (words["at"] > answer[matter] + pd.Timedelta(24 * 3600, "s"))]
        back = ((again >= end) & (again <= end + window)).any() or ((others > end) & (others <= end + window)).any()
        held.append(not back and late.empty)
    found = figures.share("fcr", asked())
    assert (found.hits, found.n) == (sum(held), len(held))
    assert 10 < found.hits < found.n


@pytest.mark.parametrize("measure", ["csat", "nps"])
def test_what_customers_answered(told: Desk, measure: str):
    dice = random.Random(7)
    scores = pd.Series([dice.randint(1, 5) if measure == "csat" else dice.randint(0, 10) for _ in range(83)])
    at = timezone.now() - timedelta(days=3)
    day, minute = world().place(at)
    Measured.objects.bulk_create(
        Measured(measure=measure, team=told.support, began_at=at, at=at, day=day, minute=minute, value=int(score))
        for score in scores
    )
    pack(day, told.support.pk, world())
    marks = figures.distribution(measure, asked())
    assert marks == scores.value_counts().to_dict()
    if measure == "csat":
        share = statistics.share(marks.get(4, 0) + marks.get(5, 0), sum(marks.values()))
        assert share.value == pytest.approx((scores >= 4).mean())
    else:
        said = statistics.net_promoter(marks.get(9, 0) + marks.get(10, 0), sum(marks.get(n, 0) for n in range(7)), 83)
        assert said.value == pytest.approx(100 * ((scores >= 9).mean() - (scores <= 6).mean()))
