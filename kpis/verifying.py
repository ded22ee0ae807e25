"""Do the stored numbers say what the entries say? Everything is worked out anew and compared, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef

from conversations.models import Entry
from customers.models import Customer
from kpis import kept_rows, loading, months, packing, writing
from kpis.measures.history import World
from kpis.models import Backlog, Cursor, Measured, MonthRollup, PackedMonth, Rollup, StaleDay, Touched

PIECE = 200
PACKED = ("measure", "day", "channel_id", "team_id", "excluded", "n", "total")
LISTS = ("seconds", "business_seconds", "values", "minutes")
COUNTED = ("at", "channel_id", "team_id", "counts")


@dataclass(frozen=True)
class Difference:
    """missing: the entries say it and the store does not; else the other way round."""

    what: str
    missing: bool
    said: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{'missing' if self.missing else 'too much'} {self.what}: {' '.join(map(str, self.said))}"


@dataclass
class Verified:
    customers: int = 0
    rows: int = 0
    days: int = 0
    differences: list[Difference] = field(default_factory=list)
    # Whose rows differ, and which days of which teams.
    whose: set[int] = field(default_factory=set)
    stale: set[writing.Scope] = field(default_factory=set)
    months: set[date] = field(default_factory=set)


def verify(first: date | None = None, last: date | None = None, *, repair: bool = False) -> Verified:
    """Compare what lies between two days of the company (both included); None = from the beginning, to the end.

    Entries that no scan has read yet are left out, and so are days that wait to be packed: they are no difference.
    repair: what differs is marked piece by piece, so that the next scan puts it right even if this breaks off.
    """
    found = Verified()
    for piece in customers(first):
        compare_rows(piece, as_of_the_last_scan(), found, first, last)
        if repair:
            writing.touch(found.whose)
    compare_days(found, first, last)
    compare_months(found, first, last)
    if repair:
        writing.mark(found.stale)
        for month in found.months:
            months.mark(month)
    return found


def as_of_the_last_scan() -> World:
    """What fell due since is the next scan's."""
    cursor = Cursor.objects.filter(pk=1).first()
    return loading.world(cursor.caught_up_at if cursor else None)


def customers(first: date | None) -> Iterator[list[int]]:
    """Those of whom something was written or is stored since a day; None = all."""
    known = Customer.objects.order_by("pk")
    if first is not None:
        # A day before it: no zone is further away.
        written = Entry.objects.filter(customer=OuterRef("pk"), at__date__gte=first - timedelta(days=1))
        stored = Measured.objects.filter(customer=OuterRef("pk"), day__gte=first)
        known = known.filter(Exists(written) | Exists(stored))
    ids = list(known.values_list("pk", flat=True))
    for start in range(0, len(ids), PIECE):
        yield ids[start : start + PIECE]


def compare_rows(ids: list[int], world: World, found: Verified, first: date | None, last: date | None) -> None:
    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        waiting = unread(ids)
        ids = [pk for pk in ids if pk not in waiting]
        rows, spells = writing.wanted(ids, world)
        stored, lay_open = kept_rows.rows(ids), kept_rows.spells(ids)
    lies = within(first, last)
    wanted = [row for row in rows if lies(row.day)]
    found.customers += len(ids)
    found.rows += len(wanted)
    note(found, "row", *kept_rows.difference({pk: row for pk, row in stored.items() if lies(row.day)}, wanted))
    begun = [row for row in spells if lies(world.place(row.began_at)[0])]
    kept = {pk: row for pk, row in lay_open.items() if lies(world.place(row.began_at)[0])}
    note(found, "open spell", *kept_rows.difference(kept, begun))


def unread(ids: list[int]) -> set[int]:
    """Marked to be derived, or with an entry behind the cursor."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT customer_id FROM conversations_entry WHERE customer_id = ANY(%s) AND (xid, id) >"
            " (coalesce((SELECT xid FROM kpis_cursor), 0), coalesce((SELECT entry FROM kpis_cursor), 0))",
            [ids],
        )
        behind = {pk for (pk,) in cursor.fetchall()}
    return behind | set(Touched.objects.filter(customer__in=ids).values_list("customer_id", flat=True))


def note(found: Verified, what: str, gone: dict[int, Any], new: list[Any]) -> None:
    # Said without the customer, who is in the matter.
    found.differences += [Difference(what, False, row[1:]) for row in gone.values()]
    found.differences += [Difference(what, True, row[1:]) for row in new]
    found.whose |= {row.customer_id for row in [*gone.values(), *new]}


def within(first: date | None, last: date | None) -> Any:
    return lambda day: (first is None or day >= first) and (last is None or day <= last)


def compare_days(found: Verified, first: date | None, last: date | None) -> None:
    lies = within(first, last)
    scopes = set(Measured.objects.order_by().values_list("day", "team").distinct())
    scopes |= set(Rollup.objects.order_by().values_list("day", "team").distinct())
    scopes |= set(Backlog.objects.order_by().values_list("day", "team").distinct())
    for day, team in sorted(scopes, key=lambda one: (one[0], one[1] or 0)):
        if lies(day):
            found.days += 1
            compare_day(day, team, found)


def compare_day(day: date, team: int | None, found: Verified) -> None:
    """Each day is packed once more inside a transaction that is rolled back, as each month below."""
    told = compare(
        lambda: not StaleDay.objects.filter(day=day, team=team).exists(),
        lambda: packed(day, team),
        lambda: packing.pack(day, team, as_of_the_last_scan()),
    )
    found.differences += told
    if told:
        found.stale.add((day, team))


def compare_months(found: Verified, first: date | None, last: date | None) -> None:
    """Those of which a day is looked at; of a month that waits to be packed its days are read."""
    lies = within(first and first.replace(day=1), last)
    for month in filter(lies, PackedMonth.objects.order_by("month").values_list("month", flat=True)):
        told = compare(
            PackedMonth.objects.filter(month=month, stale_since=None).exists,
            lambda month=month: {month_said(row) for row in MonthRollup.objects.filter(day=month)},
            partial(months.pack, month),
        )
        found.differences += told
        if told:
            found.months.add(month)


def compare(is_sure: Any, read: Any, pack: Any) -> list[Difference]:
    """What packing once more changes; rolled back. Under one snapshot: a scan beside it changes nothing between."""
    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        if not is_sure():
            return []
        before = read()
        try:
            pack()
        except OperationalError:
            # A scan packs the same at this moment.
            transaction.set_rollback(True)
            return []
        after = read()
        transaction.set_rollback(True)
    sides = ((False, before - after), (True, after - before))
    return sorted((Difference(what, missing, said) for missing, rows in sides for what, said in rows), key=str)


def packed(day: date, team: int | None) -> set[tuple[str, tuple[Any, ...]]]:
    mine: dict[str, Any] = {"day": day} | ({"team_id": team} if team else {"team_id__isnull": True})
    rows = {("rollup", rollup_said(row)) for row in Rollup.objects.filter(**mine)}
    hours = Backlog.objects.filter(**mine).values_list(*COUNTED)
    return rows | {("backlog", (at, channel, of, tuple(counts))) for at, channel, of, counts in hours}


def rollup_said(row: Rollup | MonthRollup) -> tuple[Any, ...]:
    """The lists as sorted rows: which of two rows was packed first means nothing."""
    lists = sorted(zip(*(getattr(row, name) for name in LISTS), strict=True), key=str)
    return (*(getattr(row, name) for name in PACKED), tuple(lists))


def month_said(row: MonthRollup) -> tuple[str, tuple[Any, ...]]:
    """With what percentiles are read from, which lies in the order of the lists."""
    sent = hash(tuple(bytes(one) for one in (row.sent_seconds, row.sent_business_seconds, row.sent_minutes)))
    return "month", (*rollup_said(row), sent)
