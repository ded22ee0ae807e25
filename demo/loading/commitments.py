"""What the demo's desk has promised, and what its customers had to say twice: read by the desk's own rules."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count

from conversations.models import (
    AskedAgain,
    AskedAgainKind,
    Conversation,
    Direction,
    Entry,
    Message,
    Promise,
    PromiseState,
    Verdict,
)
from customers.models import Fact
from demo.dice import Dice
from demo.hours import TOKYO
from sentences.asking import asks_in
from sentences.promising import promises_in
from sentences.repeating import says_told_before

# Older ones are settled and looked at long ago.
BACK = timedelta(days=30)
KEPT, KEPT_LATE = 0.88, 0.06
JUDGED, RIGHT = 0.4, 0.95


def promises(messages: Iterable[Message], now: datetime, dice: Dice) -> list[Promise]:
    """Of the last month: most kept, a few late or not at all, and those of today still open."""
    numbers, silent = count(1), set[str]()
    rows = []
    for message in recent(messages, now, Direction.OUT):
        if message.author_id is None or message.text in silent:
            continue
        found = promises_in(message.text, at=message.shown_at.astimezone(TOKYO), zone=TOKYO)
        if not found:
            silent.add(message.text)
        for promise in found:
            row = Promise(
                pk=next(numbers),
                conversation_id=message.conversation_id,
                message_id=message.pk,
                start=promise.start,
                end=promise.end,
                text=promise.text[:300],
                due_at=promise.due,
                owner_id=message.author_id,
                rule=promise.rule[:60],
                created_at=message.shown_at,
            )
            rows.append(settled(row, message.shown_at, now, dice))
    return rows


def settled(row: Promise, said_at: datetime, now: datetime, dice: Dice) -> Promise:
    due = row.due_at or said_at + timedelta(hours=dice.around(3, 20))
    if now - said_at < timedelta(hours=1):
        return row
    row.state, row.confirmed_at = PromiseState.OPEN, said_at + timedelta(minutes=1)
    if due > now:
        return row
    lot = dice.random()
    if lot < KEPT + KEPT_LATE:
        late = timedelta(minutes=dice.around(40, 300)) if lot >= KEPT else -(due - said_at) * dice.uniform(0.05, 0.5)
        row.state, row.settled_at, row.settled_by_id = PromiseState.KEPT, min(due + late, now), row.owner_id
    row.reminded_at = min(due, now)
    return row


def asked_again(
    messages: list[Message],
    matters: Iterable[Conversation],
    facts: Iterable[Fact],
    entries: Iterable[Entry],
    now: datetime,
    dice: Dice,
) -> list[AskedAgain]:
    """Customers who say so, and questions whose answer had been given; a lead has looked at some of them."""
    matter_of, told = {row.pk: row for row in matters}, told_at(facts)
    moved = {(entry.conversation_id, entry.at) for entry in entries if entry.kind == "team"}
    rows = [*complaints(messages, now), *questions(messages, told, now)]
    for number, (row, message) in enumerate(rows, start=1):
        matter = matter_of[message.conversation_id]
        row.pk, row.team_id, row.channel_id = number, matter.team_id, message.channel_id
        row.agent_id = message.author_id or matter.assignee_id
        row.step = step(message, moved)
        if dice.chance(JUDGED):
            row.verdict = Verdict.RIGHT if dice.chance(RIGHT) else Verdict.WRONG
            row.judged_at = row.at + timedelta(days=1)
    return [row for row, _message in rows]


def told_at(facts: Iterable[Fact]) -> dict[tuple[int, str], Fact]:
    """{(matter, key): the first word}."""
    first: dict[tuple[int, str], Fact] = {}
    for fact in sorted(facts, key=lambda one: one.said_at):
        if fact.matter is not None:
            first.setdefault((fact.matter, fact.key), fact)
    return first


def complaints(messages: list[Message], now: datetime) -> list[tuple[AskedAgain, Message]]:
    found, silent = [], set[str]()
    for message in recent(messages, now, Direction.IN):
        said = says_told_before(message.text) if message.text not in silent else ()
        if not said:
            silent.add(message.text)
        found += [(row_of(message, AskedAgainKind.SAID_SO, one.key, one.start, one.end), message) for one in said]
    return once(found)


def questions(
    messages: list[Message], told: dict[tuple[int, str], Fact], now: datetime
) -> list[tuple[AskedAgain, Message]]:
    found, silent = [], set[str]()
    for message in recent(messages, now, Direction.OUT):
        asks = asks_in(message.text) if message.text not in silent else ()
        if not asks:
            silent.add(message.text)
        for ask in asks:
            fact = told.get((message.conversation_id, ask.key))
            if fact is not None and fact.said_at < message.shown_at:
                row = row_of(message, AskedAgainKind.FOUND, ask.key, ask.start, ask.end)
                row.fact = fact.pk
                found.append((row, message))
    return once(found)


def once(found: list[tuple[AskedAgain, Message]]) -> list[tuple[AskedAgain, Message]]:
    return list({(row.message_id, row.kind, row.key): (row, message) for row, message in found}.values())


def row_of(message: Message, kind: str, key: str, start: int, end: int) -> AskedAgain:
    return AskedAgain(
        conversation_id=message.conversation_id,
        message_id=message.pk,
        kind=kind,
        key=key,
        start=start,
        end=end,
        at=message.shown_at,
    )


def step(message: Message, moved: set[tuple[int, datetime]]) -> str:
    if any(matter == message.conversation_id and at < message.shown_at for matter, at in moved):
        return "after_transfer"
    return "first" if message.seq <= 2 else "later"


def recent(messages: Iterable[Message], now: datetime, direction: str) -> Iterable[Message]:
    since = now - BACK
    return (one for one in messages if one.direction == direction and one.shown_at >= since and not one.is_automatic)
