"""A person of a channel and an account of the company's app, linked by both sides: LINE's account link.

The app hands over who is signed in (POST /api/v1/handoffs/), and gives LINE the token as the nonce. LINE asks its user,
and tells us the nonce with the user's id. So the token is single use and ends, and whoever repeats it through LINE is
whom the app has signed in. Two records that both exist already stay two until a person decides.
"""

from dataclasses import replace

from django.db import transaction

from channels_ingest import handoff_effects, handoff_tokens, handoffs
from channels_ingest.adapters.base import Linked
from channels_ingest.handoffs import NotTaken
from channels_ingest.models import Handoff
from conversations.models import Conversation
from conversations.models.conversation import OPEN
from customers.identifying import identify, lock_keys, vouch
from customers.models import Assurance

BY = "account_link"


def made(event: Linked) -> None:
    """In the transaction of its event. Whatever is wrong with the nonce, nothing is raised or joined."""
    if not event.nonce:
        return
    try:
        handoff = taken(event)
    except NotTaken as refused:
        handoffs.refuse(refused.reason, event.channel.kind, handoff=refused.handoff)
        return
    if event.channel.is_practice:
        practised(event)
        return
    identity = handoff_effects.introduce(handoff, handoff_effects.vouched(handoff, event.sender))
    vouch(identity, Assurance.PROVEN, BY)
    matters = Conversation.objects.filter(customer=identity.customer_id, status__in=OPEN, joined_into=None)
    matter = matters.order_by("-last_activity_at").first()
    if matter is not None:
        handoff_effects.bind(handoff, matter)


def taken(event: Linked) -> Handoff:
    """Whole, and of somebody who is signed in: a code of six signs can be guessed, and a guest is nobody."""
    if handoff_tokens.token_in(event.nonce) != event.nonce:
        raise NotTaken("unknown")
    handoff = handoffs.find(event.nonce)
    if handoff is None or handoffs.account_of(handoff) is None:
        raise NotTaken("unknown", handoff)
    if event.channel.is_practice:
        return looked_at(handoff)
    with transaction.atomic():
        return handoffs.take(handoff, event.channel.kind)


def looked_at(handoff: Handoff) -> Handoff:
    """The one use of a token is its owner's: practice only asks whether it would count."""
    reason = handoffs.reason_against(handoff)
    if reason:
        raise NotTaken(reason, handoff)
    return handoff


def practised(event: Linked) -> None:
    """Whoever is met in practice is nobody's account: the link is shown to work, and joins no real customer."""
    sender = replace(event.sender, is_simulated=True)
    lock_keys(sender)
    vouch(identify(sender), Assurance.PROVEN, BY)
