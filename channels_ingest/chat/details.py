"""What a visitor says of themselves. Kept as a claim: it finds nobody, shows nothing and raises nothing."""

from django.db import transaction

from channels_ingest.chat.refusals import Refused
from channels_ingest.models import VisitorSession
from conversations import threads
from customers import search
from customers.identifying import Claim, keep_claim
from customers.identities import NotAnAddress, normalise
from customers.models import Customer, IdentityKind
from customers.provenance import Source, tell
from omnidesk.cleaning import clean_words
from omnidesk.live import PanelHint
from omnidesk.redaction import redact
from omnidesk.telling import publish


def leave(session: VisitorSession, *, name: str, email: str) -> None:
    """Their first message may be on its way in just now: this writes and then looks who they are, `met` writes who they
    are and then looks what they left. Whichever comes second sees the other, and neither waits for both locks."""
    name, email = redact(clean_words(name, 80)), address(email)
    session.name, session.email = name or session.name, email or session.email
    session.save(update_fields=["name", "email"])
    session.refresh_from_db(fields=["identity"])
    if session.identity:
        with transaction.atomic():
            note(threads.lock_customer(session.identity.customer_id), name, email)


def met(session_id: str, customer: Customer) -> None:
    """It was just written down who the visitor is, in this transaction, which holds the customer's lock."""
    left = VisitorSession.objects.only("name", "email").get(pk=session_id)
    if left.name or left.email:
        note(customer, left.name, left.email)


def address(email: str) -> str:
    if not email.strip():
        return ""
    try:
        return normalise(IdentityKind.EMAIL, email)
    except NotAnAddress as error:
        raise Refused("bad_email", error.sentence) from None


def note(customer: Customer, name: str, email: str) -> None:
    """A name only where there was none: what an agent wrote down is better than what a visitor types."""
    if name and not customer.name:
        tell(customer, {"family_name": name}, Source("message", channel_kind="chat"))
    if email:
        keep_claim(customer, Claim(IdentityKind.EMAIL, email))
    search.index(customer)
    publish(PanelHint(customer.pk))
