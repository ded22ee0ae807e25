"""Statements that PostgreSQL reads and plans once for each connection, and not each time they are said.

For the few constant ones that come by the thousand: of taking in one text, reading and planning was a quarter. Each
becomes a prepared statement of its connection when it is said there for the first time. It names the columns of its
answer (`columns`): one that a migration adds changes nothing, where `*` would fail until the process starts again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from django.db import InterfaceError, OperationalError, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg2.errors import InvalidSqlStatementName

type Values = Sequence[Any] | Mapping[str, Any]

_PLACE = re.compile(r"%(?:\((?P<name>\w+)\))?s|%%")
# What each connection has, by its driver's own object: a new one begins with nothing.
_kept: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Kept:
    """One statement. body: with $1, $2 …; taken: the names of its values in this order, or how many it takes."""

    name: str
    body: str
    taken: tuple[str, ...] | int

    def values(self, given: Values, unnamed: Iterator[Any]) -> list[Any]:
        if isinstance(self.taken, int):
            return list(islice(unnamed, self.taken))
        assert isinstance(given, Mapping), self.body  # noqa: S101  a mistake of ours
        return [given[name] for name in self.taken]


@cache
def read(sql: str) -> tuple[Kept, ...]:
    """Several statements on one way are parted by semicolons, which stand nowhere else in them."""
    return tuple(one(body.strip()) for body in sql.split(";") if body.strip())


def one(sql: str) -> Kept:
    names: dict[str, int] = {}
    count = 0

    def numbered(place: re.Match[str]) -> str:
        nonlocal count
        if place[0] == "%%":
            return "%"
        if place["name"]:
            return f"${names.setdefault(place['name'], len(names) + 1)}"
        count += 1
        return f"${count}"

    body = _PLACE.sub(numbered, sql)
    name = f"kept_{blake2b(body.encode(), digest_size=10).hexdigest()}"
    return Kept(name, body, tuple(names) if names else count)


def said(link: BaseDatabaseWrapper, sql: str, values: Values) -> tuple[str, list[Any]]:
    """What to execute in place of it, here and now. The plans are made first where this connection has none."""
    # As every cursor does: a new connection has none of the old one's plans.
    link.close_if_health_check_failed()
    link.ensure_connection()
    has = _kept.setdefault(link.connection, set())
    unnamed = iter(() if isinstance(values, Mapping) else values)
    sayings, taken = [], []
    for kept in read(sql):
        if kept.name not in has:
            prepare(link, kept)
            has.add(kept.name)
        own = kept.values(values, unnamed)
        sayings.append(f"EXECUTE {kept.name} ({', '.join(['%s'] * len(own))})" if own else f"EXECUTE {kept.name}")
        taken += own
    return ";\n".join(sayings), taken


def prepare(link: BaseDatabaseWrapper, kept: Kept) -> None:
    """By the driver's own cursor: it is no question of whoever asks first."""
    with link.wrap_database_errors, link.connection.cursor() as cursor:
        cursor.execute(f"PREPARE {kept.name} AS {kept.body}")


@contextmanager
def answered(link: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    """A cursor for what was `said`. Plans that somebody threw away (DISCARD ALL) are made anew the next time."""
    try:
        with link.cursor() as cursor:
            yield cursor
    except (OperationalError, InterfaceError) as error:
        if isinstance(error.__cause__, InvalidSqlStatementName):
            _kept.pop(link.connection, None)
        raise


@cache
def columns(model: type[models.Model], alias: str) -> str:
    """The columns of a model as SQL, in its own order."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.local_concrete_fields)
