"""A look at a value that is masked at first: shown to one person, and written down whose, which and when."""

from django.db import transaction

from agents.audit import audit
from agents.models import Agent
from customers import matters
from customers.masking import MASKED_FACTS, MASKED_FIELDS, MASKED_KINDS
from customers.models import Customer, Fact, RecordValue


class NothingThere(Exception):
    """No such value on this record, or none that is masked."""


@transaction.atomic
def look(customer: Customer, which: str, agent: Agent, ip: str) -> str:
    """which: 'address', 'identity-12', or 'value-5' of a rival. The audit names it and holds no value."""
    field, value = found(customer, which, agent)
    audit(agent, "customer.looked", customer, ip, fields=[field], which=which)
    return value


def found(customer: Customer, which: str, agent: Agent) -> tuple[str, str]:
    kind, _, number = which.partition("-")
    if kind == "address":
        return kind, f"{customer.postal_code} {customer.address}".strip()
    if kind == "identity" and number.isdecimal():
        identity = customer.identities.filter(pk=int(number), kind__in=MASKED_KINDS).first()
        if identity:
            return identity.kind, str(identity)
    if kind == "value" and number.isdecimal():
        value = RecordValue.objects.filter(customer=customer, pk=int(number), field__in=MASKED_FIELDS).first()
        if value:
            return value.field, value.value
    if kind == "fact" and number.isdecimal():
        return told(customer, int(number), agent)
    raise NothingThere


def told(customer: Customer, number: int, agent: Agent) -> tuple[str, str]:
    """Of a matter behind another team's wall there is nothing to look at."""
    fact = Fact.objects.filter(customer=customer, pk=number, key__in=MASKED_FACTS).first()
    if fact is None or (fact.matter and not matters.visible(agent).filter(pk=fact.matter).exists()):
        raise NothingThere
    return fact.key, fact.value
