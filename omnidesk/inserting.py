"""INSERT and UPDATE by statements that are built once for each model: for the few rows that come by the thousand.

What `save()` does around them (a query object, its compiler, expressions) costs more than the database does. And each
way to the server and back costs more than most statements: see `together`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from omnidesk.kept_plans import answered, said


@dataclass(frozen=True)
class Statement:
    """`one` writes one row; `head`, a part for each row, and `tail` write many, which are planned once."""

    one: str
    head: str
    row: str
    tail: str

    def of(self, rows: int) -> str:
        return self.one if rows == 1 else f"{self.head}{', '.join([self.row] * rows)}{self.tail}"


# What is just of this type, or empty, goes to the server as it stands; anything else is looked at by its field.
_AS_IT_STANDS: dict[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.DateTimeField: datetime,
    models.FloatField: float,
    models.BigAutoField: int,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
}

# Each a statement and its values.
type Piece = list[tuple[Statement, list[Any]]]

_waiting: ContextVar[list[Piece] | None] = ContextVar("waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What can wait is sent as one at the end, in its order. Nothing in here may ask for what it wrote before."""
    if _waiting.get() is not None:
        yield
        return
    waiting: list[Piece] = [[]]
    mark = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(mark)
    sent(waiting)


def apart() -> None:
    """What is written from here on has nothing to do with what was written before: both may go side by side."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append([])


def flush() -> None:
    """Before a question about what was written just now."""
    sent(_waiting.get() or [])


def sent(pieces: list[Piece]) -> None:
    """Pieces that say the same of other rows go side by side; what one piece says stays in its order."""
    alike: dict[tuple[Statement, ...], list[Piece]] = {}
    for piece in pieces:
        alike.setdefault(tuple(statement for statement, _values in piece), []).append(piece)
    link = transaction.get_connection()
    with answered(link) as cursor:
        sayings = [
            cursor.mogrify(*side_by_side(link, row)) for same in alike.values() for row in zip(*same, strict=True)
        ]
        if sayings:
            cursor.execute(b";\n".join(sayings).decode())
    pieces[:] = [[]]


def side_by_side(link: BaseDatabaseWrapper, sayings: tuple[tuple[Statement, list[Any]], ...]) -> tuple[str, list[Any]]:
    if len(sayings) == 1:
        return said(link, sayings[0][0].one, sayings[0][1])
    return sayings[0][0].of(len(sayings)), list(chain.from_iterable(values for _statement, values in sayings))


def say(statement: Statement, values: Iterable[Any]) -> None:
    """A statement whose answer nobody needs."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting[-1].append((statement, list(values)))
        return
    link = transaction.get_connection()
    saying = said(link, statement.one, list(values))
    with answered(link) as cursor:
        cursor.execute(*saying)


@cache
def statement(model: type[models.Model], *, named: bool, once: bool, told: tuple[tuple[str, str], ...]) -> Any:
    """The statement and the fields whose values it takes (`read_by`). named: with the primary key; once: a repeat is
    no error."""
    given = dict(told)
    fields = [one for one in model._meta.local_concrete_fields if named or one is not model._meta.pk]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(one.column)) for one in fields)
    places = ", ".join(given.get(one.attname, "%s") for one in fields)
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    conflict = "ON CONFLICT DO NOTHING " if once else ""
    head = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608  names of ours
    row, tail = f"({places})", f" {conflict}RETURNING {key}"
    return Statement(f"{head}{row}{tail}", head, row, tail), read_by(
        [one for one in fields if one.attname not in given]
    )


def insert(row: models.Model, *, once: bool = False, later: bool = False, **told: str) -> bool:
    """Write a new row, and give it its key where it has none. False = there is one like it already (`once`).

    later: nobody needs its key, so that it may wait where there is something to wait for (`together`).
    told: what the database itself knows, as SQL by field; the row at hand does not learn it.
    """
    saying, fields = statement(type(row), named=row.pk is not None, once=once, told=tuple(told.items()))
    link = transaction.get_connection()
    values = values_of(row, fields, is_new=True)
    if later and _waiting.get() is not None:
        say(saying, values)
        row._state.adding, row._state.db = False, link.alias
        return True
    kept = said(link, saying.one, values)
    with answered(link) as cursor:
        cursor.execute(*kept)
        made = cursor.fetchone()
    if made is None:
        return False
    row.pk = made[0]
    row._state.adding, row._state.db = False, link.alias
    return True


@cache
def update_of(model: type[models.Model], names: tuple[str, ...]) -> Any:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    link, quote = transaction.get_connection(), connection.ops.quote_name
    columns = [quote(one.column) for one in fields]
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    settings = ", ".join(f"{column} = %s" for column in columns)
    taken = ", ".join(f"{column} = new.{column}" for column in columns)
    # Without the length: a cast would cut off silently what is too long.
    row = ", ".join(f"%s::{one.db_type(link).partition('(')[0]}" for one in fields)
    return Statement(
        one=f"UPDATE {table} SET {settings} WHERE {key} = %s",  # noqa: S608  names of ours
        head=f"UPDATE {table} AS old SET {taken} FROM (VALUES ",  # noqa: S608
        row=f"({row}, %s)",
        tail=f") AS new ({', '.join(columns)}, {key}) WHERE old.{key} = new.{key}",
    ), read_by(fields)


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there."""
    saying, fields = update_of(type(row), names)
    say(saying, [*values_of(row, fields, is_new=False), row.pk])


def values_of(row: models.Model, fields: list[tuple[Any, type | None]], *, is_new: bool) -> list[Any]:
    """What every field makes of its value costs more than the value, so that only those are asked that change it."""
    # The link itself: every field would look behind its stand-in (`connection`) several times.
    link = transaction.get_connection()
    return [
        value
        if stands(value := getattr(row, one.attname), plain)
        else one.get_db_prep_save(one.pre_save(row, is_new), link)
        for one, plain in fields
    ]


def stands(value: Any, plain: type | None) -> bool:
    """A time without its zone does not: its field says what is wrong with it."""
    if plain is datetime:
        return value is None or (type(value) is datetime and value.tzinfo is not None)
    return plain is not None and (value is None or type(value) is plain)


def read_by(fields: Iterable[Any]) -> list[tuple[Any, type | None]]:
    """Each field, and what its values are where they go to the server as they stand."""
    return [(one, plain_type(one)) for one in fields]


def plain_type(field: Any) -> type | None:
    """None = its values need a look: they are made into something else, or are there only once they are written."""
    sets_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return None if sets_itself else _AS_IT_STANDS.get(type(field.target_field if field.is_relation else field))
