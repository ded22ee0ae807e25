"""Replaces the rows of customers by what their histories say now, and marks the days that this changes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kpis import loading
from kpis.measures.deriving import derive
from kpis.measures.history import Row, Spell, World
from kpis.models import Measured, OpenSpell, StaleDay, Touched
from kpis.surveys import measured as surveyed

COLUMNS = (
    "measure", "conversation_id", "message_id", "channel_id", "team_id", "agent_id", "began_at", "at", "day", "minute",
    "seconds", "business_seconds", "value", "detail", "excluded",
)  # fmt: skip
OF_SPELLS = ("conversation_id", "channel_id", "team_id", "opened_at", "began_at", "ended_at", "excluded")

# A row without its keys: two that say the same are one.
type Said = tuple[Any, ...]
type Scope = tuple[date, int | None]


@dataclass
class Wanted:
    """What the rows of a customer should be."""

    customer: int
    rows: list[Measured] = field(default_factory=list)
    spells: list[OpenSpell] = field(default_factory=list)


def wanted(customer_ids: list[int], world: World) -> list[Wanted]:
    found, answers = [], surveyed.rows_of(customer_ids, world.zone)
    for history in loading.histories(customer_ids):
        rows, spells = derive(history, world)
        one = Wanted(history.customer)
        one.rows = [row_of(row, history.customer, world) for row in rows] + answers[history.customer]
        one.spells = [spell_of(spell, history.customer) for spell in spells]
        found.append(one)
    return found


def row_of(row: Row, customer: int, world: World) -> Measured:
    day, minute = world.place(row.at)
    return Measured(
        measure=row.measure,
        customer_id=customer,
        conversation_id=row.matter,
        message_id=row.message,
        channel_id=row.channel,
        team_id=row.team,
        agent_id=row.agent,
        began_at=row.began_at,
        at=row.at,
        day=day,
        minute=minute,
        seconds=row.seconds,
        business_seconds=row.business_seconds,
        value=row.value,
        detail=row.detail,
        excluded=row.excluded,
    )


def spell_of(spell: Spell, customer: int) -> OpenSpell:
    return OpenSpell(
        customer_id=customer,
        conversation_id=spell.matter,
        channel_id=spell.channel,
        team_id=spell.team,
        opened_at=spell.opened_at,
        began_at=spell.began_at,
        ended_at=spell.ended_at,
        excluded=spell.excluded,
    )


def said(row: Measured) -> Said:
    return tuple(getattr(row, name) for name in COLUMNS)


def said_of_spell(row: OpenSpell) -> Said:
    return tuple(getattr(row, name) for name in OF_SPELLS)


@transaction.atomic
def write(customer_ids: Iterable[int], world: World) -> int:
    """Derive these customers anew. Returns how many rows came or went; days are marked only where some did."""
    ids = sorted(customer_ids)
    should = wanted(ids, world)
    rows = {row.pk: row for row in Measured.objects.filter(customer__in=ids)}
    spells = {row.pk: row for row in OpenSpell.objects.filter(customer__in=ids)}
    gone, new = difference(rows.values(), [row for one in should for row in one.rows], keyed)
    ended, begun = difference(spells.values(), [row for one in should for row in one.spells], keyed_spell)
    Measured.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Measured.objects.bulk_create(new, batch_size=2000)
    OpenSpell.objects.filter(pk__in=[row.pk for row in ended]).delete()
    OpenSpell.objects.bulk_create(begun, batch_size=2000)
    scopes = {(row.day, row.team_id) for row in [*gone, *new]} | stale_by_spells(ended, begun, world)
    mark(scopes)
    return len(gone) + len(new) + len(ended) + len(begun)


def keyed(row: Measured) -> Said:
    return row.customer_id, *said(row)


def keyed_spell(row: OpenSpell) -> Said:
    return row.customer_id, *said_of_spell(row)


def difference[T](stored: Iterable[T], should: Iterable[T], key: Any) -> tuple[list[T], list[T]]:
    """(what must go, what must come); the same twice counts as two."""
    stored, should = list(stored), list(should)
    left = Counter(key(row) for row in should)
    gone = []
    for row in stored:
        if left[key(row)]:
            left[key(row)] -= 1
        else:
            gone.append(row)
    new = []
    for row in should:
        if left[key(row)]:
            left[key(row)] -= 1
            new.append(row)
    return gone, new


def stale_by_spells(ended: list[OpenSpell], begun: list[OpenSpell], world: World) -> set[Scope]:
    """The days on which another number lay open: where a spell only ended, those before its end are as they were."""
    scopes: set[Scope] = set()
    old = {spell_key(row): row for row in ended}
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


def spell_key(row: OpenSpell) -> Said:
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
