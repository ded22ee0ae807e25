"""On which channels can this customer be answered, and why not on the others?"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from conversations import resting
from conversations.capabilities import capabilities_of, present
from conversations.models import Channel, Conversation, Direction, Message
from customers import consents
from customers.models import Customer, Identity


@dataclass(frozen=True)
class Route:
    """One chip of the composer: this channel to this identity. reason says why it is not usable."""

    channel: Channel
    identity: Identity
    usable: bool = True
    reason: str | Promise = ""
    chosen: bool = False

    @property
    def key(self) -> str:
        return f"{self.channel.pk}-{self.identity.pk}"


def routes(conversation: Conversation, agent: Agent, ways: list[Route] | None = None) -> list[Route]:
    """The customer's routes, the one they last wrote on chosen; unusable ones come last, with their reason."""
    found = written(ways_to(conversation.customer) if ways is None else ways)
    *last, said_at = last_used(conversation)
    chosen = came_since(found, said_at)
    chosen = chosen or next((it for it in found if it.usable and [it.channel.pk, it.identity.pk] == last), None)
    chosen = chosen or next((route for route in found if route.usable), None)
    # The chosen one where it is seen at once, then those of the matter's own team.
    found.sort(key=lambda it: (it is not chosen, not it.usable, it.channel.team_id != conversation.team_id))
    return [Route(r.channel, r.identity, r.usable, r.reason, r is chosen) for r in found]


def routes_to(customer: Customer) -> list[Route]:
    """By which they can be written to."""
    return written(ways_to(customer))


def written(ways: list[Route]) -> list[Route]:
    return [way for way in ways if not capabilities_of(way.channel).dials]


def dialled(ways: list[Route]) -> list[Route]:
    """By which they can be called."""
    return [way for way in ways if capabilities_of(way.channel).dials]


def ways_to(customer: Customer) -> list[Route]:
    identities = list(customer.identities.order_by("-assurance", "-id"))
    channels = Channel.objects.select_related("team").order_by("id")
    pairs = [(channel, identity) for channel in channels for identity in identities if reaches(channel, identity)]
    refused = consents.stopped(identities)
    found = [judged(channel, identity, customer, refused) for channel, identity in pairs]
    return sorted(found, key=lambda route: not route.usable)


def reaches(channel: Channel, identity: Identity) -> bool:
    """Who was met in practice is reached in practice only, whatever number they have there; by a form nobody is."""
    can = capabilities_of(channel)
    scope = channel.public_id if can.scoped or channel.is_practice else ""
    return can.sends and identity.kind == can.reaches and identity.scope == scope


def judged(channel: Channel, identity: Identity, customer: Customer, refused: set[tuple[str, str]]) -> Route:
    reason = why_not(channel, identity, customer)
    if not reason and (identity.kind, identity.value) in refused:
        # They asked us not to write there, whatever it is about.
        reason = _("No consent")
    return Route(channel, identity, usable=not reason, reason=reason)


def why_not(channel: Channel, identity: Identity, customer: Customer) -> str | Promise:
    if channel.paused_at:
        return _("Channel paused")
    if resting.is_given_up(channel):
        return channel.get_trouble_display()
    if customer.blocked_at:
        return _("Customer blocked")
    if identity.undeliverable_at:
        return _("Mail to this address came back") if identity.is_email else _("Does not receive messages from us now")
    can = capabilities_of(channel)
    if can.window is not None and not wrote_within(identity, can.window.total_seconds()):
        return _("Window closed")
    return can.why_not(identity) if can.why_not else ""


def wrote_within(identity: Identity, seconds: float) -> bool:
    last = Message.objects.filter(identity=identity, direction=Direction.IN).order_by("-shown_at").first()
    return last is not None and (timezone.now() - last.shown_at).total_seconds() < seconds


def came_since(found: list[Route], said_at: datetime | None) -> Route | None:
    """They have opened a chat after their last word, and are known in it already: there they read what we write."""
    scoped = [route for route in found if route.usable and capabilities_of(route.channel).scoped]
    fresh = [route for route in scoped if said_at and route.identity.created_at > said_at]
    if not fresh or not present({fresh[0].identity.customer_id}):
        return None
    return max(fresh, key=lambda route: route.identity.created_at)


def last_used(conversation: Conversation) -> tuple[int | None, int | None, datetime | None]:
    """(channel, identity, when) of the customer's last word in this matter."""
    said = conversation.messages.filter(direction=Direction.IN).order_by("-shown_at", "-id")
    return said.values_list("channel_id", "identity_id", "shown_at").first() or (None, None, None)
