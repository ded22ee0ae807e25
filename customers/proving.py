"""One-time codes: whoever repeats what we wrote to an address reads it. Typed is claimed, answered is proven.

The code follows from the challenge and a key of ours, so that the mail can be written when it is sent, and only a keyed
hash is kept to compare with.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from agents.models import Agent
from customers.identifying import held, vouch
from customers.identities import takes_sms
from customers.models import Assurance, Challenge, Customer, Identity, IdentityKind
from omnidesk.limits import spend

LASTS = timedelta(minutes=10)
TRIES = 5
DIGITS = 6
BY = "code"
# Where a code can be sent to, and its owner reads it.
PROVABLE = frozenset({IdentityKind.EMAIL, IdentityKind.PHONE})


@dataclass(frozen=True)
class Answer:
    """What became of a try: 'right', 'wrong', or 'held' = right, but the address is another customer's."""

    outcome: str
    identity: Identity
    left: int = 0


def is_provable(identity: Identity) -> bool:
    """A code can be read there: no landline shows one."""
    return identity.kind in PROVABLE and (not identity.is_phone or takes_sms(identity.value))


def ask(identity: Identity, matter: int, agent: Agent) -> Challenge:
    """A new code for exactly this address; an older one ends. Raises OverLimit. The caller has locked the customer."""
    spend("code.address", f"{identity.kind}/{identity.value}")
    spend("code.agent", str(agent.pk))
    now = timezone.now()
    Challenge.objects.filter(identity=identity, answered_at=None, ended_at=None).update(ended_at=now)
    challenge = Challenge.objects.create(
        identity=identity, matter=matter, code_hash="", asked_by=agent, expires_at=now + LASTS
    )
    challenge.code_hash = hashed(challenge, code_of(challenge))
    challenge.save(update_fields=["code_hash"])
    return challenge


def goes_with(challenge: Challenge, message: int) -> None:
    """The letter that takes the code to its reader."""
    challenge.message = message
    challenge.save(update_fields=["message"])


def code_of(challenge: Challenge) -> str:
    """Six digits that nobody can foresee without our key; the same each time its one letter is written."""
    drawn = salted_hmac(
        "customers.proving.code", f"{challenge.pk}:{challenge.expires_at.isoformat()}", algorithm="sha256"
    )
    return f"{int.from_bytes(drawn.digest()) % 10**DIGITS:0{DIGITS}}"


def hashed(challenge: Challenge, code: str) -> str:
    return salted_hmac("customers.proving.answer", f"{challenge.pk}:{code}", algorithm="sha256").hexdigest()


def is_right(challenge: Challenge, said: str) -> bool:
    return constant_time_compare(hashed(challenge, said), challenge.code_hash)


def waiting(customer: Customer) -> list[Challenge]:
    """Codes that this customer may answer now."""
    return list(usable().filter(identity__customer=customer).select_related("identity__customer", "asked_by"))


def usable() -> QuerySet[Challenge]:
    return Challenge.objects.filter(answered_at=None, ended_at=None, expires_at__gt=timezone.now(), tries__lt=TRIES)


def of_letter(message: int) -> Challenge | None:
    return Challenge.objects.filter(message=message).first()


def is_usable(challenge: Challenge) -> bool:
    return usable().filter(pk=challenge.pk).exists()


def answered(challenges: list[Challenge], said: str) -> Answer:
    """One try at all that wait (there is rarely more than one). The customer is locked."""
    right = next((one for one in challenges if is_right(one, said)), None)
    if right is None:
        return wrong(challenges)
    # Taken by one UPDATE: the same code twice proves nothing the second time.
    if not usable().filter(pk=right.pk).update(answered_at=timezone.now()):
        return wrong([one for one in challenges if one is not right] or [right])
    return Answer("right" if prove(right.identity) else "held", right.identity)


def wrong(challenges: list[Challenge]) -> Answer:
    for one in challenges:
        one.tries += 1
        ended = timezone.now() if one.tries >= TRIES else None
        Challenge.objects.filter(pk=one.pk).update(tries=one.tries, ended_at=ended)
    newest = max(challenges, key=lambda one: one.pk)
    return Answer("wrong", newest.identity, left=max(0, TRIES - newest.tries))


def prove(identity: Identity) -> bool:
    """False = another customer holds the address as attested or better: nobody is merged by a code."""
    if identity.assurance >= Assurance.PROVEN:
        return refresh(identity)
    try:
        with transaction.atomic():
            return vouch(identity, Assurance.PROVEN, BY)
    except IntegrityError:
        # They were vouched for at this very moment (identity_held_once).
        return False


def refresh(identity: Identity) -> bool:
    """What was proven once fades; an answer today is as good as the first. A sign-in says more, and keeps its word."""
    if identity.assurance == Assurance.PROVEN:
        identity.assured_by, identity.assured_at = BY, timezone.now()
        identity.save(update_fields=["assured_by", "assured_at"])
    return True


def holder(identity: Identity) -> Customer | None:
    """Who else holds the address."""
    other = held(identity.kind, identity.scope, identity.value)
    return other.customer if other and other.customer_id != identity.customer_id else None
