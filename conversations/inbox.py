"""The way in: identify → find the matter → add the message → route."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from conversations import (
    asking_again,
    choosing,
    code_answers,
    envelopes,
    handing_over,
    letters,
    numbers_asked,
    quoting,
    threads,
)
from conversations.changing import change, open_matter
from conversations.history import record
from conversations.inbound import Inbound
from conversations.listening import listen
from conversations.models import Attachment, Conversation, Direction, Message, Status
from conversations.queue_row import summary, title_of
from customers.identifying import Filed, Sender, filed, held, make_findable
from customers.models import Assurance, Customer, Identity
from omnidesk.inserting import insert
from omnidesk.live import MessageShown
from omnidesk.redaction import redact
from omnidesk.telling import publish


@transaction.atomic(savepoint=False)
def take_in(inbound: Inbound) -> Message:
    """Store the message once, in the right matter, and wake the queue. A repeat returns the first."""
    head, sender = inbound.head, inbound.sender
    known, key, who = envelopes.arrived(inbound.channel, inbound.external_id, head, sender)
    if known is not None:
        return known
    answered = envelopes.answered(head) if head else None
    quoted = meant(inbound)
    heard_at = None if inbound.is_automatic else inbound.received_at
    found = writer(sender, who, answered, heard_at)
    named = answered.message if answered else quoted.pk if quoted else None
    customer, place = located(inbound, found, named, heard_at)
    return stored(Arriving(inbound, key, found, customer, place, answered, quoted))


def meant(inbound: Inbound) -> Message | None:
    """Which message its sender quotes, or has tapped a choice of."""
    if inbound.tapped is not None:
        return quoting.ours(inbound.channel, inbound.tapped)
    return quoting.quoted(inbound.channel, inbound.answers) if inbound.answers else None


@dataclass(frozen=True)
class Arriving:
    """A new message, whose it is (locked), and what was found out of where it goes."""

    inbound: Inbound
    key: int
    found: Filed
    customer: Customer
    place: threads.Place
    answered: envelopes.Answered | None = None
    quoted: Message | None = None


def stored(arriving: Arriving) -> Message:
    inbound, found, customer, answered = arriving.inbound, arriving.found, arriving.customer, arriving.answered
    sender = inbound.sender
    make_findable(customer, sender)
    # A record that was made just now has asked for nothing.
    taken = code_answers.Taken(inbound) if found.is_new else code_answers.take(inbound, customer)
    inbound, head = taken.inbound, taken.inbound.head
    is_read = head is not None and letters.is_reader(head, sender, answered)
    message = written(inbound, arriving.key, customer, found.identity, vouched=is_read)
    message.of_new_customer = found.is_new
    typed = None if found.is_new else numbers_asked.found(inbound, found.identity, arriving.place, arriving.quoted)
    message.quote = quoting.words_of(typed.question.message if typed else arriving.quoted, customer)
    if typed and typed.matter:
        file_beside(message, typed.matter)
    else:
        file_in(message, inbound, arriving.place)
    if head:
        letters.arrived(message, head, sender, answered, is_read=is_read)
    code_answers.note(taken, message)
    if typed:
        numbers_asked.took(typed, message)
    if arriving.quoted is not None:
        choosing.took(message, arriving.quoted)
    message.holds_secret = taken.masked
    publish(MessageShown(message))
    return message


def writer(
    sender: Sender, who: Identity | None, answered: envelopes.Answered | None, heard_at: datetime | None
) -> Filed:
    """Whoever can repeat our token is filed with whom we wrote to: by that address, or another one known as theirs."""
    reached = answered.identity if answered and answered.is_ours else None
    if reached is None:
        return filed(sender, who, heard_at)
    own = held(sender.kind, sender.scope, sender.value)
    return Filed(own if own and own.customer_id == reached.customer_id else reached)


def located(
    inbound: Inbound, found: Filed, answered: int | None, heard_at: datetime | None
) -> tuple[Customer, threads.Place]:
    """The customer, locked, and the matter: a split or a join may just have moved the message that is answered."""
    if found.is_new:
        return found.identity.customer, threads.Place(None)
    asked = threads.Asked(inbound.received_at, inbound.text, inbound.matter_id, answered)
    return threads.lock_and_find(found.identity, asked, heard_at)


def written(inbound: Inbound, key: int, customer: Customer, identity: Identity, *, vouched: bool) -> Message:
    """The message, before it has its place."""
    return Message(
        pk=key,
        customer=customer,
        channel=inbound.channel,
        identity=identity,
        direction=Direction.IN,
        subject=redact(inbound.subject),
        text=redact(inbound.text),
        is_automatic=inbound.is_automatic,
        unverified_sender=not vouched and not is_shown_to_be(identity, inbound.sender),
        revision=customer.revision,
        arrived_revision=customer.revision,
        shown_at=min(inbound.shown_at or inbound.received_at, inbound.received_at),
        received_at=inbound.received_at,
        external_id=inbound.external_id,
    )


def file_in(message: Message, inbound: Inbound, found: threads.Place) -> None:
    """Into the matter, locked and routed; new, reopened or as it was."""
    attached = attach(message, inbound.attachment_ids)
    matter = running(inbound, message.customer, found)
    came_by = matter.last_channel_id if matter else None
    if matter is None:
        matter = new_matter(inbound, message, attached, found.previous)
        add(message, matter, 1)
        record(matter, "opened", at=inbound.received_at, channel=inbound.channel.pk, team=matter.team_id)
    else:
        add(message, matter, matter.next_seq)
        change(matter, **news(matter, message, attached))
    kind = "received_automatically" if inbound.is_automatic else "received"
    record(matter, kind, message=message, at=inbound.received_at, channel=inbound.channel.pk)
    listen(message)
    asking_again.heard(message)
    if not inbound.is_automatic:
        handing_over.to_channel(matter, came_by, inbound.channel)


def file_beside(message: Message, matter: Conversation) -> None:
    """What answers a question of ours with a number, and the words after it, are nobody's turn: no status changes."""
    add(message, matter, matter.next_seq)
    change(matter, **summary(matter, message, 0))
    listen(message)
    asking_again.heard(message)


def add(message: Message, matter: Conversation, seq: int) -> None:
    message.conversation, message.seq = matter, seq
    insert(message, later=True)


def attach(message: Message, files: tuple[int, ...]) -> int:
    """Before the message is there: what it is called is known, and PostgreSQL asks for it at the end."""
    return Attachment.objects.filter(pk__in=files, message=None).update(message_id=message.pk) if files else 0


def running(inbound: Inbound, customer: Customer, found: threads.Place) -> Conversation | None:
    """The matter as it is to be when the message comes; None = a new one."""
    if found.matter is None or customer.blocked_at:
        return spam_matter(customer) if is_spam(inbound, customer) else None
    found.matter.customer = customer
    if found.reopen and not inbound.is_automatic:
        change(found.matter, status=Status.WAITING, resolved_at=None)
        record(found.matter, "reopened", at=inbound.received_at)
    return found.matter


def is_spam(inbound: Inbound, customer: Customer) -> bool:
    return customer.blocked_at is not None or (inbound.head is not None and inbound.head.is_spam)


def new_matter(inbound: Inbound, message: Message, attached: int, previous: Conversation | None) -> Conversation:
    """Open a matter with its first message, and route it: to the team of the channel."""
    quiet = Status.NO_REPLY_NEEDED if inbound.is_automatic else Status.WAITING
    is_unwanted = is_spam(inbound, message.customer)
    opened: dict[str, Any] = {
        "customer": message.customer,
        "title": title_of(inbound.subject or inbound.text),
        "status": Status.SPAM if is_unwanted else quiet,
        "team_id": inbound.channel.team_id,
        "opened_at": message.shown_at,
        "last_activity_at": inbound.received_at,
        "previous": None if is_unwanted else previous,
        "is_simulated": inbound.sender.is_simulated,
    }
    return open_matter(**opened | news(Conversation(**opened), message, attached))


def spam_matter(customer: Customer) -> Conversation | None:
    """What a blocked sender writes is kept, out of every queue."""
    matters = Conversation.objects.select_for_update(of=("self",)).filter(customer=customer, status=Status.SPAM)
    matter = matters.order_by("-last_activity_at").first()
    if matter is not None:
        matter.customer = customer
    return matter


def is_shown_to_be(identity: Identity, sender: Sender) -> bool:
    """The channel vouches for the sender, and it is they with whom the message is filed."""
    return sender.assurance >= Assurance.ATTESTED and letters.is_of(identity, sender)


def news(matter: Conversation, message: Message, attached: int) -> dict[str, Any]:
    """What its first or next message changes. A person spoke: it is our turn, the matter waits since the oldest
    unanswered word, and a snooze ends."""
    fields = summary(matter, message, attached)
    if matter.is_open and not message.is_automatic:
        fields |= {
            "waiting_since": matter.waiting_since or message.received_at,
            "snoozed_until": None,
            "snoozed_by": None,
        }
        if matter.status in (Status.AWAITING_CUSTOMER, Status.ON_HOLD):
            fields["status"] = Status.WAITING
    return fields
