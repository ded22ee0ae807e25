"""The card that went along when a customer went on by another channel: what conversations.handing_over would have
written at that moment, out of what was known then. Now and then it did not, as on a day when a rule breaks.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from conversations.card_lines import Line
from conversations.handing_over import FRESH
from conversations.models import Conversation, Handover, HandoverKind, Message
from customers import masking
from customers.models import Customer, Fact
from demo.dice import Dice
from demo.loading.books import Books

MISSING = 0.12
MOST_FACTS = 4
MOST_SIGNS = 200


def cards(
    books: Books, known: list[Fact], matters: dict[int, Conversation], customers: dict[str, Customer]
) -> list[Handover]:
    """By a chance of its own, so that nothing else in the demo falls otherwise."""
    dice, told = Dice("hand-overs"), facts_of(known)
    people = {row.pk: row for row in customers.values()}
    last: dict[int, datetime] = {}
    found = []
    for matter, before, after in switches(books):
        recent = after.shown_at - last.get(matter, after.shown_at - FRESH) < FRESH
        if recent or dice.chance(MISSING):
            continue
        last[matter] = after.shown_at
        row = matters[matter]
        lines = [line.frame() for line in written(row, people[row.customer_id], told[matter], after.shown_at)]
        found.append(Handover(
            conversation_id=matter, kind=HandoverKind.CHANNEL, from_channel_id=before, to_channel_id=after.channel_id,
            lines=lines, at=after.shown_at + timedelta(seconds=1),
        ))  # fmt: skip
    return found


def switches(books: Books) -> Iterator[tuple[int, int, Message]]:
    """(matter, channel before, first message on the next one), in the order in which they came."""
    last: dict[int, int] = {}
    for message in books.messages:
        if message.channel_id is None or message.is_automatic:
            continue
        before = last.get(message.conversation_id)
        last[message.conversation_id] = message.channel_id
        if before is not None and before != message.channel_id:
            yield message.conversation_id, before, message


def facts_of(known: list[Fact]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    for fact in known:
        if fact.matter is not None:
            found[fact.matter].append(fact)
    return found


def written(matter: Conversation, customer: Customer, told: list[Fact], at: datetime) -> Iterator[Line]:
    """As conversations.card_lines.build, of what had been said by then."""
    yield Line("who", f"{customer.family_name} {customer.given_name}".strip(), data={"assurance": 0})
    yield Line("want", matter.title[:MOST_SIGNS])
    for fact in [one for one in told if one.said_at <= at][:MOST_FACTS]:
        about = {"fact": fact.pk, "message": fact.message}
        words = masking.of_fact(fact.key, fact.value)[:MOST_SIGNS]
        yield Line(fact.key, words, fact.channel_kind, "message", fact.said_at, about)
