"""What the composer shows of the letter that it would send: subject, who else took part, signature."""

from typing import Any

from conversations import letters
from conversations.capabilities import capabilities_of
from conversations.letter_form import line_of, own_addresses
from conversations.models import Channel, Conversation, Direction, Draft, Envelope, Message
from conversations.routes import Route


def letter_context(matter: Conversation, faces: list[Route], drafts: dict[str, Draft]) -> dict[str, Any]:
    """Nothing, and no question to the database, where no letter can be written."""
    routes = [face for face in faces if capabilities_of(face.channel).letters]
    if not routes:
        return {"letter": None}
    at_hand = next((face for face in routes if face.chosen), routes[0])
    draft = drafts.get(str(at_hand.channel.pk))
    last = last_heard(matter)
    usual = letters.subject_for(matter)
    return {
        "letter": {"subject": usual} | (draft.letter if draft else {}),
        "usual_subject": usual,
        "letter_to": at_hand.identity,
        "others": line_of(others(last, at_hand)) if last else "",
        "quotable": last is not None,
        "signatures": [(channel, signature(matter, channel)) for channel in {face.channel for face in routes}],
        "signature_of": at_hand.channel,
    }


def last_heard(matter: Conversation) -> Envelope | None:
    theirs = Envelope.objects.filter(message__conversation=matter, message__direction=Direction.IN)
    return theirs.filter(message__is_automatic=False).defer("html", "quoted").order_by("-message__seq").first()


def others(last: Envelope, route: Route) -> list[list[str]]:
    """Everybody whom the customer's mail went to, beside us and the customer."""
    known = {*own_addresses(route.channel), route.identity.value.casefold(), last.from_address.casefold()}
    found: dict[str, list[str]] = {}
    for name, bare in (*last.to, *last.cc):
        local, _at, domain = bare.casefold().rpartition("@")
        # Our reply address carries a token after a plus.
        if not {bare.casefold(), f"{local.partition('+')[0]}@{domain}"} & known:
            found.setdefault(bare.casefold(), [name, bare])
    return list(found.values())[: letters.MOST_COPIES]


def signature(matter: Conversation, channel: Channel) -> str:
    return letters.signature(Message(conversation=matter, channel=channel, customer=matter.customer))
