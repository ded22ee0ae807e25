import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection

from demo.loading.load import load
from tests.emptying import KEPT

# The last Wednesday afternoon in Tokyo: the same hour of the week on every run, and never in the future.
NOW = datetime.now(UTC).replace(hour=5, minute=30, second=0, microsecond=0) - timedelta(days=1)
NOW -= timedelta(days=(NOW.weekday() - 2) % 7)
# What is drawn anew for every installation, and the number of the loading transaction.
OWN = {"password", "credentials", "xid", "file", "preview", "public_id", "set_up_at", "rights_version"}
OWN |= {"token", "header_id", "references", "key_hash", "key_hint"}
TALLIES = "conversations_tally"
CLOCKED = {
    "agents_agent.created_at",
    "agents_team.created_at",
    "conversations_attachment.created_at",
    "conversations_channel.created_at",
    "channels_ingest_connectedapp.created_at",
    f"{TALLIES}.id",
}
ROOMS = ("agents", "customers", "conversations", "channels_ingest")


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: "pytest.DjangoDbBlocker") -> Iterator[None]:  # type: ignore[name-defined]  # pytest-django's own
    """The whole demo, once for the tests of this folder; each test's own changes are rolled back."""
    with django_db_blocker.unblock():
        # Numbers begin at one, as in an empty database, whatever other tests have counted before.
        empty()
        load(NOW)
    yield
    with django_db_blocker.unblock():
        empty()


@pytest.fixture
def demo(loaded: None, db: None) -> datetime:
    return NOW


def empty() -> None:
    """Of every room: a survey of the demo that stayed would be on a page of the tests that come after."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    names = ", ".join(f'"{name}"' for name in sorted(tables - KEPT))
    with connection.cursor() as cursor:
        # Inside a test the checks of its own rows are still to come, and would forbid it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


def digest() -> str:
    """Of every row of every table, but for what may differ."""
    found = hashlib.sha256()
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            table = model._meta.db_table
            names = [field.attname for field in model._meta.concrete_fields if kept(table, field.attname)]
            rows = model._default_manager.order_by("pk").values_list(*names)
            # The database counts the tallies, in an order of its own.
            for row in sorted(map(repr, rows)) if table == TALLIES else map(repr, rows):
                found.update(row.encode())
    return found.hexdigest()


def kept(table: str, name: str) -> bool:
    return name not in OWN and f"{table}.{name}" not in CLOCKED
