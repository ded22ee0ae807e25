"""A hand-off that nobody brings, but whose telephone number writes or calls while it waits.

The number of an SMS is vouched for by its network. Where the account's owner has shown the same number to the app, or
we know both as one person's, the hand-off is taken up. A caller's number can be set to anything, and an app may keep
any number that was typed: then what it told is only shown and raises nothing, and its token stays free for whoever
has it.
"""

from django.utils import timezone

from channels_ingest import handoffs
from channels_ingest.handoffs import BY_NUMBER, account_of
from channels_ingest.models import Handoff
from conversations.history import record
from conversations.models import Message
from customers.identifying import Sender, held
from customers.models import Assurance, IdentityKind
from omnidesk.live import PanelHint
from omnidesk.telling import publish

MOST = 20


def waiting(sender: Sender) -> Handoff | None:
    """The newest; none where two accounts wait at one number, because nobody can say which of them it is."""
    if sender.kind != IdentityKind.PHONE or sender.account is not None:
        return None
    found = list(handoffs.waiting_for_number(sender.value)[:MOST])
    return found[0] if len({account_of(handoff) for handoff in found}) == 1 else None


def is_sure(handoff: Handoff, sender: Sender) -> bool:
    account = account_of(handoff)
    if account is None or sender.assurance < Assurance.ATTESTED:
        return False
    if handoff.who.get("phone_verified") is True:
        return True
    number = held(sender.kind, sender.scope, sender.value)
    owner = held(account.kind, account.scope, account.value)
    return number is not None and owner is not None and number.customer_id == owner.customer_id


def offer(handoff: Handoff, message: Message) -> None:
    """Shown beside the matter it may belong to; of two contacts the first."""
    matter = message.conversation
    shown = {"identity": message.identity, "customer": matter.customer, "matter": matter}
    waits = Handoff.objects.filter(pk=handoff.pk, taken_at=None)
    if message.identity is None or not waits.update(taken_at=timezone.now(), taken_by=BY_NUMBER, **shown):
        return
    record(matter, "app_offered", message=message, at=message.shown_at)
    publish(PanelHint(matter.customer_id))
