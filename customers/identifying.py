"""Who is this? From what a channel says of a sender to one customer, without believing more than was shown."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from customers import search
from customers.identities import NotAnAddress, display, normalise
from customers.models import Assurance, Customer, Identity
from customers.provenance import Source, first_values
from omnidesk.inserting import insert
from omnidesk.redaction import redact


@dataclass(frozen=True)
class Claim:
    """A value somebody named as theirs: kind is an IdentityKind."""

    kind: str
    value: str
    scope: str = ""


@dataclass(frozen=True)
class Sender:
    """What the channel says of who is writing. `account` is set only when a signed token was verified."""

    kind: str
    value: str
    scope: str = ""
    display: str = ""
    assurance: int = Assurance.ATTESTED
    assured_by: str = ""
    family_name: str = ""
    given_name: str = ""
    language: str = "ja"
    claims: tuple[Claim, ...] = ()
    account: Claim | None = None
    is_simulated: bool = False
    # What gave the name, as customers.provenance calls it.
    source: str = "message"
    # The channel has said nothing but their id: who is not known yet is asked about first (Unmet).
    asks_first: bool = False


class Unmet(Exception):
    """Nobody whom we know, and the channel may know their name: to be asked for with nothing locked."""


@dataclass(frozen=True)
class Filed:
    """is_new: the customer was made in this very transaction, so that nobody else can see or lock the record."""

    identity: Identity
    is_new: bool = False


LOCK_KEYS = "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(%s::text[]) AS key"


def lock_keys(sender: Sender) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK_KEYS, [keys_of(sender)])


def keys_of(sender: Sender, *more: str) -> list[str]:
    """Two first messages of one person wait for each other there; always in sorted order, and then `more`."""
    keys = {f"{sender.kind}\x1f{sender.scope}\x1f{sender.value}"}
    if sender.account:
        keys.add(f"{sender.account.kind}\x1f{sender.account.scope}\x1f{sender.account.value}")
    return [*sorted(keys), *more]


def identify(sender: Sender) -> Identity:
    return filed(sender, next(iter(Identity.objects.raw(KNOWN, known_by(sender))), None)).identity


def filed(sender: Sender, found: Identity | None, heard_at: datetime | None = None) -> Filed:
    """The identity the message came through, with its customer; made when nobody holds it yet.

    The keys must be locked (lock_keys). `found`: by KNOWN. A claimed sender is filed with who holds the value, and
    raises nothing; with an account, only if that is theirs already. Once the customer is locked, `make_findable`
    indexes what is news.
    """
    account = held(sender.account.kind, sender.account.scope, sender.account.value) if sender.account else None
    if brings_account_to_a_claim(sender) and (not found or not account or found.customer_id != account.customer_id):
        found = None
    if found is not None:
        identity = found
        vouch(identity, sender.assurance, sender.assured_by)
    else:
        if sender.asks_first:
            raise Unmet
        customer = account.customer if account else new_customer(sender, heard_at)
        identity = first_seen(customer, sender)
        if account is None:
            first_values(customer, Source(sender.source, Assurance.CLAIMED, sender.assured_by or sender.kind, identity))
    if sender.account and account is None:
        add(identity.customer, sender.account, Assurance.AUTHENTICATED, sender.assured_by, home=identity.home)
    for claim in sender.claims:
        keep_claim(identity.customer, claim, identity.home)
    return Filed(identity, is_new=found is None and account is None)


def brings_account_to_a_claim(sender: Sender) -> bool:
    """Anybody may write any address beside their own account: that gives them nothing of who holds the address."""
    return sender.account is not None and sender.assurance < Assurance.ATTESTED


def first_seen(customer: Customer, sender: Sender) -> Identity:
    """The sender as this customer's. Beside an account a claim is merely typed: nobody is ever filed with it."""
    if not brings_account_to_a_claim(sender):
        own = Claim(sender.kind, sender.value, sender.scope)
        return add(customer, own, sender.assurance, sender.assured_by, sender.display)
    claimed = {"kind": sender.kind, "scope": sender.scope, "value": sender.value}
    known = Identity.objects.filter(customer=customer, **claimed).first()
    told = {"customer": customer, "display": sender.display or display(sender.kind, sender.value)}
    return known or Identity.objects.get_or_create(home=customer, **claimed, defaults=told)[0]


def make_findable(customer: Customer, sender: Sender) -> None:
    """Index what the sender told, if it is news. `customer` is locked: between `identify` and the lock a colleague may
    have renamed the record, or merged it into another, and an index written from what was read before would be wrong.
    """
    if not customer.search_text or not all(search.knows(customer, *one) for one in told_by(sender)):
        search.index(customer)


def told_by(sender: Sender) -> list[tuple[str, str, str]]:
    told = [(sender.kind, sender.value, sender.display), *((it.kind, it.value, "") for it in sender.claims)]
    return [address_of(*one) for one in told]


def address_of(kind: str, value: str, shown: str) -> tuple[str, str, str]:
    """As it is stored, or as it was said where it is no address: then it stays unknown."""
    with suppress(NotAnAddress):
        value = normalise(kind, value)
    return kind, value, shown or display(kind, value)


def held(kind: str, scope: str, value: str) -> Identity | None:
    """Who holds this value as attested or better (at most one does)."""
    return (
        Identity.objects.select_related("customer", "home")
        .filter(kind=kind, scope=scope, value=value, assurance__gte=Assurance.ATTESTED)
        .first()
    )


# Who holds the value. Else a sender is filed with the same unverified sender of the same channel; what was merely
# typed is somebody else.
KNOWN = """
    SELECT * FROM customers_identity WHERE kind = %s AND scope = %s AND value = %s
    AND (assurance >= 1 OR (assured_by <> '' AND assured_by = %s)) ORDER BY assurance >= 1 DESC, id LIMIT 1
"""


def known_by(sender: Sender) -> list[str]:
    return [sender.kind, sender.scope, sender.value, sender.assured_by]


def vouch(identity: Identity, assurance: int, by: str) -> bool:
    """Raise what is known of an identity, never lower it; False = somebody else holds the value, or it was known.

    The keys must be locked (lock_keys), so that nobody else is given the value meanwhile.
    """
    if identity.assurance >= assurance:
        return False
    if identity.assurance < Assurance.ATTESTED and held(identity.kind, identity.scope, identity.value):
        return False
    identity.assurance, identity.assured_by, identity.assured_at = assurance, by, timezone.now()
    identity.save(update_fields=["assurance", "assured_by", "assured_at"])
    return True


def heard_from(identity: Identity) -> None:
    """Its owner wrote: whatever came back from there is over."""
    if identity.undeliverable_at is not None:
        identity.undeliverable_at, identity.undeliverable_reason = None, ""
        identity.save(update_fields=["undeliverable_at", "undeliverable_reason"])


def new_customer(sender: Sender, heard_at: datetime | None = None) -> Customer:
    """Findable at once, and with the revision of this transaction: nobody else can have it yet."""
    customer = Customer(
        family_name=redact(sender.family_name),
        given_name=redact(sender.given_name),
        language=sender.language,
        is_simulated=sender.is_simulated,
        last_contact_at=heard_at,
        revision=1,
    )
    search.write(customer, told_by(sender))
    insert(customer)
    return customer


def add(
    customer: Customer,
    claim: Claim,
    assurance: int = Assurance.CLAIMED,
    assured_by: str = "",
    shown: str = "",
    home: Customer | None = None,
) -> Identity:
    """home: whose it is before any merge; what is told through an identity goes home with it."""
    identity = Identity(
        customer=customer,
        home=home or customer,
        kind=claim.kind,
        scope=claim.scope,
        value=claim.value,
        display=shown or display(claim.kind, claim.value),
        assurance=assurance,
        assured_by=assured_by,
        assured_at=timezone.now() if assurance else None,
    )
    insert(identity)
    return identity


def keep_claim(customer: Customer, claim: Claim, home: Customer | None = None) -> Identity | None:
    """Keep a typed value on the profile, as claimed; what is no address is not kept as one."""
    try:
        value = normalise(claim.kind, claim.value)
    except NotAnAddress:
        return None
    known = Identity.objects.filter(customer=customer, kind=claim.kind, scope=claim.scope, value=value).first()
    if known is not None:
        return known
    # Not create: the same may be typed at two doors at once, and a claim is not worth losing a message.
    return Identity.objects.get_or_create(
        home=home or customer,
        kind=claim.kind,
        scope=claim.scope,
        value=value,
        defaults={"customer": customer, "display": display(claim.kind, value)},
    )[0]
