"""Tables without their indexes and references while they are filled: both are made once, over all rows."""

import contextlib
import time
from collections.abc import Callable, Iterator

from django.db import connection, models

# Its constraints that are no key: references to other tables, and what must be unique.
_CONSTRAINTS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname
"""
_INDEXES = """
SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype <> 'f'
WHERE i.indrelid = %s::regclass AND c.oid IS NULL ORDER BY i.indexrelid
"""


@contextlib.contextmanager
def bare(tables: list[type[models.Model]], tell: Callable[[str], None]) -> Iterator[None]:
    """What was dropped is made again as it was: a reference to a row that is not there fails then."""
    names = [table._meta.db_table for table in tables]
    found = [line for sql in (_CONSTRAINTS, _INDEXES) for name in names for line in asked(sql, name)]
    for drop, _add in found:
        run(drop)
    yield
    run("SET maintenance_work_mem = '512MB'")
    for _drop, add in reversed(found):
        began = time.monotonic()
        run(add)
        if time.monotonic() - began > 5:
            tell(f"{add[:90]} …, {time.monotonic() - began:.0f} s")
    for name in names:
        run(f"ANALYZE {name}")
    run("RESET maintenance_work_mem")


def asked(sql: str, name: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [name])
        return list(cursor.fetchall())


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
