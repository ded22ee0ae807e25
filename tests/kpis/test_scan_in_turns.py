"""A scan that has much to read: what was derived is counted before all is, and it goes on at once."""

from datetime import timedelta

import pytest

from kpis import figures, scanning, tasks
from kpis.measures.history import World
from kpis.models import Cursor
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

    def watched(world: World) -> int:
        counted.append(figures.counted("opened", today()))
        return derive_some(world)

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
