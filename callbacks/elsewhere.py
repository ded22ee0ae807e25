"""A number that is to be called already, on another customer's record: it rings once, and what stands there stays.

Whoever typed a number has proved nothing: a claim moves no call of somebody else's and learns nothing of it. What was
said is kept in the history of who said it, and they are told what everybody is told. An agent who may see the other
matter may move its call, and so may who writes in the chat as somebody known to hold the number; a form and another
system only pass on what was typed.
"""

from datetime import datetime
from typing import Any

from agents.models import Agent
from callbacks.asked import Asked
from callbacks.models import Callback, Through
from conversations import threads
from conversations.history import record
from conversations.models import Conversation, Entry
from customers.models import Assurance, Customer, Identity, IdentityKind
from omnidesk.live import PanelHint
from omnidesk.telling import publish

KIND = "callback_known"


def may_move(known: Callback, identity: Identity, asked: Asked, agent: Agent | None) -> bool:
    if agent is not None:
        return Callback.objects.visible_to(agent).filter(pk=known.pk).exists()
    return asked.through == Through.WIDGET and identity.assurance >= Assurance.ATTESTED


def reach(known: Callback) -> Conversation | None:
    """Its matter, locked beside the asker's. None = somebody works on that record just now: whoever holds one customer
    never waits for a second, or two of them would wait for each other."""
    others = Customer.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    owner = others.filter(pk=known.conversation.customer_id, merged_into=None).first()
    # It may have been moved before the lock; from now on it cannot be.
    theirs = Conversation.objects.filter(pk=known.conversation_id, customer=owner).first() if owner else None
    return threads.lock(theirs) if theirs else None


def note(
    matter: Conversation,
    identity: Identity,
    known: Callback,
    asked: Asked,
    when: dict[str, datetime],
    agent: Agent | None,
) -> Callback:
    """The line in the asker's own history says why nobody is called from it, and what they wished and said."""
    publish(PanelHint(matter.customer_id))
    times = {name: at.isoformat() for name, at in when.items()}
    told: dict[str, Any] = {"wish": asked.wish, "through": asked.through, "note": asked.kept_note, **times}
    if asked.at is not None:
        told["until"] = asked.at.isoformat()
    if asked.external_id is not None:
        told["external_id"] = asked.external_id
    entry = record(matter, KIND, actor=agent, callback=known.pk, identity=identity.pk, **told)
    return as_told(entry)


def as_told(entry: Entry) -> Callback:
    """What the asker is told, by their own wish alone. Never saved: nobody is called by it."""
    told = entry.data
    return Callback(
        conversation=entry.conversation,
        identity_id=told["identity"],
        wish=told["wish"],
        asked_through=told["through"],
        asked_at=entry.at,
        call_at=datetime.fromisoformat(told["call_at"]),
        due_at=datetime.fromisoformat(told["due_at"]),
        note=told["note"],
    )


def repeated(asked: Asked) -> Callback | None:
    """The same request again: it was written down, and is answered as before."""
    holders = Identity.objects.filter(kind=IdentityKind.PHONE, value=asked.number).values("customer")
    written = Entry.objects.filter(customer__in=holders, kind=KIND, data__external_id=asked.external_id)
    entry = written.select_related("conversation").order_by("pk").first()
    return as_told(entry) if entry else None
