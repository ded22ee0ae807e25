"""Rows by a statement of our own, as `Model.objects.raw` gives them: for the few that are asked for by the thousand.

What `raw` works out each time (which column is which field, and how its value is read) is worked out once.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

from omnidesk.kept_plans import answered, said


@dataclass(frozen=True)
class Plan:
    """names: the fields that come, in the order of the model; at: their places in the answer."""

    names: tuple[str, ...]
    at: tuple[int, ...]
    # By the place among the fields: what makes a value of ours out of that of the database.
    readers: tuple[tuple[int, Callable[..., Any], Any], ...]
    # What the statement tells besides, by the place in the answer.
    beside: tuple[tuple[int, str], ...]


def rows[M: models.Model](model: type[M], sql: str, values: Any) -> list[M]:
    """What is no column of the model becomes an attribute of the row."""
    link = transaction.get_connection()
    saying = said(link, sql, values)
    with answered(link) as cursor:
        cursor.execute(*saying)
        plan = plan_of(model, tuple(column.name for column in cursor.description))
        return [made(model, plan, answer, link) for answer in cursor.fetchall()]


def joined(parts: tuple[type[models.Model], ...], sql: str, values: Any) -> list[tuple[Any, ...]]:
    """Rows of several models in one answer, in this order; each begins with its `id`, and is None where that is."""
    link = transaction.get_connection()
    saying = said(link, sql, values)
    with answered(link) as cursor:
        cursor.execute(*saying)
        columns = tuple(column.name for column in cursor.description)
        starts = [place for place, name in enumerate(columns) if name == "id"]
        cuts = [slice(*ends) for ends in zip(starts, [*starts[1:], len(columns)], strict=True)]
        plans = [(model, plan_of(model, columns[cut]), cut) for model, cut in zip(parts, cuts, strict=True)]
        return [
            tuple(
                None if answer[cut.start] is None else made(model, plan, answer[cut], link)
                for model, plan, cut in plans
            )
            for answer in cursor.fetchall()
        ]


def made[M: models.Model](model: type[M], plan: Plan, answer: tuple[Any, ...], link: BaseDatabaseWrapper) -> M:
    values = [answer[place] for place in plan.at]
    for place, reader, column in plan.readers:
        values[place] = reader(values[place], column, link)
    row = saved(model, link.alias)
    vars(row).update(zip(plan.names, values, strict=True))
    for place, name in plan.beside:
        setattr(row, name, answer[place])
    return row


def twin[M: models.Model](row: M) -> M:
    """The same row once more, for somebody who may write into it: what JSON it holds is its own too."""
    other = saved(type(row), row._state.db)
    for name, value in vars(row).items():
        if name != "_state":
            vars(other)[name] = deepcopy(value) if isinstance(value, (dict, list)) else value
    return other


def saved[M: models.Model](model: type[M], alias: str | None) -> M:
    """As what was pickled comes back; `from_db` would set the fields one by one, each by its descriptor."""
    row = model.__new__(model)
    row._state = ModelState()
    row._state.adding, row._state.db = False, alias
    return row


@cache
def plan_of(model: type[models.Model], columns: tuple[str, ...]) -> Plan:
    link = transaction.get_connection()
    fields = [one for one in model._meta.concrete_fields if one.column in columns]
    known = {one.column for one in fields}
    return Plan(
        names=tuple(one.attname for one in fields),
        at=tuple(columns.index(str(one.column)) for one in fields),
        readers=tuple(
            (place, reader, one.cached_col)
            for place, one in enumerate(fields)
            for reader in (*link.ops.get_db_converters(one.cached_col), *one.get_db_converters(link))
        ),
        beside=tuple((place, name) for place, name in enumerate(columns) if name not in known),
    )
