"""A slice of one label or segment: rollups do not know these, so its rows are packed on the way, in the same shape.

Every figure reads the one or the other alike; what is read row by row is bounded in days (MOST_DAYS).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from conversations.models import ConversationLabel
from kpis import months
from kpis.models import AGES
from kpis.packing import SHAPE
from kpis.segments import EVERY, Column
from kpis.slices import Slice

MOST_DAYS = 92

# What rollups r (kpis.months) and kpis_backlog b are read from instead. {NARROW}: conditions on customers and matters.
_ROWS = f"""(SELECT *, {months.SENT_TOO} FROM (
{SHAPE} FROM kpis_measured
WHERE measure = %(measure)s AND day BETWEEN %(first)s AND %(last)s AND {{NARROW}}
GROUP BY measure, day, channel_id, team_id, excluded) AS packed) r"""  # noqa: S608  words of ours
_AGES = ", ".join(
    f"count(*) FILTER (WHERE age >= {low} {f'AND age < {high}' if high else ''})"
    for low, high in zip((0, *AGES), (*AGES, None), strict=True)
)
_OPEN = f"""(
SELECT at, day, channel_id, team_id, ARRAY[{_AGES}] AS counts
FROM (
    SELECT h.at, h.day, channel_id, team_id, extract(epoch FROM h.at - opened_at) AS age
    FROM unnest(%(hours)s::timestamptz[], %(days)s::date[]) AS h(at, day)
    JOIN kpis_openspell ON began_at <= h.at AND (ended_at IS NULL OR ended_at > h.at)
    WHERE excluded = '' AND {{NARROW}}
) AS lay_open
GROUP BY at, day, channel_id, team_id) b"""  # noqa: S608  numbers of ours


@dataclass(frozen=True)
class Condition:
    """Whose key of a row it is of, and what there must be of that key: every, where its field `by` is the key."""

    column: Column
    every: QuerySet[Any, Any]
    by: str = "pk"

    def of(self, key: Any) -> QuerySet[Any, Any]:
        return self.every.filter(**{self.by: key})


def conditions(asked: Slice) -> Iterator[Condition]:
    """Of the customers and matters whose rows are asked for: each asks about the row's own, never about all."""
    if asked.label is not None:
        labelled = ConversationLabel.objects.filter(label=asked.label).order_by()
        yield Condition("conversation", labelled, "conversation")
    if asked.segment:
        segment = EVERY[asked.segment]
        yield Condition(segment.column, segment.every())


def of_rows(asked: Slice) -> Q:
    """On what has a customer and a conversation: rows, and the spells in which a matter lay open."""
    where = Q()
    for one in conditions(asked):
        where &= Q(Exists(one.of(OuterRef(f"{one.column}_id"))))
    return where


def of_matters(asked: Slice) -> Q:
    """On conversations themselves."""
    where = Q()
    for one in conditions(asked):
        where &= Q(Exists(one.of(OuterRef("pk" if one.column == "conversation" else "customer_id"))))
    return where


def rollups(asked: Slice, words: str) -> tuple[str, dict[str, Any]]:
    """What a question of these words reads as r, and the values it wants beside those of the slice."""
    if not asked.is_narrow:
        return months.source(asked.first, asked.last, words)
    where, values = in_sql(asked, "kpis_measured")
    return _ROWS.replace("{NARROW}", where), values


def backlogs(asked: Slice) -> tuple[str, dict[str, Any]]:
    """As rollups, of what lay open at the hours that are asked for (%(hours)s, and the days they are of)."""
    if not asked.is_narrow:
        return "kpis_backlog b", {}
    where, values = in_sql(asked, "kpis_openspell")
    return _OPEN.replace("{NARROW}", where), values


def in_sql(asked: Slice, alias: str) -> tuple[str, dict[str, Any]]:
    """The same conditions for a statement that names its values, on the rows that it calls alias: a word of ours."""
    words: list[str] = []
    values: dict[str, Any] = {}
    for number, one in enumerate(conditions(asked)):
        own = one.of(RawSQL(f"{alias}.{one.column}_id", ()))  # noqa: S611  words of this page
        sql, params = own.values("pk").query.sql_with_params()
        names = [f"narrow{number}_{place}" for place in range(len(params))]
        words.append(f"EXISTS ({sql % tuple(f'%({name})s' for name in names)})")
        values |= dict(zip(names, params, strict=True))
    return " AND ".join(words), values
