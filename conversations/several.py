"""Several messages at once, for a backlog: asked for and written as one, which is half the work of one by one."""

from collections.abc import Iterator
from datetime import datetime

from conversations import envelopes, threads
from conversations.inbound import Inbound
from conversations.inbox import Arriving, stored
from conversations.models import Message
from customers.identifying import Filed
from customers.models import Identity
from omnidesk.inserting import apart


def is_plain(inbound: Inbound) -> bool:
    """It names neither a matter nor a message, and its sender says nothing of themselves but who they are."""
    sender = inbound.sender
    names_nothing = inbound.head is None and not inbound.answers and inbound.matter_id is inbound.tapped is None
    return names_nothing and sender.account is None and not sender.claims


def take_in_all(inbounds: list[Inbound]) -> Iterator[tuple[int, Message]]:
    """Plain ones, each of another sender, by their place; what the caller writes after each goes with it (together).

    Left out, to be taken in alone, is what is here already, and what comes from a stranger, from somebody who was
    merged in between, or from another address of a person who is among them.
    """
    arrived = envelopes.all_arrived([(one.channel, one.external_id, one.sender) for one in inbounds])
    known = {place: one.writer for place, one in enumerate(arrived) if one.writer is not None and not one.is_here}
    people: dict[int, tuple[Identity, threads.Asked, datetime]] = {}
    for place, who in known.items():
        inbound = inbounds[place]
        if who.assurance >= inbound.sender.assurance:
            asked = threads.Asked(inbound.received_at, inbound.text)
            people.setdefault(who.customer_id, (who, asked, inbound.received_at))
    places = threads.lock_and_find_all(list(people.values()))
    for place, who in known.items():
        if who.pk in places:
            apart()
            yield place, stored(Arriving(inbounds[place], arrived[place].key, Filed(who), *places[who.pk]))
