"""What a test committed is taken out again: only from the tables that hold something.

Django truncates every table each time, and every index with it, which takes longer than most tests.
"""

from django.apps import apps
from django.db import connection, transaction
from django.test import TransactionTestCase

# Filled by the migrations, the same for all tests.
KEPT = {"django_content_type", "auth_permission"}


def empty(case: TransactionTestCase) -> None:
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in sorted(names - KEPT)
    )
    # Who belongs to whom is looked at with the commit, so that any order does.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(asked)
        for (name,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{name}"')
