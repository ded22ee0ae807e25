"""Statements that PostgreSQL reads and plans once for each connection, and not each time they are said.

For the few constant ones that come by the thousand: of taking in one text, reading and planning was a quarter. Each
becomes a prepared statement of its connection when it is said there for the first time. It names the columns of its
answer (`columns`), so that one which a migration adds changes nothing. Where a plan is no good any more (a column of
another type, DISCARD ALL) the statement fails once, as one does whose connection was lost, and is prepared anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from itertools import islice
from types import TracebackType
from typing import Any
from weakref import WeakKeyDictionary

from django.db import Error, OperationalError, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg2.errors import DuplicatePreparedStatement, FeatureNotSupported, InvalidSqlStatementName

type Values = Sequence[Any] | Mapping[str, Any]

_PLACE = re.compile(r"%(?:\((?P<name>\w+)\))?s|%%")
_ABOUT = re.compile(r'\b(?P<verb>INSERT INTO|UPDATE|FROM)\s+"?(?P<table>\w+)')
# "cached plan must not change result type" is told as a feature.
_OUTDATED = (InvalidSqlStatementName, FeatureNotSupported, DuplicatePreparedStatement)


class PlansOutdated(OperationalError):
    """Said again, the statement is planned anew."""


@dataclass
class Plans:
    """What one connection has. After a loss all are named anew, whatever is still there under the old names."""

    names: set[str] = field(default_factory=set)
    losses: int = 0

    def lost(self) -> None:
        self.names.clear()
        self.losses += 1


# By the driver's own object: a new connection begins with nothing.
_kept: WeakKeyDictionary[Any, Plans] = WeakKeyDictionary()


@dataclass(frozen=True)
class Kept:
    """One statement. body: with $1, $2 …; taken: the names of its values in this order, or how many it takes; places:
    where they stand when it is said."""

    name: str
    body: str
    taken: tuple[str, ...] | int
    places: str

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
    places = ", ".join(["%s"] * (len(names) or count))
    return Kept(named(body), body, tuple(names) if names else count, f" ({places})" if places else "")


def named(body: str) -> str:
    """As one finds it among the sessions of the database: update_customers_customer_5f3e…"""
    about = _ABOUT.search(body)
    what = f"{about['verb'].split()[0]}_{about['table']}".lower()[:44] if about else "kept"
    return f"{what}_{blake2b(body.encode(), digest_size=6).hexdigest()}"


def said(link: BaseDatabaseWrapper, sql: str, values: Values) -> tuple[str, list[Any]]:
    """What to execute in place of it, here and now. The plans are made first where this connection has none."""
    # As every cursor does: a new connection has none of the old one's plans.
    link.close_if_health_check_failed()
    link.ensure_connection()
    has = _kept.get(link.connection) or _kept.setdefault(link.connection, Plans())
    unnamed = iter(() if isinstance(values, Mapping) else values)
    sayings, taken = [], []
    for kept in read(sql):
        name = f"{kept.name}_{has.losses}"
        if name not in has.names:
            prepare(link, name, kept.body)
            has.names.add(name)
        taken += kept.values(values, unnamed)
        sayings.append(f"EXECUTE {name}{kept.places}")
    return ";\n".join(sayings), taken


def prepare(link: BaseDatabaseWrapper, name: str, body: str) -> None:
    """By the driver's own cursor: it is no question of whoever asks first."""
    with noticing(link), link.wrap_database_errors, link.connection.cursor() as cursor:
        cursor.execute(f"PREPARE {name} AS {body}")


class noticing:
    """Plans that are no good are told as a lost connection is, so that whoever asked tries again.

    A class, because two generators around a statement cost as much as the answer of a small one.
    """

    def __init__(self, link: BaseDatabaseWrapper) -> None:
        self.link = link

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Error) and isinstance(error.__cause__, _OUTDATED):
            if self.link.connection in _kept:
                _kept[self.link.connection].lost()
            raise PlansOutdated("the plans of this connection are out of date") from error


class answered(noticing):
    """A cursor for what was `said`."""

    def __enter__(self) -> CursorWrapper:  # type: ignore[override]
        self.cursor: CursorWrapper = self.link.cursor()
        return self.cursor

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cursor.__exit__(kind, error, trace)
        super().__exit__(kind, error, trace)


@cache
def columns(model: type[models.Model], alias: str) -> str:
    """The columns of a model as SQL, in its own order."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.local_concrete_fields)
