"""Which matter does a message belong to, and in which order are rows locked?

Locks are always taken in this order, so that no two deeds wait for each other in a circle: a number that is to be
called (callbacks.asking.one_at_a_time), then a message's identity keys (sorted), then the customer, then the
conversation, then the message. `lock` and `lock_customer` are the only doors, and for what comes in
`lock_and_find_all`, which locks several customers in the order of their keys. A callback on another customer's
record is moved only if that customer is free at once (callbacks.elsewhere): nobody waits for a second one there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from conversations.models import Conversation, Message
from conversations.models.conversation import OPEN
from conversations.thanks import is_bare_thanks
from customers.merging import send_home
from customers.models import Customer, Identity
from omnidesk.kept_plans import columns
from omnidesk.rows import joined, rows

REOPEN_DAYS = 7
REFERENCE_DAYS = 14
_OPEN = ", ".join(f"'{status}'" for status in OPEN)
_NEWEST = "ORDER BY last_activity_at DESC, id DESC LIMIT 1"
_LOCK = f"""
    UPDATE customers_customer SET revision = revision + 1, last_contact_at = greatest(last_contact_at, %s)
    WHERE id = %s AND merged_into_id IS NULL RETURNING {columns(Customer, "customers_customer")}
"""  # noqa: S608  constants of ours
# A matter that was joined into another one is a line in the thread and takes nothing any more.
_FIND = f"""
    WITH of_theirs AS NOT MATERIALIZED (
        SELECT id, status, last_activity_at FROM conversations_conversation
        WHERE customer_id = %(customer)s AND joined_into_id IS NULL
    ), answered AS (
        SELECT coalesce((SELECT conversation_id FROM conversations_message WHERE id = %(answered)s), %(referred)s) AS id
    ), place AS (
        SELECT
            (SELECT min(id) FROM of_theirs WHERE id IN (
                SELECT unnest(ARRAY[one.id, one.joined_into_id]) FROM conversations_conversation one
                WHERE one.id = (SELECT id FROM answered)
            )) AS named,
            (SELECT id FROM of_theirs WHERE status IN ({_OPEN}) {_NEWEST}) AS active,
            (SELECT id FROM of_theirs WHERE status <> 'spam' {_NEWEST}) AS last
    )
    , matter AS MATERIALIZED (
        SELECT one.*, one.id IS NOT DISTINCT FROM place.named AS is_named,
            EXISTS (SELECT FROM conversations_conversationlabel WHERE conversation_id = one.id) AS is_labelled
        FROM place JOIN conversations_conversation one ON one.id = coalesce(place.named, place.active, place.last)
        FOR UPDATE OF one
    )
    SELECT {columns(Conversation, "matter")}, matter.is_named, matter.is_labelled, identity.customer_id AS owner
    FROM customers_identity identity LEFT JOIN matter ON true WHERE identity.id = %(identity)s
"""  # noqa: S608  constants of ours


# Of people whose words name no matter: each customer once and in one order; of one alone, which is planned in half the
# time. Two statements on one way: the second sees what those whom the first waited for have written.
_LOCK_ONE = """
    UPDATE customers_customer SET revision = revision + 1,
        last_contact_at = greatest(last_contact_at, (%(heard)s::timestamptz[])[1])
    WHERE id = (%(customers)s::bigint[])[1] AND merged_into_id IS NULL
"""
_LOCK_ALL = """
    UPDATE customers_customer customer
    SET revision = customer.revision + 1, last_contact_at = greatest(customer.last_contact_at, asked.heard_at)
    FROM unnest(%(customers)s::bigint[], %(heard)s::timestamptz[]) AS asked (id, heard_at) JOIN (
        SELECT id FROM customers_customer WHERE id = ANY(%(customers)s) AND merged_into_id IS NULL
        ORDER BY id FOR NO KEY UPDATE
    ) locked USING (id) WHERE customer.id = locked.id
"""
_AND_FIND = f"""
    ;
    SELECT {columns(Customer, "customer")}, identity.id AS through,
        {columns(Conversation, "matter")}, matter.is_named, matter.is_labelled
    FROM customers_identity identity JOIN customers_customer customer ON customer.id = identity.customer_id
    LEFT JOIN LATERAL (
        SELECT one.*, false AS is_named,
            EXISTS (SELECT FROM conversations_conversationlabel WHERE conversation_id = one.id) AS is_labelled
        FROM conversations_conversation one WHERE one.joined_into_id IS NULL AND one.id = coalesce(
            (SELECT id FROM conversations_conversation WHERE customer_id = customer.id AND joined_into_id IS NULL
                AND status IN ({_OPEN}) {_NEWEST}),
            (SELECT id FROM conversations_conversation WHERE customer_id = customer.id AND joined_into_id IS NULL
                AND status <> 'spam' {_NEWEST}))
        FOR UPDATE
    ) matter ON true
    WHERE identity.id = ANY(%(identities)s) AND customer.id = ANY(%(customers)s) AND customer.merged_into_id IS NULL
"""  # noqa: S608  constants of ours


def lock_customer(customer_id: int, heard_at: datetime | None = None) -> Customer:
    """Lock the customer (following merges) and raise the revision that stamps this transaction's visible changes.

    Everything that one transaction changes shares one revision: rows become visible together, so commit order is
    revision order.
    """
    # A row that turns out to be merged is not locked by this UPDATE, so no lock is held while following it.
    while not (locked := rows(Customer, _LOCK, [heard_at, customer_id])):
        customer_id = Customer.objects.values_list("merged_into", flat=True).get(pk=customer_id) or customer_id
    return locked[0]


def lock_owner(identity: Identity, heard_at: datetime | None = None) -> Customer:
    """Lock the customer who has this identity now: a merge or its undo may just have moved it."""
    while True:
        asked = identity.customer_id
        customer = lock_customer(asked, heard_at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT customer_id FROM customers_identity WHERE id = %s", [identity.pk])
            (owner,) = cursor.fetchone()
        if asked == owner == customer.pk:
            identity.customer = customer
            return customer
        # What was made while the merge ran still lies with the record that it was made for.
        send_home(list(Identity.objects.filter(home=identity.home_id)))
        identity.refresh_from_db(fields=["customer"])


def lock(conversation: Conversation) -> Conversation:
    """Lock the matter's customer, then the matter; the fresh row comes back with its locked customer."""
    while True:
        customer = lock_customer(conversation.customer_id)
        fresh = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
        if fresh.customer_id == customer.pk:
            fresh.customer = customer
            return fresh
        conversation = fresh


def lock_message(message_id: int) -> tuple[Conversation, Message]:
    """Lock the matter that the message lies in now, and the message: a split or an undo may just have moved it."""
    while True:
        matter = lock(Conversation.objects.get(messages=message_id))
        message = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
        if message.conversation_id == matter.pk:
            return matter, message


@dataclass(frozen=True)
class Place:
    """Where a message goes: an existing matter (to be reopened or not), or a new one after `previous`."""

    matter: Conversation | None
    reopen: bool = False
    previous: Conversation | None = None


@dataclass(frozen=True)
class Asked:
    """referred: the matter that a token names; answered: the message that is answered, wherever it lies now."""

    at: datetime
    text: str
    referred: int | None = None
    answered: int | None = None


def lock_and_find(identity: Identity, asked: Asked, heard_at: datetime | None) -> tuple[Customer, Place]:
    """The customer who has this identity now, locked, and the place of what they say."""
    names_nothing = asked.referred is None and asked.answered is None
    found = lock_and_find_all([(identity, asked, heard_at)]) if names_nothing else {}
    if identity.pk in found:
        return found[identity.pk]
    customer = lock_customer(identity.customer_id, heard_at)
    matter, owner = looked_up(customer, identity, asked)
    if not owner == identity.customer_id == customer.pk:
        # A merge or its undo came in between.
        customer = lock_owner(identity, heard_at)
        matter, _owner = looked_up(customer, identity, asked)
    identity.customer = customer
    return customer, find_matter(matter, asked.at, asked.text)


def lock_and_find_all(asked: list[tuple[Identity, Asked, datetime | None]]) -> dict[int, tuple[Customer, Place]]:
    """The same for people who name no matter, by identity. Left out is whoever was merged in between."""
    about = {
        "identities": [identity.pk for identity, _asked, _heard_at in asked],
        "customers": [identity.customer_id for identity, _asked, _heard_at in asked],
        "heard": [heard_at for _identity, _asked, heard_at in asked],
    }
    found: dict[int, tuple[Customer, Place]] = {}
    saying = (_LOCK_ONE if len(asked) == 1 else _LOCK_ALL) + _AND_FIND
    answers = joined((Customer, Conversation), saying, about) if asked else []
    located = {vars(customer)["through"]: (customer, matter) for customer, matter in answers}
    for identity, one, _heard_at in asked:
        customer, matter = located.get(identity.pk, (None, None))
        if customer is not None and customer.pk == identity.customer_id:
            identity.customer = customer
            found[identity.pk] = customer, find_matter(matter, one.at, one.text)
    return found


def looked_up(customer: Customer, identity: Identity, asked: Asked) -> tuple[Conversation | None, int]:
    """The matter that is named or else the likeliest one, locked; and who has the identity."""
    about = {
        "customer": customer.pk,
        "identity": identity.pk,
        "referred": asked.referred,
        "answered": asked.answered,
    }
    (row,) = rows(Conversation, _FIND, about)
    return (row if row.pk is not None else None), getattr(row, "owner")  # noqa: B009  beside the columns of the row


def find_matter(last: Conversation | None, at: datetime, text: str) -> Place:
    """The one rule: explicit reference, else the most recently active open matter, else a recently resolved one
    (a bare thank-you is filed there without reopening), else a new one. `last` is the first of these that there is."""
    if last is not None and getattr(last, "is_named"):  # noqa: B009  beside the columns of the row
        return by_reference(last, at, text)
    if last is not None and last.is_open:
        return Place(last)
    if last is not None and within(last, at, last.team.reopen_days if last.team else REOPEN_DAYS):
        return Place(last, reopen=not is_bare_thanks(text))
    return Place(None)


def by_reference(named: Conversation, at: datetime, text: str) -> Place:
    if named.is_open:
        return Place(named)
    if within(named, at, named.team.reference_days if named.team else REFERENCE_DAYS):
        return Place(named, reopen=not is_bare_thanks(text))
    return Place(None, previous=named)


def within(matter: Conversation, at: datetime, days: int) -> bool:
    return at - (matter.resolved_at or matter.last_activity_at) < timedelta(days=days)


def newer_than(conversation: Conversation, seen_revision: int) -> list[Message]:
    """What came into this customer's thread after the writer last looked: their words and colleagues' replies."""
    return list(
        Message.objects.filter(customer=conversation.customer_id, arrived_revision__gt=seen_revision)
        .exclude(direction="note")
        .select_related("conversation", "channel", "identity", "author", "envelope", "call__agent", "choices")
        .defer("envelope__html")
        .prefetch_related("attachments")
        .order_by("shown_at", "id")
    )
