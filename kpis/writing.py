"""Replaces the rows of customers by what their histories say now, and marks the days that this changes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kpis import kept_rows, loading
from kpis.kept_rows import KeptRow, KeptSpell
from kpis.measures.deriving import derive
from kpis.measures.history import World
from kpis.models import Measured, OpenSpell, StaleDay, Touched
from kpis.surveys import measured as surveyed

type Scope = tuple[date, int | None]


def wanted(customer_ids: list[int], world: World) -> tuple[list[KeptRow], list[KeptSpell]]:
    """What the rows and spells of these customers should be."""
    answers = surveyed.rows_of(customer_ids, world.zone)
    rows = [KeptRow.of_model(row) for pk in customer_ids for row in answers[pk]]
    spells: list[KeptSpell] = []
    for history in loading.histories(customer_ids):
        derived, lay_open = derive(history, world)
        rows += [KeptRow.of(row, history.customer, world) for row in derived]
        spells += [KeptSpell.of(spell, history.customer) for spell in lay_open]
    return rows, spells


@transaction.atomic
def write(customer_ids: Iterable[int], world: World) -> int:
    """Derive these customers anew. Returns how many rows came or went; days are marked only where some did."""
    ids = sorted(customer_ids)
    rows, spells = wanted(ids, world)
    gone, new = kept_rows.difference(kept_rows.rows(ids), rows)
    ended, begun = kept_rows.difference(kept_rows.spells(ids), spells)
    Measured.objects.filter(pk__in=list(gone)).delete()
    Measured.objects.bulk_create([Measured(**row._asdict()) for row in new], batch_size=2000)
    OpenSpell.objects.filter(pk__in=list(ended)).delete()
    OpenSpell.objects.bulk_create([OpenSpell(**spell._asdict()) for spell in begun], batch_size=2000)
    scopes = {(row.day, row.team_id) for row in [*gone.values(), *new]}
    mark(scopes | stale_by_spells(ended, begun, world))
    return len(gone) + len(new) + len(ended) + len(begun)


def stale_by_spells(ended: Mapping[int, KeptSpell], begun: list[KeptSpell], world: World) -> set[Scope]:
    """The days on which another number lay open: where a spell only ended, those before its end are as they were."""
    scopes: set[Scope] = set()
    old = {spell_key(row): row for row in ended.values()}
    for row in begun:
        before = old.pop(spell_key(row), None)
        first, last = row.began_at, row.ended_at or world.now
        if before is not None:
            ends = sorted([before.ended_at or world.now, last])
            first, last = ends
        scopes |= days_of(first, last, row.team_id, world)
    for row in old.values():
        scopes |= days_of(row.began_at, row.ended_at or world.now, row.team_id, world)
    return scopes


def spell_key(row: KeptSpell) -> tuple[Any, ...]:
    return row.conversation_id, row.channel_id, row.team_id, row.opened_at, row.began_at, row.excluded


def days_of(first: datetime, last: datetime, team: int | None, world: World) -> set[Scope]:
    day, until = world.place(first)[0], world.place(min(last, world.now))[0]
    return {(day + timedelta(days=number), team) for number in range((until - day).days + 1)}


def mark(scopes: Iterable[Scope]) -> None:
    """In one order, so that two writers wait for each other and do not meet head on."""
    rows = [StaleDay(day=day, team_id=team) for day, team in sorted(scopes, key=lambda one: (one[0], one[1] or 0))]
    StaleDay.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)


def touch(customer_ids: Iterable[int]) -> None:
    """These customers' rows are to be derived anew with the next scan."""
    rows = [Touched(customer_id=pk) for pk in sorted(set(customer_ids))]
    Touched.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
