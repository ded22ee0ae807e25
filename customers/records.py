"""Changing what is written about a customer: each deed is one transaction, audited by field names and told to pages."""

from django.db import transaction
from django.db.models import ProtectedError

from agents.audit import audit
from agents.models import Agent
from customers import provenance, search
from customers.forms import CustomerForm, NewCustomerForm, stamp
from customers.identifying import Claim, add
from customers.models import Assurance, Customer, Identity
from omnidesk.live import PanelHint
from omnidesk.telling import publish


class ChangedMeanwhile(Exception):
    """Somebody saved the record after this form was shown."""


class StillNeeded(Exception):
    """The identity is more than a claim, or messages went through it."""


@transaction.atomic
def create(form: NewCustomerForm, agent: Agent, ip: str) -> Customer:
    customer = form.save()
    provenance.written(customer, form.changed_data, typed(agent))
    for kind, value in form.addresses():
        add(customer, Claim(kind, value))
    search.index(customer)
    audit(agent, "customer.created", customer, ip, identities=len(form.addresses()))
    return customer


@transaction.atomic
def edit(form: CustomerForm, agent: Agent, ip: str) -> Customer:
    current = Customer.objects.select_for_update().get(pk=form.instance.pk)
    if form.cleaned_data["seen"] != stamp(current):
        raise ChangedMeanwhile
    changed = [name for name in form.changed_data if name != "seen"]
    if not changed:
        return current
    customer = form.instance
    # Only what the form changed: the thread's counter and others' deeds live in the same row.
    customer.save(update_fields=changed)
    provenance.written(customer, changed, typed(agent))
    search.index(customer)
    audit(agent, "customer.edited", customer, ip, fields=changed)
    publish(PanelHint(customer.pk))
    return customer


def typed(agent: Agent) -> provenance.Source:
    return provenance.Source(provenance.AGENT, by=agent)


@transaction.atomic
def claim(customer: Customer, kind: str, value: str, agent: Agent, ip: str) -> Identity:
    """Write down an address that the customer named; it proves nothing."""
    known = Identity.objects.filter(customer=customer, kind=kind, scope="", value=value).first()
    if known is not None:
        return known
    identity = add(customer, Claim(kind, value))
    search.index(customer)
    audit(agent, "customer.identity_added", customer, ip, kind=kind)
    publish(PanelHint(customer.pk))
    return identity


@transaction.atomic
def withdraw(identity: Identity, agent: Agent, ip: str) -> None:
    """Take a mere claim off the record. What other rooms keep of it (messages) is protected by their own rows."""
    held = Identity.objects.select_for_update(of=("self",)).select_related("customer").get(pk=identity.pk)
    if held.assurance != Assurance.CLAIMED:
        raise StillNeeded
    try:
        held.delete()
    except ProtectedError as error:
        raise StillNeeded from error
    search.index(held.customer)
    audit(agent, "customer.identity_removed", held.customer, ip, kind=held.kind)
    publish(PanelHint(held.customer_id))
