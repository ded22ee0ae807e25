"""Five years of a desk, made by PostgreSQL itself from numbers that are the same each time; progress on the error line.

At full size 450,000 matters, 2.7 million messages, 10.8 million entries and 8.1 million rows of measures. The product's
own derivation would take hours for these, so they are written as it would write them; of three days it is asked,
and the load fails where it says anything else. Rollups are packed by the product's own scan.
"""

import random
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import psycopg2
from django.db import connection, models
from django.utils import timezone

from agents.models import Agent, Company, Team
from conversations.models import Channel, Conversation, Direction, Entry, Message, Status
from customers.models import Customer
from kpis import months, scanning, verifying
from kpis.models import Cursor, Measured, OpenSpell
from omnidesk.local.postgres import Postgres
from tests.bench.bare import bare, run
from tests.bench.five_years_course import COURSE, MATTERS, MEASURED, entries, rows

DAYS = 1826
PIECE = 25_000
DATA = """CASE c.kind WHEN 'opened' THEN jsonb_build_object('channel', m.channel, 'team', m.team)
    WHEN 'status' THEN
        jsonb_build_object('before', jsonb_build_object('status', 'awaiting_customer'), 'after', 'resolved')
    WHEN 'assigned' THEN jsonb_build_object('before', NULL, 'after', m.agent) ELSE '{}'::jsonb END"""


def after(seconds: str) -> str:
    return f"m.at + ({seconds}) * interval '1 second'"


def load(matters: int, server: Postgres) -> None:
    """So many matters over five years up to yesterday, for a third as many customers."""
    began = time.monotonic()

    def tell(words: str) -> None:
        print(f"    {time.monotonic() - began:4.0f} s  {words}", file=sys.stderr, flush=True)

    let_it_write(server)
    about = cast(matters)
    run("SET synchronous_commit = off")
    with bare([Customer, Conversation, Message, Entry, Measured, OpenSpell], tell):
        person = Customer(family_name="五年", created_at=timezone.now())
        copied(person, {"id": "%(customer)s + m.n - 1"}, "m", {**about, "from": 1, "to": about["people"]})
        for first in range(1, matters + 1, PIECE):
            last = min(first + PIECE - 1, matters)
            write({**about, "from": first, "to": last})
            tell(f"{last:,} of {matters:,} matters written")
    tell("indexed")
    pack(tell)
    run("ANALYZE")
    tell(f"{check():,} rows derived for real, none differs")
    run("SET synchronous_commit = on")


def let_it_write(server: Postgres) -> None:
    """A load of gigabytes is no reason for a checkpoint every few seconds."""
    with closing(psycopg2.connect(server.superuser_url())) as connected:
        connected.autocommit = True
        for words in ("ALTER SYSTEM SET max_wal_size = '6GB'", "SELECT pg_reload_conf()"):
            connected.cursor().execute(words)


def cast(matters: int) -> dict[str, Any]:
    """Teams, channels, agents and customers; what the statements below need to know of them."""
    Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
    teams = Team.objects.bulk_create(Team(name=f"Years {number}") for number in range(5))
    channels = Channel.objects.bulk_create(Channel(kind="chat", name=f"Years {number}") for number in range(6))
    agents = Agent.objects.bulk_create(
        Agent(email=f"years{number}@bench.example", family_name=str(number), password="!") for number in range(12)
    )
    people = max(1, matters // 3)
    start = (timezone.now() - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "base": top(Conversation), "said": top(Message), "told": top(Entry), "row": top(Measured),
        "people": people, "customer": top(Customer), "team": teams[0].pk, "teams": len(teams),
        "channel": channels[0].pk, "channels": len(channels), "agent": agents[0].pk, "agents": len(agents),
        "start": start, "step": (DAYS - 1) * 86400 / matters,
    }  # fmt: skip


def top(model: type[models.Model]) -> int:
    return 1000 + (model._default_manager.aggregate(top=models.Max("pk"))["top"] or 0)


def write(about: dict[str, Any]) -> None:
    write_matters(about)
    now, place = timezone.now(), {"conversation_id": "m.pk", "customer_id": "m.customer"}
    copied(Entry(kind="", at=now, data={}, xid=1), place | {
        "id": f"%(told)s + m.n * {len(COURSE)} + c.place", "kind": "c.kind", "at": after("c.after"),
        "actor_id": "CASE WHEN c.kind IN ('replied', 'status', 'assigned') THEN m.agent END",
        "message_id": "%(said)s + m.n * 6 + c.number", "data": DATA,
    }, f"m, {entries()}", about)  # fmt: skip
    here = f"({after('c.ended')}) AT TIME ZONE 'Asia/Tokyo'"
    copied(Measured(began_at=now, at=now), place | {
        "id": f"%(row)s + m.n * {len(MEASURED)} + c.place", "measure": "c.measure", "began_at": after("c.began"),
        "at": after("c.ended"), "day": f"({here})::date", "channel_id": "m.channel", "team_id": "m.team",
        "minute": f"extract(hour FROM {here})::int * 60 + extract(minute FROM {here})::int",
        "agent_id": "CASE WHEN c.agent THEN m.agent END", "message_id": "%(said)s + m.n * 6 + c.number",
        "seconds": "c.seconds", "business_seconds": "c.seconds", "value": "c.value",
    }, f"m, {rows()}", about)  # fmt: skip


def write_matters(about: dict[str, Any]) -> None:
    now = timezone.now()
    place = {"customer_id": "m.customer", "team_id": "m.team"}
    at, end = after("first"), after(COURSE[-1][1])
    matter = Conversation(
        customer_id=0,
        opened_at=now,
        last_activity_at=now,
        status=Status.RESOLVED,
        resolved_at=now,
        title="計測",
        next_seq=7,
    )
    copied(matter, place | {
        "id": "m.pk", "opened_at": "m.at", "assignee_id": "m.agent", "resolved_at": end, "last_activity_at": end,
        "first_replied_at": at, "last_channel_id": "m.channel",
    }, "m", about)  # fmt: skip
    message = Message(seq=0, revision=0, arrived_revision=0, text="充電できません", shown_at=now, received_at=now)
    copied(message, {
        "id": "%(said)s + m.n * 6 + s.seq", "conversation_id": "m.pk", "customer_id": "m.customer",
        "channel_id": "m.channel", "seq": "s.seq", "shown_at": at, "received_at": at,
        "direction": f"CASE WHEN s.seq %% 2 = 1 THEN '{Direction.IN}' ELSE '{Direction.OUT}' END",
    }, "m, generate_series(1, 6) AS s(seq)", about)  # fmt: skip
    spell = OpenSpell(opened_at=now, began_at=now)
    lay = place | {"conversation_id": "m.pk", "channel_id": "m.channel", "opened_at": "m.at", "began_at": "m.at"}
    copied(spell, lay | {"id": "m.pk", "ended_at": end}, "m", about)


def copied(row: models.Model, differing: dict[str, str], source: str, about: dict[str, Any]) -> None:
    """INSERT … SELECT: this row for each of the matters, with these columns."""
    words: list[str] = []
    values = dict(about)
    fields = row._meta.concrete_fields
    for field in fields:
        if field.column in differing:
            words.append(differing[field.column])
        else:
            values[f"own_{field.column}"] = field.get_db_prep_save(getattr(row, field.attname), connection)
            words.append(f"%(own_{field.column})s")
    columns = ", ".join(f'"{field.column}"' for field in fields)
    sql = f'INSERT INTO "{row._meta.db_table}" ({columns}) SELECT {", ".join(words)} FROM ({MATTERS}) AS {source}'
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def pack(tell: Callable[[str], None]) -> None:
    """Every day of every team is marked, and the product's own scan packs them."""
    for model in (Customer, Conversation, Message, Entry, Measured, OpenSpell):
        run(f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), {top(model)})")
    last = Entry.objects.aggregate(top=models.Max("pk"))["top"]
    Cursor.objects.update_or_create(pk=1, defaults={"xid": 1, "entry": last, "caught_up_at": timezone.now()})
    days = "SELECT day, team_id FROM kpis_measured"
    for at in ("began_at", "ended_at"):
        days += f" UNION SELECT ({at} AT TIME ZONE 'Asia/Tokyo')::date, team_id FROM kpis_openspell"
    run(f"INSERT INTO kpis_staleday (day, team_id) SELECT * FROM ({days}) AS d ORDER BY 1, 2 ON CONFLICT DO NOTHING")
    packed = 0
    while not (done := scanning.scan(timezone.now() + timedelta(seconds=20))).is_idle:
        packed += done.days
        tell(f"{packed:,} days of a team packed")
    now = timezone.now()
    while months.pack_one(timezone.localdate(), now):
        pass
    tell("months packed")


def check() -> int:
    """Whoever had something measured on three days is derived anew by the product, and two months are packed anew.
    Returns how many rows were derived."""
    start = Measured.objects.aggregate(first=models.Min("day"))["first"]
    dice, found = random.Random(450_000), verifying.Verified()
    world = verifying.as_of_the_last_scan()
    for number in sorted(dice.sample(range(1, DAYS - 1), 3)):
        of_day = Measured.objects.filter(day=start + timedelta(days=number)).order_by()
        ids = sorted(of_day.values_list("customer", flat=True).distinct())[:300]
        verifying.compare_rows(ids, world, found, None, None)
    verifying.compare_months(found, start + timedelta(days=900), start + timedelta(days=930))
    if found.differences or not found.rows:
        raise RuntimeError(f"loaded otherwise than derived: {[str(one) for one in found.differences[:5]]}")
    return found.rows
