"""A scan that has much to read: what was derived is counted before all is, and it goes on at once."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Model
from django.utils import timezone

from customers.models import Touchpoint
from kpis import figures, scanning, tasks
from kpis.kept_rows import KeptRow, KeptSpell
from kpis.measures.history import World
from kpis.models import Cursor, Measured, OpenSpell
from tests.cast import Desk
from tests.kpis.scanned import sure
from tests.kpis.test_scan import today

pytestmark = pytest.mark.django_db(transaction=True)


def three_write(desk: Desk) -> None:
    for number in range(3):
        desk.writes(sender=desk.sender(f"browser-{number}", "客", str(number)))


def test_today_counts_what_was_derived_while_others_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    three_write(desk)
    counted: list[int] = []
    derive_some = scanning.derive_some

    def watched(world: World, limit: int) -> int:
        counted.append(figures.counted("opened", today()))
        return derive_some(world, limit)

    monkeypatch.setattr(scanning, "FEW", 1)
    monkeypatch.setattr(scanning, "CUSTOMERS", 1)
    monkeypatch.setattr(scanning, "PACKS", 0.0)
    monkeypatch.setattr(scanning, "derive_some", watched)
    scanning.scan()
    assert counted[:4] == [0, 1, 2, 3]
    sure()


def test_what_was_too_much_for_one_turn_goes_on_without_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    three_write(desk)
    asked_again: list[bool] = []
    monkeypatch.setattr(tasks.scan, "delay", lambda: asked_again.append(True))
    with monkeypatch.context() as hurried:
        hurried.setattr(tasks, "AT_MOST", timedelta(0))
        tasks.scan()
    assert (asked_again, Cursor.objects.filter(caught_up_at__isnull=False).exists()) == ([True], False)
    tasks.scan()
    assert (asked_again, figures.counted("opened", today())) == ([True], 3)
    sure()


class Time:
    """An end of a turn that comes after so many rounds."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds

    def __gt__(self, now: datetime) -> bool:
        self.rounds -= 1
        return self.rounds >= 0


def test_what_time_marked_is_marked_once_however_many_turns_it_takes(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """Six took a step by themselves half an hour ago, the last scan was an hour ago, and a turn has time for four."""
    at, hour_ago = timezone.now() - timedelta(minutes=30), timezone.now() - timedelta(hours=1)
    sure()
    Cursor.objects.update(looked_at=hour_ago, caught_up_at=hour_ago)
    for number in range(6):
        who = desk.writes(sender=desk.sender(f"browser-{number}", "客", str(number))).customer
        step = {"place": "app", "kind": "step", "flow": "address", "step": "3", "outcome": "fail"}
        Touchpoint.objects.create(customer=who, source="app", external_id=str(number), at=at, received_at=at, **step)
    monkeypatch.setattr(scanning, "FEW", 2)
    monkeypatch.setattr(scanning, "CUSTOMERS", 2)
    turns = [scanning.scan(Time(2)) for _turn in range(2)]  # type: ignore[arg-type]  # compared with the clock alone
    assert [turn.customers for turn in turns] == [4, 2]
    sure()


def test_few_are_derived_at_once_where_each_takes_long(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    for number in range(7):
        desk.writes(sender=desk.sender(f"browser-{number}", "客", str(number)))
    sizes: list[int] = []
    derive_some = scanning.derive_some

    def watched(world: World, limit: int) -> int:
        sizes.append(limit)
        return derive_some(world, limit)

    monkeypatch.setattr(scanning, "derive_some", watched)
    monkeypatch.setattr(scanning, "FEW", 4)
    monkeypatch.setattr(scanning, "QUICK", -1.0)
    scanning.scan()
    assert sizes[:4] == [4, 2, 1, 1]
    sure()


@pytest.mark.parametrize(("kept", "model"), [(KeptRow, Measured), (KeptSpell, OpenSpell)])
def test_what_is_compared_is_all_that_is_stored(kept: type[KeptRow | KeptSpell], model: type[Model]):
    """Else another value of that column would neither be written nor found by `verify`."""
    assert set(kept._fields) == {column.attname for column in model._meta.concrete_fields} - {"id"}
