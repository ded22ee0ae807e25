"""What agents do to what was told: confirm it, put it right, strike it out, add to it. Each can be undone."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from agents.models import Agent
from conversations import knowledge, threads
from conversations.history import record
from conversations.models import Conversation, Entry, Message
from conversations.thread_window import loaded_messages
from customers import fact_words
from customers.models import Correction, Fact
from customers.models.fact import FactSource
from customers.noting import LONGEST, expiry, note
from omnidesk.live import MessageShown, PanelHint
from omnidesk.redaction import redact
from omnidesk.telling import publish
from sentences.telling import normal


class Gone(Exception):
    """Somebody struck it out or put it right meanwhile."""


@transaction.atomic
def confirm(conversation: Conversation, fact: Fact, agent: Agent) -> Entry:
    matter, fact = lock(conversation, fact)
    fact.confirmed_at, fact.confirmed_by = timezone.now(), agent
    fact.save(update_fields=["confirmed_at", "confirmed_by"])
    return finish(matter, fact, agent, "confirmed")


@transaction.atomic
def strike(conversation: Conversation, fact: Fact, agent: Agent) -> Entry:
    """It is no fact: not of this customer, and after three such words of nobody."""
    matter, fact = lock(conversation, fact)
    strike_out(fact, agent)
    return finish(matter, fact, agent, "struck", taught=teach(fact, "", agent))


@transaction.atomic
def correct(conversation: Conversation, fact: Fact, agent: Agent, key: str, value: str) -> Entry:
    """The right one takes its place, with the same message behind it; what was read wrong is not read so again."""
    matter, fact = lock(conversation, fact)
    taught = teach(fact, key if key != fact.key else "", agent)
    strike_out(fact, agent)
    right = written(matter, agent, key, value, fact)
    note([right])
    Fact.objects.filter(pk=fact.pk).update(replaced_by=right)
    return finish(matter, fact, agent, "corrected", new=right.pk, taught=taught)


@transaction.atomic
def add(conversation: Conversation, agent: Agent, key: str, value: str) -> Entry:
    matter = threads.lock(conversation)
    fact = written(matter, agent, key, value)
    note([fact])
    return finish(matter, fact, agent, "added", new=fact.pk)


def lock(conversation: Conversation, fact: Fact) -> tuple[Conversation, Fact]:
    matter = threads.lock(conversation)
    held = Fact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    if held.customer_id != matter.customer_id or held.struck_at:
        raise Gone
    return matter, held


def strike_out(fact: Fact, agent: Agent | None) -> None:
    fact.struck_at, fact.struck_by = (timezone.now(), agent) if agent else (None, None)
    fact.save(update_fields=["struck_at", "struck_by"])


def written(matter: Conversation, agent: Agent, key: str, value: str, behind: Fact | None = None) -> Fact:
    """A fact in a colleague's hand. `behind`: the one it puts right, whose message it keeps."""
    value, now = redact(value)[:LONGEST], timezone.now()
    fact = Fact(
        customer=matter.customer,
        home_id=matter.customer_id,
        matter=None if fact_words.is_of_person(key) else matter.pk,
        key=key,
        value=value,
        norm=normal(key, value, at=timezone.localtime(now))[:LONGEST],
        source=FactSource.AGENT,
        said_at=now,
        said_by=agent,
        confirmed_at=now,
        confirmed_by=agent,
        expires_at=expiry(key, now),
    )
    if behind:
        fact.home_id, fact.identity_id, fact.said_at = behind.home_id, behind.identity_id, behind.said_at
        twins = Fact.objects.filter(message=behind.message, key=key, norm=fact.norm)
        if behind.message and not twins.exists():
            fact.message, fact.start, fact.end = behind.message, behind.start, behind.end
            fact.channel_kind = behind.channel_kind
    return fact


def teach(fact: Fact, right_key: str, agent: Agent) -> bool:
    """Only what rules have read can teach them. One value is one row, with the number of colleagues' words."""
    if fact.source not in (FactSource.MESSAGE, FactSource.FORM):
        return False
    row, made = Correction.objects.get_or_create(
        key=fact.key,
        norm=fact.norm,
        defaults={"rule": fact.rule, "right_key": right_key, "corrected_by": agent},
    )
    if not made:
        row.times, row.right_key, row.corrected_by = row.times + 1, right_key, agent
        row.save()
    transaction.on_commit(knowledge.changed)
    return True


def unteach(fact: Fact) -> None:
    row = Correction.objects.filter(key=fact.key, norm=fact.norm).first()
    if row is not None and row.times > 1:
        row.times -= 1
        row.save()
    elif row is not None:
        row.delete()
    transaction.on_commit(knowledge.changed)


def finish(matter: Conversation, fact: Fact, agent: Agent, deed: str, **more: Any) -> Entry:
    show(matter, fact)
    return record(matter, "fact", actor=agent, deed=deed, fact=fact.pk, key=fact.key, **more)


def show(matter: Conversation, fact: Fact) -> None:
    """The card, and the underline in the bubble, are drawn anew wherever they are open."""
    publish(PanelHint(matter.customer_id))
    if fact.message:
        own = Message.objects.filter(pk=fact.message, customer=matter.customer)
        own.update(revision=matter.customer.revision)
        for message in loaded_messages(matter.customer, own):
            publish(MessageShown(message))


def undo(matter: Conversation, data: dict[str, Any], agent: Agent) -> Entry | None:
    """None: something was built on it since."""
    fact = Fact.objects.filter(pk=data["fact"], customer=matter.customer_id).first()
    new = Fact.objects.filter(pk=data.get("new") or 0).first()
    if fact is None or (data.get("new") and (new is None or new.replaced_by_id or new.struck_at)):
        return None
    if data["deed"] == "confirmed":
        Fact.objects.filter(pk=fact.pk).update(confirmed_at=None, confirmed_by=None)
    else:
        take_back(fact, new)
    if data.get("taught"):
        unteach(fact)
    show(matter, fact)
    return record(matter, "fact", actor=agent, deed="undone", fact=fact.pk, key=fact.key)


def take_back(fact: Fact, new: Fact | None) -> None:
    """What the new one had replaced stands again: the row lets go of it."""
    if new is None or new.pk != fact.pk:
        strike_out(fact, None)
    if new is not None:
        new.delete()
