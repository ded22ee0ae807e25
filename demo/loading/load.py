"""The whole demo into an empty database."""

from collections.abc import Callable
from datetime import datetime

from django.core.management.color import no_style
from django.db import connection, models, transaction

from agents.models import Agent, Calendar, Company, Team
from conversations import tallies
from conversations.history import current_transaction
from conversations.models import AskedAgain, Channel, Conversation, ConversationLabel, Label, Message, Promise
from customers.models import Customer, Fact, Identity, Pattern, Product
from demo import sites
from demo.dice import Dice
from demo.growth import calls
from demo.growth.history import Diary, History
from demo.growth.people import customers
from demo.growth.staging import Stage
from demo.growth.today import Today
from demo.hours import TOKYO
from demo.loading import (
    callbacks,
    commitments,
    facts,
    handovers,
    mailed,
    pictures,
    purchases,
    self_service,
    steering,
    surveys,
)  # fmt: skip
from demo.loading.books import Books
from demo.loading.copying import copy_in
from demo.loading.customers import Clients
from demo.loading.desk import Desk, build
from demo.loading.ledger import Ledger
from demo.loading.mails import Correspondence
from demo.planned import Deed, PlannedCustomer, PlannedMatter, Said
from demo.story import read

MATTERS = 1500
FIRST_NUMBER = 1001
NUMBERED: tuple[type[models.Model], ...] = (
    Agent, Team, Calendar, Channel, Customer, Identity, Conversation, Message, Fact, Product, Pattern,
    Promise, AskedAgain,
)  # fmt: skip

type Say = Callable[[str], None]


class NotEmpty(Exception):
    """Somebody works here already."""


@transaction.atomic
def load(now: datetime, say: Say = lambda text: None) -> None:
    """Raises NotEmpty. The same `now` gives the same rows."""
    if Company.objects.exists() or Agent.objects.exists() or Customer.objects.exists():
        raise NotEmpty
    dice, now = Dice(), now.astimezone(TOKYO)
    people, matters = planned(now, dice)
    say(f"{len(people)} customers, {len(matters)} matters")
    desk = build(read(), now, dice)
    facts.teach(read())
    clients = Clients(people, desk.channels, now, dice)
    clients.reach(matters)
    books, ledgers = tell(matters, desk, clients, now, dice)
    say(f"{len(books.messages)} messages, {len(books.entries)} lines of history")
    save(clients, ledgers, books)
    known = learn(books, ledgers, clients, desk)
    say(f"{len(known)} things told by customers")
    passed_on = handovers.cards(books, known, {told.matter.pk: told.matter for told in ledgers}, clients.rows)
    copy_in(passed_on)
    say(f"{len(passed_on)} cards that went along to another channel")
    promised = commit(books, ledgers, known, now, dice)
    say(f"{promised} promises of the last month")
    pictures.attach(books.files)
    tallies.rebuild()
    count_on()
    say(f"{callbacks.call_back(now)} customers who wait for a call")
    say(f"{self_service.steps(now)} steps that customers took by themselves")
    say(f"{surveys.ask(now)} answers to a survey")
    say(f"{steering.steer(desk, now)} goals of the figures")
    say(f"{mailed.schedule(desk, now)} report that goes out by mail")
    say(f"{purchases.buy(now)} orders of two years")
    purchases.reckon(now)


def planned(now: datetime, dice: Dice) -> tuple[list[PlannedCustomer], list[PlannedMatter]]:
    world = read()
    people = customers(world, dice)
    matters = Stage(world, people, now, dice).matters()
    history = History(world, people, now, dice)
    matters += Today(history).matters(world, Diary(matters))
    grown = history.matters(MATTERS - len(matters), matters)
    calls.begin(grown)
    return people, matters + grown


def tell(
    matters: list[PlannedMatter], desk: Desk, clients: Clients, now: datetime, dice: Dice
) -> tuple[Books, list[Ledger]]:
    """Everything in the order in which it happened, over all matters: revisions count that way."""
    books, ledgers = Books(now, dice), {}
    for number, matter in enumerate(sorted(matters, key=lambda one: one.opened_at), start=FIRST_NUMBER):
        ledgers[number] = ledger(number, matter, books, desk, clients)
        events: list[Said | Deed] = [*matter.said, *matter.deeds]
        for event in events:
            books.expect(event.at, number, event)
    while found := books.next_event():
        at, _order, number, happened = found
        ledgers[number].told(happened, at)
    for told in (one for one in ledgers.values() if one.planned.chats):
        # In order of opening: the last one is the one that counts.
        clients.sessions[told.planned.customer.id, told.planned.channel].last_seen_at = told.matter.last_activity_at
    return books, list(ledgers.values())


def ledger(number: int, matter: PlannedMatter, books: Books, desk: Desk, clients: Clients) -> Ledger:
    customer, team, mailbox = clients.rows[matter.customer.id], desk.teams[matter.team], desk.mailboxes[matter.team]
    by_mail = any(one.mail for one in matter.said) and not matter.chats
    row = Conversation(
        pk=number,
        customer_id=customer.pk,
        team_id=team.pk,
        last_channel_id=(mailbox if by_mail else desk.channels[matter.channel]).pk,
        is_demo=True,
        opened_at=matter.opened_at,
        last_activity_at=matter.opened_at,
    )
    signature = team.signatures.get(customer.language, "")
    return Ledger(matter, books, desk, customer, clients, row, Correspondence(mailbox, signature, customer.language))


def save(clients: Clients, ledgers: list[Ledger], books: Books) -> None:
    clients.save()
    copy_in([told.matter for told in ledgers])
    copy_in(books.messages)
    copy_in(books.envelopes)
    copy_in(books.calls)
    xid = current_transaction()
    for entry in books.entries:
        entry.xid = xid
    copy_in(books.entries)
    copy_in(books.intervals)
    labels(ledgers)
    sites.tell_when_heard()


def learn(books: Books, ledgers: list[Ledger], clients: Clients, desk: Desk) -> list[Fact]:
    channels = [*desk.channels.values(), *desk.mailboxes.values(), desk.form, desk.phone]
    matters = [told.matter for told in ledgers]
    found = facts.tell(books.messages, matters, clients.rows.values(), clients.identities, channels)
    copy_in(found)
    return found


def commit(books: Books, ledgers: list[Ledger], known: list[Fact], now: datetime, dice: Dice) -> int:
    promised = commitments.promises(books.messages, now, dice)
    copy_in(promised)
    matters = [told.matter for told in ledgers]
    copy_in(commitments.asked_again(list(books.messages), matters, known, books.entries, now, dice))
    return len(promised)


def labels(ledgers: list[Ledger]) -> None:
    names = dict.fromkeys(name for told in ledgers for name in told.labels)
    rows = {row.name: row for row in Label.objects.bulk_create(Label(name=name) for name in names)}
    copy_in([use(rows[name], told.matter) for told in ledgers for name in told.labels])


def use(label: Label, matter: Conversation) -> ConversationLabel:
    return ConversationLabel(
        label_id=label.pk, conversation_id=matter.pk, status=matter.status, last_activity_at=matter.last_activity_at
    )


def count_on() -> None:
    """The rows came with numbers of ours: whoever writes next gets the number after."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(NUMBERED)):
            cursor.execute(statement)
