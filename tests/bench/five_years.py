"""Five years of a desk, made by PostgreSQL itself from numbers that are the same each time; progress on the error line.

At full size 450,000 matters, 2.7 million messages and 10.8 million entries. Their measures are then derived by the
product's own scan, so that what is compared is what a desk would have.
"""

import sys
import time
from datetime import timedelta

from django.db import connection, models
from django.utils import timezone

from agents.models import Agent, Company, Team
from conversations.models import Channel, Conversation, Direction, Entry, Message, Status
from customers.models import Customer
from kpis import scanning
from kpis.models import Cursor, Touched

DAYS = 1826
# What is told of each matter: (kind, seconds after it was opened as SQL, number of the message it tells of).
COURSE: list[tuple[str, str, int | None]] = [
    ("opened", "0", None), ("received", "0", 1), ("assigned", "20", None), ("fact", "1", None), ("fact", "2", None),
    ("replied", "first", 2), ("sent", "first + 1", 2), ("delivered", "first + 2", 2), ("read", "first + 40", 2),
    ("received", "first + 300", 3), ("fact", "first + 301", None), ("labelled", "first + 310", None),
    ("replied", "first + 300 + second", 4), ("sent", "first + 301 + second", 4),
    ("delivered", "first + 302 + second", 4), ("read", "first + 400 + second", 4), ("titled", "first + 410", None),
    ("received", "first + 900 + second", 5), ("noted", "first + 910 + second", None),
    ("replied", "first + 1200 + second", 6), ("sent", "first + 1201 + second", 6),
    ("delivered", "first + 1202 + second", 6), ("read", "first + 1300 + second", 6),
    ("status", "first + 1800 + second", None),
]  # fmt: skip
# Seconds to the first and the next answer differ from matter to matter, over three orders of magnitude.
_MATTERS = """
SELECT n, %(base)s + n AS pk, 1 + n %% %(people)s AS who, h %% %(channels)s AS channel, h / 7 %% %(teams)s AS team,
    h / 35 %% %(agents)s AS agent, (30 * exp((h / 11 %% 1000) / 200.0))::int AS first,
    (20 * exp((h / 13 %% 1000) / 250.0))::int AS second,
    %(start)s::timestamptz + n * interval '1 second' * %(step)s + (h %% 3600) * interval '1 second' AS at
FROM (SELECT n, abs(hashint4(n)) AS h FROM generate_series(%(from)s, %(to)s) AS n) AS numbers
"""


def tell(words: str) -> None:
    print(f"    {words}", file=sys.stderr, flush=True)


def load(matters: int) -> None:
    """So many matters over five years up to yesterday, for a third as many customers."""
    began = time.monotonic()
    about = cast(matters)
    piece = 20_000
    with connection.cursor() as cursor:
        for first in range(1, matters + 1, piece):
            write({**about, "from": first, "to": min(first + piece - 1, matters)})
            tell(f"{min(first + piece - 1, matters):,} of {matters:,} matters, {time.monotonic() - began:.0f} s")
        cursor.execute("ANALYZE")
    derive(began)


def cast(matters: int) -> dict[str, object]:
    """Teams, channels, agents and customers; what the statements below need to know of them."""
    Company.objects.get_or_create(pk=1, defaults={"name": "Bench"})
    teams = Team.objects.bulk_create(Team(name=f"Years {number}") for number in range(5))
    channels = Channel.objects.bulk_create(Channel(kind="chat", name=f"Years {number}") for number in range(6))
    agents = Agent.objects.bulk_create(
        Agent(email=f"years{number}@bench.example", family_name=str(number), password="!") for number in range(12)
    )
    people = max(1, matters // 3)
    customers = Customer.objects.bulk_create((Customer(family_name="五年") for _ in range(people)), batch_size=5000)
    start = (timezone.now() - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    top = Conversation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    said = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return {
        "base": top + 1000, "said": said + 1000, "people": people, "customer": customers[0].pk,
        "team": teams[0].pk, "teams": len(teams), "channel": channels[0].pk, "channels": len(channels),
        "agent": agents[0].pk, "agents": len(agents), "start": start, "step": (DAYS - 1) * 86400 / matters,
    }  # fmt: skip


def write(about: dict[str, object]) -> None:
    now = timezone.now()
    matter = Conversation(
        customer_id=0, opened_at=now, last_activity_at=now, status=Status.RESOLVED, resolved_at=now, title="計測"
    )
    at = "m.at + m.first * interval '1 second'"
    place = {"customer_id": "%(customer)s + m.who - 1", "team_id": "%(team)s + m.team"}
    matters = {**place, "id": "m.pk", "opened_at": "m.at", "assignee_id": "%(agent)s + m.agent", "resolved_at": at}
    matters |= {"last_activity_at": at, "first_replied_at": at, "last_channel_id": "%(channel)s + m.channel"}
    copied(matter, matters, "m", about)
    message = Message(
        conversation_id=0,
        customer_id=0,
        seq=0,
        revision=0,
        arrived_revision=0,
        text="充電できません",
        shown_at=now,
        received_at=now,
    )
    copied(message, {
        "id": "%(said)s + m.n * 6 + s.seq", "conversation_id": "m.pk", "customer_id": place["customer_id"],
        "channel_id": "%(channel)s + m.channel", "seq": "s.seq",
        "direction": f"CASE WHEN s.seq %% 2 = 1 THEN '{Direction.IN}' ELSE '{Direction.OUT}' END",
        "shown_at": f"{at}", "received_at": f"{at}",
    }, "m, generate_series(1, 6) AS s(seq)", about)  # fmt: skip
    for kind, after, number in COURSE:
        deed = Entry(conversation_id=0, customer_id=0, kind=kind, at=now, data={}, xid=1)
        later = after.replace("first", "m.first").replace("second", "m.second")
        copied(deed, {
            "id": None, "conversation_id": "m.pk", "customer_id": place["customer_id"],
            "at": f"m.at + ({later}) * interval '1 second'",
            "actor_id": "%(agent)s + m.agent" if kind in ("replied", "status", "assigned") else "NULL",
            "message_id": f"%(said)s + m.n * 6 + {number}" if number else "NULL",
            "data": DATA.get(kind, "'{}'::jsonb"),
        }, "m", about)  # fmt: skip


DATA = {
    "opened": "jsonb_build_object('channel', %(channel)s + m.channel, 'team', %(team)s + m.team)",
    "status": "jsonb_build_object('before', jsonb_build_object('status', 'awaiting_customer'), 'after', 'resolved')",
    "assigned": "jsonb_build_object('before', NULL, 'after', %(agent)s + m.agent)",
}


def copied(row: models.Model, differing: dict[str, str | None], source: str, about: dict[str, object]) -> None:
    """INSERT … SELECT: this row for each of the matters, with these columns (None = the database's own number)."""
    fields = [field for field in row._meta.concrete_fields if differing.get(field.column, "") is not None]
    words, values = [], dict(about)
    for field in fields:
        if field.column in differing:
            words.append(str(differing[field.column]))
        else:
            values[f"own_{field.column}"] = field.get_db_prep_save(getattr(row, field.attname), connection)
            words.append(f"%(own_{field.column})s")
    columns = ", ".join(f'"{field.column}"' for field in fields)
    sql = f'INSERT INTO "{row._meta.db_table}" ({columns}) SELECT {", ".join(words)} FROM ({_MATTERS}) AS {source}'
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def derive(began: float) -> None:
    """By the product's own scan, of which only the reading of entries is left out: everybody is marked at once."""
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Cursor.objects.update_or_create(pk=1, defaults={"xid": 1, "entry": last, "caught_up_at": timezone.now()})
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kpis_touched SELECT id FROM customers_customer ON CONFLICT DO NOTHING")
    many = Touched.objects.count()
    while left := Touched.objects.count():
        scanning.scan(timezone.now() + timedelta(seconds=20))
        tell(f"{many - left:,} of {many:,} customers derived, {time.monotonic() - began:.0f} s")
    while not scanning.scan(timezone.now() + timedelta(seconds=20)).is_idle:
        tell(f"days packed, {time.monotonic() - began:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
