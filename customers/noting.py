"""Writing down what was told: in bulk, with the older word giving way to the later one."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from customers import fact_words
from customers.models import Fact
from customers.models.fact import FactSource
from omnidesk.inserting import Statement, insert, say, together

LONGEST = 500
MANY = [word.key for word in fact_words.WORDS if word.many]
# As SQL; keys and sources are words of ours.
_MANY = ", ".join(f"'{key}'" for key in MANY)
# What rules and systems read; what a colleague writes down by hand stands even where one struck it out before.
_READ = ", ".join(f"'{source}'" for source in FactSource if source != FactSource.AGENT)


def expiry(key: str, said_at: datetime) -> datetime | None:
    holds: timedelta | None = fact_words.holds(key)
    return said_at + holds if holds else None


def note(facts: list[Fact]) -> list[Fact]:
    """Insert what one message (form, token) told, and settle it with what stands: two statements for any number.

    The customer is locked by whoever calls; none of the facts is in the table yet (fact_once_per_message).
    """
    if facts:
        for fact in facts:
            fact.value, fact.norm = fact.value[:LONGEST], fact.norm[:LONGEST]
        Fact.objects.bulk_create(facts)
        settle(facts)
    return facts


def note_first(message: int, facts: list[Fact], *, is_news: bool = False) -> None:
    """The same for a message that is new itself: what is there of it is what it tells, so that no key is asked for.

    is_news: so is the customer, of whom nothing stands yet that could give way.
    """
    with together():
        for fact in facts:
            fact.value, fact.norm = fact.value[:LONGEST], fact.norm[:LONGEST]
            insert(fact, later=True)
        if not is_news:
            say(_SETTLE_FIRST, [*about(facts), message])


# As one statement that is built once: the same put together by the ORM cost more than all the rest of taking a mail in.
# Each row tells of one customer what was told: in which matters, under which keys, and which facts are fresh.
_SETTLE = f"""
    UPDATE customers_fact fact SET
    replaced_by_id = CASE
        WHEN fact.id = ANY(told.fresh) THEN (
            -- What says the same and still holds, or was said later than this one (a mail that was under way).
            SELECT other.id FROM known other
            WHERE other.customer_id = told.customer AND (other.matter IS NULL OR other.matter = ANY(told.matters))
            AND other.key = fact.key AND other.struck_at IS NULL AND other.replaced_by_id IS NULL
            AND other.id <> ALL(told.fresh) AND (other.expires_at IS NULL OR other.expires_at > fact.said_at)
            AND (other.norm = fact.norm OR (fact.key = 'name' AND starts_with(other.norm, fact.norm))
                OR (other.said_at > fact.said_at AND other.key <> ALL(ARRAY[{_MANY}])))
            ORDER BY other.said_at DESC, other.id DESC LIMIT 1)
        -- Said before and not repeated now, or repeated after its time. What is only said again replaces nothing.
        WHEN fact.key <> ALL(ARRAY[{_MANY}]) THEN (
            SELECT latest.id FROM (
                SELECT id, said_at, norm FROM known new WHERE id = ANY(told.fresh) AND key = fact.key
                -- What is struck as it is read (below) takes nobody's place.
                AND NOT (source = ANY(ARRAY[{_READ}]) AND EXISTS (
                    SELECT FROM known twin WHERE twin.customer_id = told.customer AND twin.key = new.key
                    AND twin.norm = new.norm AND twin.struck_at IS NOT NULL))
                ORDER BY said_at DESC, id DESC LIMIT 1
            ) latest
            WHERE fact.said_at <= latest.said_at AND (fact.expires_at <= latest.said_at OR NOT EXISTS (
                SELECT FROM known again
                WHERE again.id = ANY(told.fresh) AND again.key = fact.key AND again.norm = fact.norm))
            AND NOT EXISTS (
                SELECT FROM known there
                WHERE there.customer_id = told.customer AND there.matter IS NOT DISTINCT FROM fact.matter
                AND there.key = fact.key AND there.struck_at IS NULL AND there.replaced_by_id IS NULL
                AND there.id <> ALL(told.fresh)
                AND (there.norm = latest.norm OR (fact.key = 'name' AND starts_with(there.norm, latest.norm)))
                AND (there.expires_at IS NULL OR there.expires_at > latest.said_at)))
    END,
    struck_at = CASE WHEN fact.id = ANY(told.fresh) AND fact.source = ANY(ARRAY[{_READ}]) THEN (
        SELECT twin.struck_at FROM known twin
        WHERE twin.customer_id = told.customer AND twin.key = fact.key AND twin.norm = fact.norm
        AND twin.struck_at IS NOT NULL LIMIT 1)
    END
    FROM told
    WHERE fact.customer_id = told.customer AND (fact.matter IS NULL OR fact.matter = ANY(told.matters))
    AND fact.key = ANY(told.keys) AND fact.struck_at IS NULL AND fact.replaced_by_id IS NULL
"""  # noqa: S608  constants of ours


def settling(fresh: str, row: str) -> Statement:
    """`known`: whatever may have to do with it, looked up once; each look at the table would be planned by itself."""
    head = "WITH given (customer, matters, keys, fresh) AS (VALUES "
    tail = f"""), told AS MATERIALIZED (SELECT customer, matters, keys, {fresh} AS fresh FROM given),
    known AS MATERIALIZED (
        SELECT fact.* FROM told JOIN customers_fact fact ON fact.customer_id = told.customer AND key = ANY(told.keys)
    ) {_SETTLE}"""  # noqa: S608  constants of ours
    return Statement(f"{head}{row}{tail}", head, row, tail)


_SETTLE_KEYS = settling("fresh", "(%s::bigint, %s::bigint[], %s::text[], %s::bigint[])")
# Of a new message what is there is what it tells.
_SETTLE_FIRST = settling(
    "ARRAY(SELECT id FROM customers_fact WHERE message = fresh)", "(%s::bigint, %s::bigint[], %s::text[], %s::bigint)"
)


def settle(fresh: list[Fact]) -> None:
    """A later word takes the place of the earlier; the same word again leaves the first one standing; and what a
    colleague struck out for this customer stays struck when it is read once more."""
    say(_SETTLE_KEYS, [*about(fresh), [fact.pk for fact in fresh]])


def about(fresh: list[Fact]) -> list[object]:
    """Whose, in which matters, under which keys."""
    matters = {fact.matter for fact in fresh if fact.matter is not None}
    return [fresh[0].customer_id, list(matters), list({fact.key for fact in fresh})]


def settle_again(customers: set[int]) -> None:
    """Work out anew which word stands, after facts came or went with a merge, its undo, a split or a join."""
    found = list(Fact.objects.filter(customer__in=customers, struck_at=None).select_for_update(of=("self",)))
    stood = {fact.pk: fact.replaced_by_id for fact in found}
    stand(found)
    Fact.objects.bulk_update([fact for fact in found if fact.replaced_by_id != stood[fact.pk]], ["replaced_by"])


def stand(facts: Iterable[Fact]) -> None:
    """Which of these stand, told from the beginning."""
    groups: dict[tuple[int, int | None, str], list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=lambda fact: (fact.said_at, fact.pk)):
        fact.replaced_by = None
        groups[fact.customer_id, fact.matter, fact.key].append(fact)
    for same in groups.values():
        replay(same)


def replay(same: list[Fact]) -> None:
    """One key in the order it was said; what one message says stands together."""
    standing: list[Fact] = []
    for _at, said in groupby(same, key=lambda fact: (fact.said_at, fact.message)):
        standing = after(standing, list(said))


def after(standing: list[Fact], fresh: list[Fact]) -> list[Fact]:
    """What stands once these were said. The same word again leaves the first; in time, another takes its place."""
    holds = [old for old in standing if old.expires_at is None or old.expires_at > fresh[0].said_at]
    for fact in fresh:
        fact.replaced_by = next((old for old in holds if holds_already(old, fact)), None)
    new = [fact for fact in fresh if fact.replaced_by_id is None]
    again = [old for old in holds if any(holds_already(old, fact) for fact in fresh)]
    kept = [old for old in standing if old in again or not new or old.key in MANY]
    for old in standing:
        if old not in kept:
            old.replaced_by = new[-1]
    return kept + new


def holds_already(old: Fact, fact: Fact) -> bool:
    """The same word; and who gave the whole name has given the family name too."""
    return old.norm == fact.norm or (fact.key == "name" and old.norm.startswith(fact.norm))
