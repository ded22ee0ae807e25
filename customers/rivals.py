"""Two values for one field: a person decides which one stands. Nothing that was given is thrown away."""

from django.db import transaction
from django.utils import timezone

from agents.audit import audit
from agents.models import Agent
from customers import provenance, search
from customers.models import Customer, RecordValue, Standing
from omnidesk.live import PanelHint
from omnidesk.telling import publish


class Decided(Exception):
    """Somebody has decided about this value already, or it was corrected meanwhile."""


@transaction.atomic
def choose(rival: RecordValue, agent: Agent, ip: str) -> None:
    """The rival becomes the record's value, and stays: a system that says otherwise asks again."""
    customer, value = locked(rival)
    provenance.retire(customer, value.field)
    column = Customer._meta.get_field(value.field)
    setattr(customer, value.field, column.to_python(value.value))  # type: ignore[union-attr]  # plain columns only
    customer.save(update_fields=[value.field])
    value.standing, value.pinned_at, value.by = Standing.CURRENT, timezone.now(), agent
    value.save(update_fields=["standing", "pinned_at", "by"])
    finish(customer, "customer.value_chosen", value.field, agent, ip)


@transaction.atomic
def keep(rival: RecordValue, agent: Agent, ip: str) -> None:
    """Ours stands; the other one is set aside and not shown again while the same source repeats it."""
    customer, value = locked(rival)
    value.standing, value.by = Standing.REFUSED, agent
    value.save(update_fields=["standing", "by"])
    finish(customer, "customer.value_kept", value.field, agent, ip)


@transaction.atomic
def pin(customer: Customer, field: str, agent: Agent, ip: str, *, on: bool = True) -> None:
    """What stands here stays, whatever a system says later; or may change again."""
    held = Customer.objects.select_for_update().get(pk=customer.pk)
    current = RecordValue.objects.filter(customer=held, field=field, standing=Standing.CURRENT).first()
    if current is None and on:
        provenance.written(held, [field], provenance.Source(""))
        current = RecordValue.objects.filter(customer=held, field=field, standing=Standing.CURRENT).first()
    if current is None:
        raise Decided
    current.pinned_at, current.by = (timezone.now(), agent) if on else (None, current.by)
    current.save(update_fields=["pinned_at", "by"])
    finish(held, "customer.value_pinned" if on else "customer.value_unpinned", field, agent, ip)


def locked(rival: RecordValue) -> tuple[Customer, RecordValue]:
    customer = Customer.objects.select_for_update().get(pk=rival.customer_id)
    value = RecordValue.objects.filter(pk=rival.pk, customer=customer, standing=Standing.RIVAL).first()
    if value is None:
        raise Decided
    return customer, value


def finish(customer: Customer, action: str, field: str, agent: Agent, ip: str) -> None:
    search.index(customer)
    audit(agent, action, customer, ip, fields=[field])
    publish(PanelHint(customer.pk))
