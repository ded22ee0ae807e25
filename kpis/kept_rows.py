"""What Measured and OpenSpell hold, as values without their key: two that say the same are equal.

A customer of years has hundreds, nearly all of them as they were; a model for each would take most of a scan.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple, Self

from django.db.models import Model

from kpis.measures.history import Row, Spell, World
from kpis.models import Measured, OpenSpell


class KeptRow(NamedTuple):
    customer_id: int | None
    measure: str
    conversation_id: int | None
    message_id: int | None
    channel_id: int | None
    team_id: int | None
    agent_id: int | None
    began_at: datetime
    at: datetime
    day: date
    minute: int
    seconds: int | None
    business_seconds: int | None
    value: int | None
    detail: str
    excluded: str

    @classmethod
    def of(cls, row: Row, customer: int, world: World) -> Self:
        day, minute = world.place(row.at)
        return cls(
            customer, row.measure, row.matter, row.message, row.channel, row.team, row.agent, row.began_at, row.at,
            day, minute, row.seconds, row.business_seconds, row.value, row.detail, row.excluded,
        )  # fmt: skip

    @classmethod
    def of_model(cls, row: Measured) -> Self:
        return cls(*(getattr(row, name) for name in cls._fields))


class KeptSpell(NamedTuple):
    customer_id: int
    conversation_id: int
    channel_id: int | None
    team_id: int | None
    opened_at: datetime
    began_at: datetime
    ended_at: datetime | None
    excluded: str

    @classmethod
    def of(cls, spell: Spell, customer: int) -> Self:
        where = spell.matter, spell.channel, spell.team
        return cls(customer, *where, spell.opened_at, spell.began_at, spell.ended_at, spell.excluded)


def rows(customer_ids: Iterable[int]) -> dict[int, KeptRow]:
    """{key: row} as stored."""
    return {pk: KeptRow(*said) for pk, *said in stored(Measured, customer_ids, KeptRow._fields)}


def spells(customer_ids: Iterable[int]) -> dict[int, KeptSpell]:
    return {pk: KeptSpell(*said) for pk, *said in stored(OpenSpell, customer_ids, KeptSpell._fields)}


def stored(model: type[Model], customer_ids: Iterable[int], names: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
    return model._default_manager.filter(customer__in=list(customer_ids)).values_list("pk", *names)


def difference[T: Hashable](kept: dict[int, T], should: Iterable[T]) -> tuple[dict[int, T], list[T]]:
    """(what must go, what must come); the same twice counts as two."""
    left = Counter(should)
    gone = {}
    for pk, said in kept.items():
        if left.get(said, 0) > 0:
            left[said] -= 1
        else:
            gone[pk] = said
    return gone, list(left.elements())
