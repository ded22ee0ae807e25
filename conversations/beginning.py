"""What an agent has begun to write to a customer, before there is a matter: kept on the server until it is sent."""

import uuid
from typing import Any

from django.db.models import QuerySet

from agents.models import Agent
from conversations.letter_form import LONGEST_SUBJECT
from conversations.models import Message
from conversations.models.draft import NewDraft
from conversations.new_message import teams_of
from conversations.writing import LONGEST
from customers.models import Customer
from omnidesk.redaction import redact

MOST_SHOWN = 5


class Sent(Exception):
    """It went out already: what still comes of it is late."""


def of(agent: Agent, customer: Customer) -> NewDraft | None:
    draft = NewDraft.objects.filter(agent=agent, customer=customer).first()
    return draft if draft and not is_sent(customer, draft.client_key) else None


def is_sent(customer: Customer, key: uuid.UUID) -> bool:
    return Message.objects.filter(customer=customer, client_key=str(key)).exists()


def begun(agent: Agent) -> QuerySet[NewDraft]:
    """The newest ones, to customers whom the agent may see still."""
    mine = NewDraft.objects.filter(agent=agent, customer__in=Customer.objects.visible_to(agent))
    return mine.select_related("customer").order_by("-updated_at")[:MOST_SHOWN]


def keep(agent: Agent, customer: Customer, typed: Any) -> None:
    """As typed, without what nobody may keep; one with no words is none. Raises Sent."""
    key = key_of(typed)
    if is_sent(customer, key):
        raise Sent
    text, subject = words(typed, "text", LONGEST), words(typed, "subject", LONGEST_SUBJECT)
    if not text.strip() and not subject.strip():
        forget(agent, customer)
        return
    told = {"text": text, "subject": subject, "route": words(typed, "route", 40), "team": team_of(agent, typed)}
    NewDraft.objects.update_or_create(agent=agent, customer=customer, defaults=told | {"client_key": key})


def forget(agent: Agent, customer: Customer) -> None:
    NewDraft.objects.filter(agent=agent, customer=customer).delete()


def words(typed: Any, name: str, most: int) -> str:
    return redact(str(typed.get(name, "")).replace("\x00", ""))[:most]


def team_of(agent: Agent, typed: Any) -> Any:
    wanted = str(typed.get("team", ""))
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) < 19
    return teams_of(agent).filter(pk=wanted).first() if is_number else None


def key_of(typed: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(typed.get("client_key", "")))
    except ValueError:
        return uuid.uuid4()
