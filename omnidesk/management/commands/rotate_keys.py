from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models, transaction

from omnidesk import secrets

BATCH = 500
# Secrets in a library's own tables: the room that hands them over rotates them. Named, because imports go down only.
ELSEWHERE = ("agents.second_factor",)


class Command(BaseCommand):
    help = "Encrypt every credential anew with the newest key; afterwards the older keys can go from CREDENTIAL_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changed = sum(rotate(model, field) for model, field in secrets.encrypted_fields(apps.get_models()))
            changed += sum(import_module(name).rotate() for name in ELSEWHERE)
        except secrets.WrongKey as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{changed} values are now under the newest key.")


def rotate(model: type[models.Model], field: secrets.EncryptedTextField) -> int:
    """In small batches, each under lock: a desk at work goes on, and what it saves meanwhile is not lost."""
    changed, last = 0, 0
    while rows := stored_after(model, field, last):
        last = rows[-1][0]
        changed += sum(rotate_one(model, field, pk) for pk, text in rows if not secrets.is_newest(text))
    return changed


def stored_after(model: type[models.Model], field: secrets.EncryptedTextField, last: int) -> list[tuple[int, str]]:
    table, column = (connection.ops.quote_name(name or "") for name in (model._meta.db_table, field.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {column} FROM {table} WHERE id > %s AND {column} <> '' ORDER BY id LIMIT {BATCH}",  # noqa: S608  names of our own models
            [last],
        )
        return list(cursor.fetchall())


@transaction.atomic
def rotate_one(model: type[models.Model], field: secrets.EncryptedTextField, pk: int) -> int:
    row = model._default_manager.select_for_update().filter(pk=pk).values_list(field.attname, flat=True).first()
    return model._default_manager.filter(pk=pk).update(**{field.attname: row}) if row else 0
