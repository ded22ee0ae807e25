"""Writing down what was told: in bulk, with the older word giving way to the later one."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from customers import fact_words
from customers.models import Fact
from customers.models.fact import FactSource
from omnidesk.inserting import insert, say, together

LONGEST = 500
MANY = [word.key for word in fact_words.WORDS if word.many]
# What rules and systems read; what a colleague writes down by hand stands even where one struck it out before.
READ = [source for source in FactSource if source != FactSource.AGENT]


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
            say(_SETTLE_FIRST, about(facts) | {"message": message})


# As one statement that is built once: the same put together by the ORM cost more than all the rest of taking a mail in.
_SETTLE = """
    UPDATE customers_fact fact SET
    replaced_by_id = CASE
        WHEN fact.id = ANY(%(fresh)s) THEN (
            -- What says the same and still holds, or was said later than this one (a mail that was under way).
            SELECT other.id FROM customers_fact other
            WHERE other.customer_id = %(customer)s AND (other.matter IS NULL OR other.matter = ANY(%(matters)s))
            AND other.key = fact.key AND other.struck_at IS NULL AND other.replaced_by_id IS NULL
            AND other.id <> ALL(%(fresh)s) AND (other.expires_at IS NULL OR other.expires_at > fact.said_at)
            AND (other.norm = fact.norm OR (fact.key = 'name' AND starts_with(other.norm, fact.norm))
                OR (other.said_at > fact.said_at AND other.key <> ALL(%(many)s)))
            ORDER BY other.said_at DESC, other.id DESC LIMIT 1)
        -- Said before and not repeated now, or repeated after its time. What is only said again replaces nothing.
        WHEN fact.key <> ALL(%(many)s) THEN (
            SELECT latest.id FROM (
                SELECT id, said_at, norm FROM customers_fact new WHERE id = ANY(%(fresh)s) AND key = fact.key
                -- What is struck as it is read (below) takes nobody's place.
                AND NOT (source = ANY(%(read)s) AND EXISTS (
                    SELECT FROM customers_fact twin WHERE twin.customer_id = %(customer)s AND twin.key = new.key
                    AND twin.norm = new.norm AND twin.struck_at IS NOT NULL))
                ORDER BY said_at DESC, id DESC LIMIT 1
            ) latest
            WHERE fact.said_at <= latest.said_at AND (fact.expires_at <= latest.said_at OR NOT EXISTS (
                SELECT FROM customers_fact again
                WHERE again.id = ANY(%(fresh)s) AND again.key = fact.key AND again.norm = fact.norm))
            AND NOT EXISTS (
                SELECT FROM customers_fact there
                WHERE there.customer_id = %(customer)s AND there.matter IS NOT DISTINCT FROM fact.matter
                AND there.key = fact.key AND there.struck_at IS NULL AND there.replaced_by_id IS NULL
                AND there.id <> ALL(%(fresh)s)
                AND (there.norm = latest.norm OR (fact.key = 'name' AND starts_with(there.norm, latest.norm)))
                AND (there.expires_at IS NULL OR there.expires_at > latest.said_at)))
    END,
    struck_at = CASE WHEN fact.id = ANY(%(fresh)s) AND fact.source = ANY(%(read)s) THEN (
        SELECT twin.struck_at FROM customers_fact twin
        WHERE twin.customer_id = %(customer)s AND twin.key = fact.key AND twin.norm = fact.norm
        AND twin.struck_at IS NOT NULL LIMIT 1)
    END
    WHERE fact.customer_id = %(customer)s AND (fact.matter IS NULL OR fact.matter = ANY(%(matters)s))
    AND fact.key = ANY(%(keys)s) AND fact.struck_at IS NULL AND fact.replaced_by_id IS NULL
"""


_SETTLE_FIRST = _SETTLE.replace("%(fresh)s", "ARRAY(SELECT id FROM customers_fact WHERE message = %(message)s)")


def settle(fresh: list[Fact]) -> None:
    """A later word takes the place of the earlier; the same word again leaves the first one standing; and what a
    colleague struck out for this customer stays struck when it is read once more."""
    say(_SETTLE, about(fresh) | {"fresh": [fact.pk for fact in fresh]})


def about(fresh: list[Fact]) -> dict[str, object]:
    return {
        "customer": fresh[0].customer_id,
        "matters": list({fact.matter for fact in fresh if fact.matter is not None}),
        "keys": list({fact.key for fact in fresh}),
        "many": MANY,
        "read": [str(source) for source in READ],
    }


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
