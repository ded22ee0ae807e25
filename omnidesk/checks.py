"""What the database must be before anything is trusted to it."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.utils import CursorWrapper

from omnidesk import secrets

OLDEST = 150000


@register(Tags.database)
def check_server(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    return [found for alias in databases or () for found in what_is_wrong(alias)]


def what_is_wrong(alias: str) -> list[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone() or (0, "")
        found: list[CheckMessage] = [too_old(version)] if number < OLDEST else []
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        (ctype,) = cursor.fetchone() or ("",)
        found += [deaf_to_japanese(ctype)] if ctype in ("C", "POSIX") else []
        return found + ([] if opens_credentials(cursor) else [Error(str(secrets.WrongKey()), id="omnidesk.E003")])


def too_old(version: str) -> Error:
    return Error(f"The database is PostgreSQL {version}: version 15 or newer is needed.", id="omnidesk.E001")


def deaf_to_japanese(ctype: str) -> Error:
    return Error(
        f"The database has the character type {ctype}, under which search drops Japanese: "
        "make it anew with CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'.",
        id="omnidesk.E002",
    )


def opens_credentials(cursor: CursorWrapper) -> bool:
    """One value of each column is enough: a forgotten key shows at the start and not in the middle of the night."""
    for model, field in secrets.encrypted_fields(apps.get_models()):
        table, column = model._meta.db_table, field.column
        if table not in cursor.db.introspection.table_names(cursor):
            continue
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\' ORDER BY id DESC LIMIT 1')  # noqa: S608  names of our own models
        row = cursor.fetchone()
        try:
            secrets.decrypt(row[0], field.purpose) if row else None
        except secrets.WrongKey:
            return False
    return True
