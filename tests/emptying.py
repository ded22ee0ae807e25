"""What a test committed is taken out again: only from the tables that hold something.

Django truncates every table each time, and every index with it, which takes longer than most tests.
"""

from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.test import TransactionTestCase

from omnidesk.local.postgres import NAME, Postgres
from tests.tables import speaking

# Filled by the migrations, the same for all tests.
KEPT = {"django_content_type", "auth_permission"}
HOLDING = """SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"""
# Everything goes, so that nothing is left to refer to what is gone: asking every table about every row takes longer
# than all the rest. A user may say so only where it was granted.
NOBODY_ASKS = "SET LOCAL session_replication_role = replica"


def allow(var_dir: Path) -> None:
    """On the servers of the tests alone."""
    with speaking(Postgres(var_dir, durable=False).superuser_url()) as cursor:
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {NAME}")


def empty(case: TransactionTestCase) -> None:
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HOLDING)
        holding = {name for (name,) in cursor.fetchall()} & (names - KEPT)
        cursor.execute(NOBODY_ASKS)
        for name in sorted(holding):
            cursor.execute(f'DELETE FROM "{name}"')
