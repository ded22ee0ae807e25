"""Follows the entries: whoever something was written about is derived anew, and the days that this changes are packed.

The cursor stands behind the last entry of a transaction that no running one can come before any more, so an entry that
commits slowly is read late and never passed over.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from agents.models import Calendar, Team
from conversations.models import Promise
from customers.models import Touchpoint
from kpis import loading, months, packing, writing
from kpis.measures.history import World
from kpis.measures.self_service import TURNS_TO_US
from kpis.models import Cursor, Measured, OpenSpell, SeenCalendar, Touched

# Entries read at once, days packed at once.
ENTRIES, DAYS = 5_000, 50
# Customers derived at once: few at first, and twice as many each time while they take less than so many seconds. Some
# have hundreds of matters, and what is not done when a task's time is up (omnidesk.work) is all done again.
FEW, CUSTOMERS, QUICK = 10, 200, 2.0
# While there is much to derive, today is packed so often, in seconds: what was derived does not wait for all the rest.
PACKS = 5.0
# One scan at a time: the key of PostgreSQL's advisory lock.
ALONE = 0x6B706973
# The page of an agent tells of their focus with so much delay.
FOCUS_TELLS = timedelta(seconds=90)
# A slow request is over after as long.
SLOW = timedelta(minutes=2)

_READ = """
SELECT id, xid, customer_id, kind, (data->>'source')::bigint, (data->>'target')::bigint FROM conversations_entry
WHERE (xid, id) > (%s, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY xid, id LIMIT %s
"""


@dataclass
class Done:
    entries: int = 0
    customers: int = 0
    days: int = 0
    months: int = 0
    # Its time was over before everything was done.
    is_behind: bool = False

    @property
    def is_idle(self) -> bool:
        return not (self.entries or self.customers or self.days or self.months)


def scan(until: datetime | None = None) -> Done:
    """Read, derive and pack until nothing is left of what was there, or until it is `until`.

    Another scan under way does it all."""
    total = Done()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ALONE])
        if not cursor.fetchone()[0]:
            return total
        try:
            go_on(total, until)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ALONE])
    return total


def go_on(total: Done, until: datetime | None) -> None:
    now = timezone.now()
    look_at_the_clock(now)
    look_at_calendars()
    world, packed_at = loading.world(now), time.monotonic()
    entries, size = ENTRIES, FEW
    while until is None or timezone.now() < until:
        # What comes while the last of them are derived is the next scan's: a few at a time cost several times as much.
        entries = read() if entries == ENTRIES else 0
        began = time.monotonic()
        customers = derive_some(world, size)
        size = min(size * 2, CUSTOMERS) if time.monotonic() - began < QUICK else max(size // 2, 1)
        days = 0
        # Days are packed when all was derived: each once, and not with every customer who had a part in it.
        if not (entries or customers):
            days = packing.pack_some(world, DAYS)
        elif time.monotonic() - packed_at >= PACKS:
            days, packed_at = packing.pack_some(world, DAYS, since=world.place(now)[0]), time.monotonic()
        whole = 0 if entries or customers or days else months.pack_one(world.place(now)[0], now - months.QUIET)
        total.entries += entries
        total.customers += customers
        total.days += days
        total.months += whole
        if not (entries or customers or days or whole):
            Cursor.objects.filter(pk=1).update(caught_up_at=now)
            return
    total.is_behind = True


@transaction.atomic
def read() -> int:
    """The next entries that can no longer be overtaken; whom they are about is marked in the same transaction."""
    cursor, _made = Cursor.objects.select_for_update().get_or_create(pk=1)
    with connection.cursor() as sql:
        sql.execute(_READ, [cursor.xid, cursor.entry, ENTRIES])
        found = sql.fetchall()
    if not found:
        return 0
    about = {row[2] for row in found}
    # The matters of both changed hands, and only one of them has the entry.
    about |= {customer for row in found if row[3] in ("merged", "unmerged") for customer in row[4:]}
    writing.touch(about)
    cursor.entry, cursor.xid = found[-1][:2]
    cursor.save(update_fields=["entry", "xid"])
    return len(found)


@transaction.atomic
def derive_some(world: World, limit: int) -> int:
    """Their mark goes in the transaction that derives them: what comes meanwhile marks them again."""
    taken = Touched.objects.select_for_update(skip_locked=True).order_by("pk")[:limit]
    ids = list(taken.values_list("customer_id", flat=True))
    if ids:
        Touched.objects.filter(pk__in=ids).delete()
        writing.write(ids, world)
    return len(ids)


@transaction.atomic
def look_at_the_clock(now: datetime) -> None:
    """Each moment once, and its marks stay: a scan of many turns would else begin with the same customers each time."""
    cursor, _made = Cursor.objects.select_for_update().get_or_create(pk=1)
    before = cursor.looked_at or cursor.caught_up_at
    if before is not None:
        mark_what_time_changed(before, now)
    cursor.looked_at = now
    cursor.save(update_fields=["looked_at"])


def mark_what_time_changed(before: datetime, now: datetime) -> None:
    """What no entry tells of: a promise fell due, a day without a contact is over, a focus was told late, and an hour
    is full (so the backlog has a new count)."""
    due = Promise.objects.filter(due_at__gt=before, due_at__lte=now)
    writing.touch(due.values_list("conversation__customer", flat=True))
    steps = Touchpoint.objects.exclude(flow="").filter(customer__isnull=False)
    came = Q(received_at__gt=before - SLOW)
    over = Q(received_at__gt=before - TURNS_TO_US - SLOW, received_at__lte=now - TURNS_TO_US + SLOW)
    writing.touch(steps.filter(came | over).values_list("customer", flat=True))
    handled = Measured.objects.filter(measure="resolved", day__gte=(before - timedelta(days=1)).date())
    late = handled.filter(at__gt=before - FOCUS_TELLS, at__lte=now - FOCUS_TELLS, customer__isnull=False)
    writing.touch(late.values_list("customer", flat=True))
    if before.replace(minute=0, second=0, microsecond=0) != now.replace(minute=0, second=0, microsecond=0):
        a_full_hour(before, now)


def a_full_hour(before: datetime, now: datetime) -> None:
    world = loading.world(now)
    teams = set(OpenSpell.objects.filter(ended_at=None).values_list("team", flat=True))
    for team in teams:
        writing.mark(writing.days_of(before, now, team, world))


def look_at_calendars() -> None:
    """A date that was said to differ, or no longer does: matters that lay open on it are timed anew."""
    seen = {row.calendar_id: row.exceptions for row in SeenCalendar.objects.all()}
    for calendar in Calendar.objects.prefetch_related("exceptions"):
        differing = {
            row.date.isoformat(): [f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"] if row.opens and row.closes else None
            for row in calendar.exceptions.all()
        }
        known = seen.get(calendar.pk)
        if known == differing:
            continue
        with transaction.atomic():
            if known is not None:
                touch_open_on(calendar, changed(known, differing))
            SeenCalendar.objects.update_or_create(calendar=calendar, defaults={"exceptions": differing})


def changed(known: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    return [on for on in known.keys() | now.keys() if (on in known, known.get(on)) != (on in now, now.get(on))]


def touch_open_on(calendar: Calendar, dates: Iterable[str]) -> None:
    """With whichever team they lay then. A day more on both sides: nobody's zone is further away."""
    teams = Team.objects.filter(Q(kept_hours__calendar=calendar) | Q(calendar=calendar)).values("pk")
    for on in dates:
        start = datetime.fromisoformat(f"{on}T00:00:00+00:00")
        lay_open = Q(ended_at=None) | Q(ended_at__gt=start - timedelta(days=1))
        spells = OpenSpell.objects.filter(lay_open, team__in=teams, began_at__lt=start + timedelta(days=2))
        writing.touch(spells.values_list("customer", flat=True))
