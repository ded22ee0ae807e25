"""A hand-off's code that a customer reads aloud, and a colleague types.

It proves an account. It does not prove that whoever speaks is the one whose record lies open: they may have called
under any name. So the account joins that record only if the app has shown an address of it to be the account's, or if
nobody vouches for the record yet; else both stay two records until a person has compared them.
"""

from dataclasses import replace

from django.db import transaction

from agents.models import Agent
from channels_ingest import handoff_effects, handoffs
from channels_ingest.handoff_record import normal
from channels_ingest.handoffs import NotTaken, account_of, claims_of
from channels_ingest.models import Handoff
from conversations import threads
from conversations.models import Conversation
from customers.identifying import Claim, Sender, add, held, identify, lock_keys
from customers.models import Assurance, Customer, Identity
from customers.provenance import is_vouched_for
from omnidesk.limits import spend

BY = "spoken"


def take(matter: Conversation, code: str, agent: Agent) -> Handoff:
    """Raises NotTaken, which is kept and shown, or OverLimit."""
    spend("handoff.code.agent", str(agent.pk))
    spend("handoff.code", f"matter/{matter.pk}")
    try:
        with transaction.atomic():
            return taken(matter, code, agent)
    except NotTaken as refused:
        handoffs.refuse(refused.reason, BY, handoff=refused.handoff, matter=matter)
        raise


def taken(matter: Conversation, code: str, agent: Agent) -> Handoff:
    # In practice nobody is real; a real code would file them with a real customer.
    if matter.customer.is_simulated:
        raise NotTaken("unknown")
    handoff = handoffs.take_up(code, BY)
    account = account_of(handoff)
    if account is not None:
        lock_keys(sender_of(handoff, account))
    matter = threads.lock(matter)
    if account is not None:
        settle_account(handoff, account, matter.customer)
    who = spoken_by(matter)
    if who is None:
        raise NotTaken("foreign", handoff)
    handoff_effects.settle(handoff, who, matter, agent)
    return handoff


def settle_account(handoff: Handoff, account: Claim, customer: Customer) -> None:
    """Whoever holds it keeps it; else it is this customer's, or a record of its own."""
    if held(account.kind, account.scope, account.value) is not None:
        return
    if not is_vouched_for(customer) or agrees(handoff, customer):
        add(customer, account, Assurance.AUTHENTICATED, BY)
    else:
        identify(sender_of(handoff, account))


def agrees(handoff: Handoff, customer: Customer) -> bool:
    verified = [claim for claim in claims_of(handoff) if handoff.who.get(f"{claim.kind}_verified") is True]
    sure = Identity.objects.filter(customer=customer, assurance__gte=Assurance.ATTESTED).values_list("kind", "value")
    return bool({(claim.kind, normal(claim)) for claim in verified} & set(sure))


def sender_of(handoff: Handoff, account: Claim) -> Sender:
    own = Sender(account.kind, account.value, account.scope, assurance=Assurance.AUTHENTICATED, assured_by=BY)
    return replace(handoff_effects.vouched(handoff, own), account=None)


def spoken_by(matter: Conversation) -> Identity | None:
    """Through which they came last, as far as that is still this customer's."""
    own = Identity.objects.filter(customer=matter.customer_id).select_related("customer", "home")
    last = matter.messages.exclude(identity=None).order_by("-shown_at", "-pk").values_list("identity", flat=True)[:1]
    return own.filter(pk__in=list(last)).first() or own.order_by("pk").first()
