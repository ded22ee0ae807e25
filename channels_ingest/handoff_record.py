"""What a hand-off says of the person, and whose record it may change.

The app vouches for the account. What it names beside it (name, addresses, language) is as good as its own record of
that account; where the account came with somebody whom we know otherwise, and of a guest, it is a claim and no more.
"""

from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction

from channels_ingest.handoffs import account_of, claims_of
from channels_ingest.models import Handoff
from channels_ingest.record_claims import told
from customers import doubles, fact_words, search
from customers.identifying import Claim, held, keep_claim, vouch
from customers.identities import NotAnAddress, normalise
from customers.models import Assurance, Customer, Identity, IdentityKind
from customers.provenance import Source, is_vouched_for

APP = "app"
# By which the company says that an address was shown to be theirs.
BY = "handoff"


def keep(handoff: Handoff, came_by: Identity) -> None:
    """Into the record of the hand-off's customer, locked where it is the one who came."""
    owner, comer = handoff.customer, came_by.customer
    assert owner is not None, "settle has set it"  # noqa: S101
    compare(handoff, owner, comer)
    if not may_claim(handoff, owner):
        tell_record(handoff, owner, Assurance.CLAIMED)
        return
    is_theirs = agrees(handoff, owner)
    for claim in claims_of(handoff):
        address = keep_claim(owner, claim, came_home(handoff))
        if address and is_theirs and handoff.who.get(f"{claim.kind}_verified") is True:
            attest(address)
    if owner.pk == comer.pk:
        tell_record(handoff, owner, Assurance.ATTESTED if is_theirs else Assurance.CLAIMED)
        search.index(owner)


def may_claim(handoff: Handoff, customer: Customer) -> bool:
    """A guest says nothing of somebody whom we know: it may be another who sits there."""
    return account_of(handoff) is not None or not is_vouched_for(customer)


def agrees(handoff: Handoff, owner: Customer) -> bool:
    """Is it surely theirs what is named beside the account? An account that came just now, with somebody who is known
    by other addresses than these, may have come in the wrong hands."""
    if account_of(handoff) is None:
        return False
    mine = handoff.identity
    is_new = mine is not None and handoff.taken_at is not None and mine.created_at >= handoff.taken_at
    sure = Identity.objects.filter(customer=owner, assurance__gte=Assurance.ATTESTED)
    others = sure.exclude(kind__in=(IdentityKind.VISITOR, IdentityKind.ACCOUNT)).values_list("kind", "value")
    named = {(claim.kind, normal(claim)) for claim in claims_of(handoff)}
    return not is_new or not others or bool(named & set(others))


def attest(address: Identity) -> None:
    """Nobody else holds it: mail from there is theirs. Who holds it already keeps it."""
    with suppress(IntegrityError), transaction.atomic():
        vouch(address, Assurance.ATTESTED, BY)


def compare(handoff: Handoff, owner: Customer, comer: Customer) -> None:
    """Whoever else is named by it may be the same person: that is for a person to say."""
    if owner.pk != comer.pk:
        doubles.bring_together(comer, owner)
    for claim in claims_of(handoff):
        holder = held(claim.kind, claim.scope, normal(claim))
        if holder is not None:
            doubles.bring_together(owner, holder.customer)


def normal(claim: Claim) -> str:
    try:
        return normalise(claim.kind, claim.value)
    except NotAnAddress:
        return ""


def tell_record(handoff: Handoff, owner: Customer, assurance: int) -> None:
    record = Customer.objects.get(pk=owner.pk)
    source = Source(APP, assurance, APP, handoff.identity)
    if told(record, said(handoff), source):
        owner.refresh_from_db()


def said(handoff: Handoff) -> dict[str, str]:
    """By the keys of facts."""
    named = {fact_words.canonical(name): text(value) for name, value in handoff.attributes.items()}
    who = {name: text(handoff.who.get(name)) for name in ("name", "postal_code", "address", "language")}
    return named | {name: value for name, value in who.items() if value}


def text(value: Any) -> str:
    return "" if value is None or isinstance(value, bool) else str(value)


def came_home(handoff: Handoff) -> Customer | None:
    return handoff.identity.home if handoff.identity else None
