"""The way in: identify → find the matter → add the message → route."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from conversations import envelopes, letters, threads
from conversations.changing import change, open_matter
from conversations.envelopes import Head
from conversations.history import record
from conversations.listening import listen
from conversations.models import Attachment, Channel, Conversation, Direction, Message, Status
from conversations.preview import preview_of
from customers.identifying import Claim, Sender, held, identify, lock_keys, make_findable
from customers.models import Assurance, Customer, Identity
from omnidesk.live import MessageShown, publish
from omnidesk.redaction import redact

__all__ = ["Claim", "Inbound", "Sender", "take_in"]


@dataclass(frozen=True)
class Inbound:
    """One message as an adapter understood it. shown_at is the provider's time; it is never believed beyond ours.

    attachment_ids: files already kept (conversations.files.keep) and belonging to no message yet.
    matter_id: the matter an own token names.
    head: what a mail says of itself; it may name the message it answers, and so the matter and the customer.
    """

    channel: Channel
    external_id: str
    sender: Sender
    text: str
    received_at: datetime
    shown_at: datetime | None = None
    subject: str = ""
    attachment_ids: tuple[int, ...] = ()
    matter_id: int | None = None
    head: Head | None = None

    @property
    def is_automatic(self) -> bool:
        """Written by a machine: kept and linked, but nobody waits for an answer."""
        return self.head is not None and self.head.is_automatic


@transaction.atomic
def take_in(inbound: Inbound) -> Message:
    """Store the message once, in the right matter, and wake the queue. A repeat returns the first."""
    lock_keys(inbound.sender)
    known = already_here(inbound)
    if known is not None:
        return known
    answered = envelopes.answered(inbound.head) if inbound.head else None
    identity = writer(inbound.sender, answered)
    customer = threads.lock_owner(identity)
    make_findable(customer, inbound.sender)
    matter = place(inbound, customer, matter_of(answered) or inbound.matter_id)
    vouched = inbound.head is not None and letters.is_reader(inbound.head, inbound.sender, answered)
    message = add_message(inbound, matter, identity, vouched=vouched)
    if inbound.head:
        letters.arrived(message, inbound.head, inbound.sender, answered)
    if not inbound.is_automatic:
        customer.last_contact_at = max(inbound.received_at, customer.last_contact_at or inbound.received_at)
        customer.save(update_fields=["last_contact_at"])
    publish(MessageShown(message))
    return message


def already_here(inbound: Inbound) -> Message | None:
    if inbound.head:
        envelopes.lock_content(inbound.head)
    known = Message.objects.filter(channel=inbound.channel, external_id=inbound.external_id).first()
    return known or (envelopes.same(inbound.head) if inbound.head else None)


def writer(sender: Sender, answered: envelopes.Answered | None) -> Identity:
    """Whoever can repeat our token is filed with whom we wrote to: by that address, or another one known as theirs."""
    reached = answered.message.identity if answered and answered.is_ours else None
    if reached is None:
        return identify(sender)
    own = held(sender.kind, sender.scope, sender.value)
    return own if own and own.customer_id == reached.customer_id else reached


def matter_of(answered: envelopes.Answered | None) -> int | None:
    """Read now that the customer is locked: a split or a join may just have moved the message."""
    if answered is None:
        return None
    return Message.objects.values_list("conversation_id", flat=True).get(pk=answered.message.pk)


def place(inbound: Inbound, customer: Customer, referred: int | None) -> Conversation:
    """The matter, locked and routed; new, reopened or as it was."""
    found = threads.find_matter(customer, inbound.received_at, inbound.text, referred)
    if customer.blocked_at or (found.matter is None and inbound.head is not None and inbound.head.is_spam):
        return spam_matter(inbound, customer)
    if found.matter is None:
        status = Status.NO_REPLY_NEEDED if inbound.is_automatic else Status.WAITING
        return new_matter(inbound, customer, previous=found.previous, status=status)
    found.matter.customer = customer
    if found.reopen and not inbound.is_automatic:
        change(found.matter, status=Status.WAITING, resolved_at=None)
        record(found.matter, "reopened", at=inbound.received_at)
    return found.matter


def new_matter(
    inbound: Inbound, customer: Customer, previous: Conversation | None = None, status: str = Status.WAITING
) -> Conversation:
    """Open a matter and route it: to the team of the channel."""
    matter = open_matter(
        customer=customer,
        title=title_of(inbound.subject or inbound.text),
        status=status,
        team_id=inbound.channel.team_id,
        opened_at=inbound.received_at,
        last_activity_at=inbound.received_at,
        previous=previous,
        is_simulated=inbound.sender.is_simulated,
    )
    record(matter, "opened", at=inbound.received_at, channel=inbound.channel.pk, team=matter.team_id)
    return matter


def spam_matter(inbound: Inbound, customer: Customer) -> Conversation:
    """What a blocked sender writes is kept, out of every queue."""
    matters = Conversation.objects.select_for_update(of=("self",)).filter(customer=customer, status=Status.SPAM)
    matter = matters.order_by("-last_activity_at").first() or new_matter(inbound, customer, status=Status.SPAM)
    matter.customer = customer
    return matter


def title_of(words: str) -> str:
    """The beginning of the subject, or of what was said, until an agent gives a better one."""
    return preview_of(redact(words))[:60]


def add_message(inbound: Inbound, matter: Conversation, identity: Identity, *, vouched: bool = False) -> Message:
    shown_at = min(inbound.shown_at or inbound.received_at, inbound.received_at)
    message = Message.objects.create(
        conversation=matter,
        customer=matter.customer,
        channel=inbound.channel,
        identity=identity,
        direction=Direction.IN,
        subject=redact(inbound.subject),
        text=redact(inbound.text),
        is_automatic=inbound.is_automatic,
        unverified_sender=not vouched and not is_shown_to_be(identity, inbound.sender),
        seq=matter.next_seq,
        revision=matter.customer.revision,
        arrived_revision=matter.customer.revision,
        shown_at=shown_at,
        received_at=inbound.received_at,
        external_id=inbound.external_id,
    )
    Attachment.objects.filter(pk__in=inbound.attachment_ids, message=None).update(message=message)
    if inbound.is_automatic:
        change(matter, **summary(matter, message))
    else:
        customer_spoke(matter, message)
    kind = "received_automatically" if inbound.is_automatic else "received"
    record(matter, kind, message=message, at=inbound.received_at, channel=inbound.channel.pk)
    listen(message)
    return message


def is_shown_to_be(identity: Identity, sender: Sender) -> bool:
    """The channel vouches for the sender, and it is they with whom the message is filed."""
    return sender.assurance >= Assurance.ATTESTED and letters.is_of(identity, sender)


def customer_spoke(matter: Conversation, message: Message) -> None:
    """It is our turn: the matter waits since the oldest unanswered word, and a snooze ends."""
    fields = summary(matter, message)
    if matter.is_open:
        fields |= {
            "waiting_since": matter.waiting_since or message.received_at,
            "snoozed_until": None,
            "snoozed_by": None,
        }
        if matter.status in (Status.AWAITING_CUSTOMER, Status.ON_HOLD):
            fields["status"] = Status.WAITING
    change(matter, **fields)


def summary(matter: Conversation, message: Message) -> dict[str, object]:
    """What the row of the queue shows of the last message; one that came late leaves what stands there."""
    counted: dict[str, object] = {"next_seq": message.seq + 1}
    if came_late(matter, message):
        return counted
    attached = 0 if message.text else message.attachments.count()
    return counted | {
        "preview": preview_of(message.text, attached),
        "preview_is_ours": message.direction != Direction.IN,
        "last_channel_id": message.channel_id or matter.last_channel_id,
        "last_message_id": message.pk,
        "last_activity_at": max(matter.last_activity_at, message.shown_at),
    }


def came_late(matter: Conversation, message: Message) -> bool:
    """It was said before the last message that the row shows (mail that was under way, a queue of a provider)."""
    if matter.last_message_id is None or message.shown_at >= matter.last_activity_at:
        return False
    return Message.objects.filter(pk=matter.last_message_id, shown_at__gt=message.shown_at).exists()
