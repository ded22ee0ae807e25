"""Whether somebody can be written to on a channel: they follow us or block us, they say STOP or START."""

from channels_ingest.adapters.base import Reach
from conversations.models import Direction, Message
from customers import consents
from customers.consents import Said
from customers.identifying import held
from customers.models import Answer, Identity, Purpose
from omnidesk.live import PanelHint
from omnidesk.telling import publish


def changed(event: Reach) -> None:
    """Of somebody we know; a stranger who follows us has said nothing yet."""
    sender = event.sender
    identity = held(sender.kind, sender.scope, sender.value)
    if identity is None:
        return
    if event.evidence:
        answer = Answer.GRANTED if event.is_open else Answer.STOPPED
        for purpose in reopened(identity) if event.is_open else Purpose:
            consents.say(identity, purpose, answer, Said("message", event.evidence, at=event.at))
        return
    if is_older_than_known(event, identity):
        return
    closed = {"undeliverable_at": None, "undeliverable_reason": ""} if event.is_open else {"undeliverable_at": event.at}
    Identity.objects.filter(pk=identity.pk).update(**closed)
    publish(PanelHint(identity.customer_id))


def is_older_than_known(event: Reach, identity: Identity) -> bool:
    """Delivered late: they have written, or blocked us, since."""
    if event.is_open:
        return identity.undeliverable_at is not None and identity.undeliverable_at > event.at
    return Message.objects.filter(identity=identity, direction=Direction.IN, shown_at__gt=event.at).exists()


def reopened(identity: Identity) -> list[Purpose]:
    """Who takes a STOP back wants our answers; and offers only if they had asked for them before."""
    asked_for = set(identity.consents.filter(answer=Answer.GRANTED).values_list("purpose", flat=True))
    return [purpose for purpose in Purpose if purpose == Purpose.SUPPORT or purpose in asked_for]
