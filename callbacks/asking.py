"""A callback is asked for: at a public door, by another system, or by one of us.

A typed number is a claim: it proves nothing about who typed it, finds no customer, and is only called.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from agents.models import Agent, Team
from callbacks import elsewhere, slots
from callbacks.asked import Asked
from callbacks.models import OPEN, Callback, Slot, State, Wish
from callbacks.telling import snapshot, tell
from conversations import threads
from conversations.models import Conversation, Entry, Message
from customers import search
from customers.identifying import LOCK_KEYS, Claim, keep_claim
from customers.identities import NotAnAddress
from customers.models import Identity, IdentityKind


@transaction.atomic
def ask(conversation: Conversation, asked: Asked, agent: Agent | None = None) -> Callback:
    """One open callback a number, on whatever record: asked twice it moves, and a repeat finds the first. Raises
    slots.Full, and leaves all as it was. Without a key: another record has it, and this is what the asker is told."""
    one_at_a_time(asked.number)
    matter = threads.lock(conversation)
    first = repeated(asked)
    if first is not None:
        return first
    identity = claimed(matter, asked.number)
    known = standing(matter, identity)
    if known is not None:
        is_theirs = known.conversation.customer_id == matter.customer_id
        return again(known, asked, agent) if is_theirs else on_another(matter, identity, known, asked, agent)
    team = matter.team or asked.team
    slot, when = placed(matter, team, asked.wish, asked.at, offered_by=asked.team)
    callback = Callback.objects.create(
        conversation=matter,
        identity=identity,
        team=team,
        wish=asked.wish,
        asked_through=asked.through,
        asked_at=timezone.now(),
        slot=slot,
        note=asked.kept_note,
        external_id=asked.external_id,
        **when,
    )
    said = {"wish": callback.wish, "through": callback.asked_through, **until(callback)}
    tell(matter, callback, "callback_asked", agent, **said)
    return callback


def by_message(message: Message) -> str:
    """Whatever is read twice asks once."""
    return f"message:{message.pk}"


def claimed(matter: Conversation, number: str) -> Identity:
    identity = keep_claim(matter.customer, Claim(IdentityKind.PHONE, number))
    if identity is None:
        raise NotAnAddress(number)
    search.index(matter.customer)
    return identity


def one_at_a_time(number: str) -> None:
    """Taken before the customer where a door can, because the number may lie with another customer as well."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_KEYS, [[f"callback\x1f{number}"]])


def repeated(asked: Asked) -> Callback | None:
    """What the same request was answered with, by the number's lock."""
    if asked.external_id is None:
        return None
    return Callback.objects.filter(external_id=asked.external_id).first() or elsewhere.repeated(asked)


def standing(matter: Conversation, identity: Identity) -> Callback | None:
    """Several records may hold one number, and it rings once. The asker's own is locked with the matter that it lies
    in; another customer's is only looked at."""
    found = list(numbered(identity).select_related("conversation"))
    own = next((one for one in found if one.conversation.customer_id == matter.customer_id), None)
    if own is None:
        return found[0] if found else None
    return held_in(matter if own.conversation_id == matter.pk else threads.lock(own.conversation), own)


def held_in(place: Conversation, found: Callback) -> Callback | None:
    held = Callback.objects.select_for_update(of=("self",)).filter(pk=found.pk, state__in=OPEN).first()
    if held is not None:
        held.conversation = place
    return held


def numbered(identity: Identity) -> QuerySet[Callback]:
    """All open callbacks to this number, whosever record says so. A practice has numbers of its own."""
    same = {"identity__kind": identity.kind, "identity__value": identity.value, "identity__scope": identity.scope}
    return Callback.objects.open().filter(**same)


def on_another(
    matter: Conversation, identity: Identity, known: Callback, asked: Asked, agent: Agent | None
) -> Callback:
    """Theirs is moved by who may, and else stays; what was said here stays here, for their team may be another. A time
    that is gone is refused as everywhere, so that no answer tells of the other record."""
    place = elsewhere.reach(known) if elsewhere.may_move(known, identity, asked, agent) else None
    held = held_in(place, known) if place else None
    if held is not None:
        moved(held, asked, agent)
    elif asked.wish == Wish.BOOKED and not is_free(matter.team, asked.team, asked.at):
        raise slots.Full
    when = turn(matter, matter.team or asked.team, asked.wish, asked.at)
    return elsewhere.note(matter, identity, known, asked, when, agent)


def again(known: Callback, asked: Asked, agent: Agent | None) -> Callback:
    """A note that says more is kept."""
    if asked.note:
        known.note = asked.kept_note
        known.save(update_fields=["note"])
    moved(known, asked, agent)
    return known


def moved(known: Callback, asked: Asked, agent: Agent | None) -> None:
    """Who is being called already is left in peace."""
    if known.state != State.TALKING and (known.wish != asked.wish or known.slot_id is not None):
        replaced(known.conversation, known, asked.wish, asked.at, agent, asked.team)


def replaced(
    matter: Conversation,
    held: Callback,
    wish: str,
    at: datetime | None,
    agent: Agent | None,
    offered_by: Team | None = None,
) -> Entry | None:
    """Another wish for the same callback: the new place is taken before the old one is given back. None = it has it."""
    if held.slot is not None and held.slot.starts_at == at:
        return None
    before = snapshot(held)
    slot, when = placed(matter, held.callers, wish, at, held.slot, offered_by)
    slots.give_back(held.slot)
    held.wish, held.slot, held.alarmed_at = wish, slot, None
    for name, value in when.items():
        setattr(held, name, value)
    held.save(update_fields=["wish", "slot", "alarmed_at", *when])
    return tell(matter, held, "callback_moved", agent, before=before, wish=wish, **until(held))


def placed(
    matter: Conversation,
    team: Team | None,
    wish: str,
    at: datetime | None,
    instead: Slot | None = None,
    offered_by: Team | None = None,
) -> tuple[Slot | None, dict[str, Any]]:
    """The place in the queue."""
    if wish != Wish.BOOKED:
        return None, turn(matter, team, wish, at)
    if at is None:
        raise slots.Full
    return booked(team, offered_by, at, instead), turn(matter, team, wish, at)


def turn(matter: Conversation, team: Team | None, wish: str, at: datetime | None) -> dict[str, datetime]:
    """From when, and until when. Who keeps their place stands where they have been waiting in writing."""
    patience = timedelta(minutes=slots.settings_of(team).overdue_minutes)
    if wish == Wish.BOOKED and at is not None:
        return {"call_at": at, "due_at": at + patience}
    opens = slots.next_open(team, timezone.now())
    keeps = matter.waiting_since if wish == Wish.KEEP_PLACE else None
    return {"call_at": keeps or opens, "due_at": opens + patience}


def is_free(team: Team | None, offered_by: Team | None, at: datetime | None) -> bool:
    return any(at in slots.free(one) for one in (team, offered_by) if one is not None)


def booked(team: Team | None, offered_by: Team | None, at: datetime, instead: Slot | None) -> Slot:
    """Of those who will call; what only the door offered was promised there all the same."""
    try:
        return slots.book(team, at, instead)
    except slots.Full:
        if offered_by is None or offered_by == team:
            raise
        return slots.book(offered_by, at, instead)


def until(callback: Callback) -> dict[str, str]:
    return {"until": callback.call_at.isoformat()} if callback.wish == Wish.BOOKED else {}


def offering(team: Team | None) -> bool:
    """Whether strangers are offered it at all."""
    return slots.settings_of(team).is_offered
