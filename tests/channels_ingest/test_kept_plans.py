"""Statements that PostgreSQL plans once: what they answer, and what they outlive."""

from typing import Any

import psycopg2
import pytest
from django.db import OperationalError, close_old_connections, connection, transaction

from agents.models import Team
from channels_ingest.models import RawDelivery
from conversations.models import Message
from omnidesk.kept_plans import _kept, columns, read
from omnidesk.rows import rows
from tests.cast import Desk
from tests.channels_ingest.line_account import Account

pytestmark = pytest.mark.django_db

ONE = f"SELECT {columns(Team, 'team')} FROM agents_team team WHERE (name = %(name)s OR id::text = %(name)s)"


def asked(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def come(account: Account, number: int) -> None:
    account.writes(f"充電ランプが赤いです。注文は{number}番です。")


def test_a_text_is_taken_in_by_plans_that_are_there(account: Account):
    for number in range(1, 12):
        come(account, number)
    before: dict[str, int] = dict(asked("SELECT name, generic_plans + custom_plans FROM pg_prepared_statements"))
    come(account, 12)
    after: dict[str, int] = dict(asked("SELECT name, generic_plans + custom_plans FROM pg_prepared_statements"))
    assert after.keys() == before.keys()
    said_again = [name for name in after if after[name] > before[name]]
    assert len(said_again) >= 8
    # After five times PostgreSQL keeps the plan, if it is no worse for it.
    assert asked("SELECT count(*) FROM pg_prepared_statements WHERE generic_plans > 0")[0][0] >= len(said_again)
    assert Message.objects.count() == 12


def test_a_value_is_named_once_and_a_sign_stays_a_sign(desk: Desk):
    assert [team.pk for team in rows(Team, ONE, {"name": desk.support.name})] == [desk.support.pk]
    assert rows(Team, f"{ONE} AND name LIKE '%%x'", {"name": desk.support.name, "unused": 1}) == []


def test_two_statements_share_the_values_in_their_order(desk: Desk):
    sql = f"SELECT %s::int; SELECT {columns(Team, 'team')}, %s::text AS beside FROM agents_team team WHERE id = %s"
    (team,) = rows(Team, sql, [7, "it's; so", desk.support.pk])
    assert (team, vars(team)["beside"]) == (desk.support, "it's; so")


def test_a_column_that_a_migration_adds_breaks_nothing(account: Account):
    come(account, 1)
    asked("SET CONSTRAINTS ALL IMMEDIATE; SELECT 1")
    for table in ("channels_ingest_rawdelivery", "conversations_conversation", "customers_customer"):
        asked(f"ALTER TABLE {table} ADD COLUMN added_later integer; SELECT 1")
    come(account, 2)
    assert RawDelivery.objects.filter(state=RawDelivery.State.PARSED).count() == 2


@pytest.mark.parametrize(
    "loss",
    [
        "DEALLOCATE ALL",
        "ALTER TABLE agents_team ALTER COLUMN name TYPE varchar(201)",
        # Whoever prepared it was stopped before it was noted.
        "PREPARE {name} AS SELECT 1",
    ],
)
def test_plans_that_are_no_good_are_made_again(desk: Desk, loss: str):
    sql = f"{ONE} AND '{loss}' <> ''"
    if not loss.startswith("PREPARE"):
        rows(Team, sql, {"name": "x"})
    name = f"{read(sql)[0].name}_{_kept[connection.connection].losses}"
    asked(f"SET CONSTRAINTS ALL IMMEDIATE; {loss.format(name=name)}; SELECT 1")
    with pytest.raises(OperationalError), transaction.atomic():
        rows(Team, sql, {"name": "x"})
    assert len(rows(Team, sql, {"name": desk.support.name})) == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_between_two_requests_is_not_missed(desk: Desk):
    rows(Team, ONE, {"name": "x"})
    close_old_connections()
    with psycopg2.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.get_backend_pid()])
    other.close()
    assert len(rows(Team, ONE, {"name": desk.support.name})) == 1
