"""The scan follows the entries: none is passed over, whatever happens to a customer changes their figures, and what is
stored is what the entries say."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents import calendars
from agents.models import KeptHours
from conversations import merging, outbox, statuses
from conversations.models import Conversation, Entry, Message, Status
from customers.models import Customer
from kpis import figures, loading, scanning, writing
from kpis.models import Backlog, Cursor, Excluded, Measured
from kpis.slices import Scope, Slice
from tests.cast import Desk
from tests.kpis.scanned import sure

pytestmark = pytest.mark.django_db(transaction=True)


def answered(desk: Desk, matter: Conversation, text: str = "お調べします") -> Message:
    key = f"k{Message.objects.count()}"
    return outbox.reply(
        matter, desk.aya, text=text, channel=desk.chat, identity=desk.identity, client_key=key, seen_revision=None
    )


def today() -> Slice:
    day = timezone.localdate()
    return Slice(day - timedelta(days=1), day + timedelta(days=1), Scope(all_teams=True))


def test_a_message_and_its_answer_become_rows_and_a_rollup(desk: Desk):
    desk.writes(at=timezone.now() - timedelta(minutes=5))
    answered(desk, desk.matter)
    sure()
    frt = Measured.objects.get(measure="frt")
    assert (frt.agent, frt.team, frt.channel, frt.seconds) == (
        desk.aya,
        desk.support,
        desk.chat,
        pytest.approx(300, abs=5),
    )
    assert figures.times("frt", today()).p(50).value == frt.seconds


def test_a_slow_commit_is_read_late_and_never_passed_over(desk: Desk):
    desk.writes()
    begun, end = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                desk.writes("遅れて届く", sender=desk.sender("kenichi-browser", "鈴木", "健一"))
                begun.set()
                assert end.wait(30)
        finally:
            connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert begun.wait(30)
    try:
        desk.writes("その間に", sender=desk.sender("third-browser", "山田", "光"))
        scanning.scan()
        read_before = Measured.objects.filter(measure="opened").count()
    finally:
        end.set()
        slow.join()
    sure()
    # The third is written by a later transaction than the slow one: it had to wait for it.
    assert read_before == 1
    assert Measured.objects.filter(measure="opened").count() == 3
    assert Cursor.objects.get().entry in Entry.objects.values_list("pk", flat=True)


def test_two_scans_at_once_do_the_work_once(desk: Desk):
    desk.writes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [scanning.ALONE])
    idle: list[scanning.Done] = []

    def other() -> None:
        idle.append(scanning.scan())
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [scanning.ALONE])
    assert idle[0].is_idle
    sure()


def test_spam_counts_in_no_figure_and_counts_again_when_it_was_none(desk: Desk):
    desk.writes()
    answered(desk, desk.matter)
    sure()
    statuses.set_status(desk.matter, Status.SPAM, desk.aya)
    sure()
    assert figures.counted("frt", today()) == 0
    assert figures.left_out("frt", today()) == {Excluded.SPAM: 1}
    statuses.set_status(desk.matter, Status.WAITING, desk.aya)
    sure()
    assert figures.counted("frt", today()) == 1


def test_two_records_that_are_one_person_are_one_customer_who_came_twice(desk: Desk):
    desk.writes(at=timezone.now() - timedelta(hours=3))
    kenichi = desk.writes("同じ件です", sender=desk.sender("kenichi-browser", "佐藤", "花子"))
    sure()
    assert list(Measured.objects.filter(measure="repeat").order_by("at").values_list("value", flat=True)) == [0, 0]
    merge = merging.merge(Customer.objects.get(pk=kenichi.customer_id), desk.hanako, desk.aya)
    sure()
    assert list(Measured.objects.filter(measure="repeat").order_by("at").values_list("value", flat=True)) == [0, 1]
    merging.undo(merge, desk.aya)
    sure()
    assert set(Measured.objects.filter(measure="repeat").values_list("value", flat=True)) == {0}


def test_a_holiday_told_of_later_changes_what_was_timed_over_it(desk: Desk):
    calendar = calendars.make_default("平日", "Asia/Tokyo")
    desk.support.calendar = calendar
    desk.support.save()
    monday, tuesday = datetime.fromisoformat("2026-06-01T17:00+09:00"), date(2026, 6, 2)
    desk.writes(at=monday)
    Entry.objects.filter(kind="received").update(at=monday)
    answered(desk, desk.matter)
    Entry.objects.filter(kind="replied").update(at=monday + timedelta(days=1, hours=17))
    sure()
    assert Measured.objects.get(measure="frt").business_seconds == 11 * 3600
    calendars.set_exception(calendar, tuesday, "棚卸し", None, desk.noguchi)
    sure()
    assert Measured.objects.get(measure="frt").business_seconds == 2 * 3600


def test_new_hours_are_noted_and_leave_the_past_as_it_was(desk: Desk):
    calendar = calendars.make_default("平日", "Asia/Tokyo")
    desk.support.calendar = calendar
    desk.support.save()
    calendars.save(calendar, {0: [(calendars.NINE, calendars.SIX)]}, desk.noguchi, None)
    first, second = KeptHours.objects.filter(team=desk.support)
    assert (len(first.weekly), len(second.weekly)) == (5, 1)
    assert first.since < second.since


def test_the_backlog_is_counted_at_each_full_hour_by_age(desk: Desk):
    now = timezone.now()
    desk.writes(at=now - timedelta(hours=30))
    Entry.objects.filter(kind__in=["opened", "received"]).update(at=now - timedelta(hours=30))
    sure()
    last = Backlog.objects.order_by("-at").first()
    assert last is not None
    assert last.counts == [0, 0, 1, 0, 0]
    statuses.set_status(desk.matter, Status.RESOLVED, desk.aya)
    sure()
    assert Backlog.objects.count() in (29, 30)


def test_what_differs_is_printed_counted_and_put_right(desk: Desk, capsys: pytest.CaptureFixture[str]):
    desk.writes()
    answered(desk, desk.matter)
    sure()
    Measured.objects.filter(measure="frt").update(seconds=9999)
    with pytest.raises(CommandError):
        call_command("verify_metrics", repair=True)
    said = capsys.readouterr().out
    assert "missing row: frt" in said
    assert "too much row: frt" in said
    sure()
    call_command("verify_metrics")
    assert capsys.readouterr().out.startswith("0 differences")


def test_only_the_days_asked_for_are_verified(desk: Desk, capsys: pytest.CaptureFixture[str]):
    desk.writes()
    sure()
    Measured.objects.update(minute=1)
    call_command("verify_metrics", first=date(2020, 1, 1), last=date(2020, 1, 2))
    assert capsys.readouterr().out.startswith("0 differences in 1 customers, 0 rows, 0 days")


def test_many_customers_cost_as_many_questions_as_one(desk: Desk):
    for number in range(12):
        desk.writes(sender=desk.sender(f"browser-{number}", "佐藤", "花子"))
    customers = list(Customer.objects.values_list("pk", flat=True))
    now = loading.world()
    asked = []
    for some_of_them in (customers[:1], customers[1:]):
        with CaptureQueriesContext(connection) as found:
            writing.write(some_of_them, now)
        asked.append(len(found))
    assert asked[0] == asked[1] <= 26


def test_a_desk_that_is_done_has_nothing_open_and_not_what_it_had_before(desk: Desk):
    now = timezone.now()
    desk.writes(at=now - timedelta(days=3))
    Entry.objects.filter(kind__in=["opened", "received"]).update(at=now - timedelta(days=3))
    statuses.set_status(desk.matter, Status.RESOLVED, desk.aya)
    Entry.objects.filter(kind="status").update(at=now - timedelta(days=2))
    sure()
    found = figures.backlog(today())
    assert found[timezone.localdate()] == (0, 0, 0, 0, 0)
