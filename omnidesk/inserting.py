"""INSERT and UPDATE by statements that are built once for each model: for the few rows that come by the thousand.

What `save()` does around them (a query object, its compiler, expressions) costs more than the database does. And each
way to the server and back costs more than most statements: see `together`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import connection, models, transaction

# Each a statement and its values.
type Waiting = list[tuple[str, Any]]

_waiting: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What can wait is sent as one at the end, in its order. Nothing in here may ask for what it wrote before."""
    if _waiting.get() is not None:
        yield
        return
    waiting: Waiting = []
    mark = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(mark)
    sent(waiting)


def flush() -> None:
    """Before a question about what was written just now."""
    sent(_waiting.get() or [])


def sent(waiting: Waiting) -> None:
    if waiting:
        with connection.cursor() as cursor:
            cursor.execute(b";\n".join(cursor.mogrify(*one) for one in waiting).decode())
        waiting.clear()


def say(sql: str, values: Any) -> None:
    """A statement whose answer nobody needs."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append((sql, values))
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@cache
def statement(model: type[models.Model], *, named: bool, once: bool, told: tuple[tuple[str, str], ...]) -> Any:
    """The statement and the fields whose values it takes. named: with the primary key; once: a repeat is no error."""
    given = dict(told)
    fields = [one for one in model._meta.local_concrete_fields if named or one is not model._meta.pk]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(one.column)) for one in fields)
    places = ", ".join(given.get(one.attname, "%s") for one in fields)
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    conflict = "ON CONFLICT DO NOTHING " if once else ""
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places}) {conflict}RETURNING {key}"  # noqa: S608  names of ours
    return sql, [one for one in fields if one.attname not in given]


def insert(row: models.Model, *, once: bool = False, later: bool = False, **told: str) -> bool:
    """Write a new row, and give it its key where it has none. False = there is one like it already (`once`).

    later: nobody needs its key, so that it may wait where there is something to wait for (`together`).
    told: what the database itself knows, as SQL by field; the row at hand does not learn it.
    """
    sql, fields = statement(type(row), named=row.pk is not None, once=once, told=tuple(told.items()))
    # The link itself: every field would look behind its stand-in (`connection`) several times.
    link = transaction.get_connection()
    values = [one.get_db_prep_save(one.pre_save(row, True), link) for one in fields]
    if later and _waiting.get() is not None:
        say(sql, values)
        row._state.adding, row._state.db = False, link.alias
        return True
    with link.cursor() as cursor:
        cursor.execute(sql, values)
        made = cursor.fetchone()
    if made is None:
        return False
    row.pk = made[0]
    row._state.adding, row._state.db = False, link.alias
    return True


@cache
def update_of(model: type[models.Model], names: tuple[str, ...]) -> Any:
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(str(one.column))} = %s" for one in fields)  # type: ignore[union-attr]  # concrete ones
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    return f"UPDATE {table} SET {settings} WHERE {key} = %s", fields  # noqa: S608  names of ours


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there."""
    sql, fields = update_of(type(row), names)
    link = transaction.get_connection()
    values = [one.get_db_prep_save(one.pre_save(row, False), link) for one in fields]
    say(sql, [*values, row.pk])
